/** `mudstream config`: every setting with its value; secrets are masked. */

import type { Command } from 'commander'
import { ownOf } from '../../../schema/own.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { describeSettings, showConfig } from '../../platform/setting-rows.ts'

const inCell = (words: string): string => words.replaceAll('|', '\\|')

/** The reference table of all settings in Markdown. */
export const settingsTable = (): string => {
  const rows = describeSettings().map(({ name, about, allowed, fallback, unit, secret, live }) => {
    const value = fallback === '' ? 'unset' : `\`${fallback}\`${unit === '' ? '' : ` ${unit}`}`
    const file = secret ? `; or \`${name}_FILE\`` : ''
    return `| \`${name}\`${file} | ${value} | ${inCell(about)} | ${inCell(allowed)}${live ? '; live' : ''} |`
  })
  return ['| setting | default | what it is for | allowed |', '| --- | --- | --- | --- |', ...rows]
    .map((line) => `${line}\n`)
    .join('')
}

const show = (options: { json?: boolean; reference?: boolean }): void => {
  if (options.reference === true) {
    process.stdout.write(settingsTable())
    return
  }
  const env = environment()
  const rows = showConfig(loadConfig(env))
  if (options.json === true) {
    const object = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    process.stdout.write(`${JSON.stringify(object, null, 2)}\n`)
    return
  }
  for (const { name, value } of rows) {
    const isSet = (ownOf(env, name) ?? '') !== '' || (env[`${name}_FILE`] ?? '') !== ''
    const shown = value === '' ? '(unset)' : value
    process.stdout.write(`${isSet ? '*' : ' '} ${name}=${shown}\n`)
  }
  process.stdout.write('\n* set by the environment; all others are defaults\n')
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--json', 'print one JSON object')
    .option('--reference', 'print the reference of all settings as a Markdown table')
    .action(show)
}
