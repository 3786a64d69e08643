/**
 * `mudstream upgrade`: asks a running `mudstream start` to go on with the code that is on disk. `--check` says
 * what that code changes and changes nothing; `--back-to` takes the schema back for an older version.
 */
import type { Command } from 'commander'
import { ownOf } from '../../../schema/own.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { hasWayBack, migrateBack, type SchemaState, schemaState } from '../../platform/database.ts'
import { coerceError } from '../../platform/errors.ts'
import { isDataDirInUse, openDataDir } from '../embedded/data-dir.ts'
import { type Installed, readInstalled, thisVersion } from '../installed-version.ts'
import { mustStand } from './must-stand.ts'
import { withBus } from './open-bus.ts'
import { changeDatabase, lookAtDatabase } from './open-database.ts'

/** The process that uses the data folder. Throws with words for a person when there is none. */
const runningPid = (dataDir: string): number => {
  try {
    openDataDir(dataDir).release()
  } catch (error) {
    if (isDataDirInUse(error)) return error.holder.pid
    throw error
  }
  throw new Error(`No Mudstream runs on ${dataDir}; the next start has the new code anyway.`)
}

function upgrade(): void {
  const { dataDir } = loadConfig(environment())
  process.kill(runningPid(dataDir), 'SIGHUP')
  process.stdout.write('asked for; its log says when every role has been replaced\n')
}

const print = (title: string, lines: readonly string[]): void => {
  const shown = lines.length > 0 ? lines : ['nothing changes']
  process.stdout.write(`${title}\n${shown.map((line) => `  ${line}\n`).join('')}`)
}

async function check(): Promise<void> {
  const config = loadConfig(environment())
  const { schema, installed } = await lookAtDatabase(
    async ({ db }) => ({ schema: await schemaState(db), installed: await readInstalled(db) }),
    { anySchema: true },
  )
  const own = thisVersion()
  process.stdout.write(
    `installed: ${installed?.version ?? 'a version that did not note which'}; this is ${own.version}\n`,
  )
  print('schema', schemaLines(schema))
  print('settings', installed ? settingLines(installed, own) : ['not known: see CHANGELOG.md'])
  print('streams', await streamLines(config))
  if (schema.unknown.length > 0) process.exitCode = 1
}

/** What becomes of the tables, a line each. */
function schemaLines({ missing, unknown }: SchemaState): string[] {
  return [
    ...missing.map(
      (name) => `${name} is applied; ${hasWayBack(name) ? 'can be taken back' : lost}`,
    ),
    ...unknown.map((name) => `${name} was applied by a newer version: this one must not run on it`),
  ]
}

const lost = 'the way back is a backup from before'

/** Defaults that are others now; whatever the environment sets stays as it is set. */
function settingLines(installed: Installed, own: Installed): string[] {
  const names = [...new Set([...Object.keys(installed.defaults), ...Object.keys(own.defaults)])]
  return names.flatMap((name) => {
    const before = ownOf(installed.defaults, name)
    const after = ownOf(own.defaults, name)
    if (before === after) return []
    if (before === undefined) return `${name} is new: ${after || 'unset'}`
    if (after === undefined) return `${name} is gone: it is refused from now on`
    return `${name}: ${before || 'unset'} becomes ${after || 'unset'} where you set nothing`
  })
}

async function streamLines(config: Config): Promise<readonly string[]> {
  try {
    return await withBus(config, (bus) => bus.streams.changes(subjectsOf(config.world), config))
  } catch (error) {
    return [`cannot be looked at: ${coerceError(error).message}`]
  }
}

async function goBack(to: string): Promise<void> {
  const taken = await changeDatabase(
    async ({ db }) => {
      await mustStand(db)
      return await migrateBack(db, to)
    },
    { anySchema: true },
  )
  print('taken back', taken)
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--check', 'say what the code on disk changes of schema, settings and streams')
    .option(
      '--back-to <migration>',
      'take the schema back to this migration; every role is stopped',
    )
    .action(async ({ check: only, backTo }: { check?: true; backTo?: string }) => {
      if (only) return await check()
      if (backTo !== undefined) return await goBack(backTo)
      upgrade()
    })
}
