/** `mudstream world check|validate|load|export|diff|import`: world files, classic areas, character cards. */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { problemLine, type World } from '../../../schema/world-file.ts'
import { declaredWorld, worldDifferences, worldFiles } from '../../log/travel/world-files.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import { readWorld } from '../../world/read-world.ts'
import { loadWorldFiles } from '../prepare.ts'
import { fillDatabase, lookAtDatabase } from './open-database.ts'
import { formatList, importWorld } from './world-import.ts'

const dirOf = (dir: string | undefined): string => dir ?? loadConfig(environment()).worldDir

/** The world of a folder; says what is wrong with it and returns undefined when it will not do. */
const readOrComplain = async (dir: string): Promise<World | undefined> => {
  const { world, problems, hints } = await readWorld(dir)
  for (const hint of hints) process.stdout.write(`hint: ${problemLine(hint)}\n`)
  if (problems.length === 0) return world
  for (const problem of problems) process.stdout.write(`${problemLine(problem)}\n`)
  process.stdout.write(`${problems.length} problem${problems.length === 1 ? '' : 's'} in ${dir}\n`)
  process.exitCode = 1
  return undefined
}

const sizeOf = (entries: object): number => Object.keys(entries).length

const validate = async (given?: string): Promise<void> => {
  const dir = dirOf(given)
  const world = await readOrComplain(dir)
  if (world === undefined) return
  const { zones, rooms, items, mobiles, quests } = world
  process.stdout.write(
    `${dir} is in order: ${sizeOf(zones)} zones, ${sizeOf(rooms)} rooms, ${sizeOf(items)} items, ` +
      `${sizeOf(mobiles)} mobiles, ${sizeOf(quests)} quests.\n`,
  )
}

/** Runs the tests beside the scripts; one that fails fails the check. */
const testScripts = async (world: World): Promise<void> => {
  const { runScriptTests } = await import('../../world/script-tests.ts')
  const results = runScriptTests(world)
  const failed = results.filter(({ why }) => why !== undefined)
  for (const { script, test, why } of failed) {
    process.stdout.write(`${script}: “${test}” fails: ${why}\n`)
  }
  process.stdout.write(`${results.length} tests of scripts, ${failed.length} failed.\n`)
  if (failed.length > 0) process.exitCode = 1
}

/** The check with the tests of scripts, and what each persona costs in a prompt. */
const check = async (given?: string): Promise<void> => {
  await validate(given)
  const { world, problems } = await readWorld(dirOf(given))
  if (problems.length > 0) return
  await testScripts(world)
  const { personaTokens } = await import('../../../workers/mind/persona-tokens.ts')
  for (const { id, tokens } of await personaTokens(Object.values(world.mobiles))) {
    process.stdout.write(`${String(tokens).padStart(6)} tokens  ${id}\n`)
  }
}

const load = async (given?: string): Promise<void> => {
  const dir = dirOf(given)
  if ((await readOrComplain(dir)) === undefined) return
  await fillDatabase(async ({ db, url, config }) => {
    const log = openLog({ ...config, logLevel: 'silent' }, 'mudstream')
    const parts = { config: { ...config, worldDir: dir }, databaseUrl: url, natsUrl: '', log }
    const events = await loadWorldFiles(parts, db)
    if (events === null) {
      throw new Error(
        'A tick is leading this world. Stop Mudstream first; a start loads files too.',
      )
    }
    process.stdout.write(
      events === 0 ? 'Nothing has changed.\n' : `${events} events were recorded.\n`,
    )
  })
}

const exportFiles = async (dir: string): Promise<void> => {
  await lookAtDatabase(async ({ db }) => {
    const files = worldFiles(await declaredWorld(db))
    await mkdir(dir, { recursive: true })
    // Never over somebody's files: the first one that exists ends it.
    for (const { file, text } of files) await writeFile(join(dir, file), text, { flag: 'wx' })
    process.stdout.write(`${files.length} files are in ${dir}.\n`)
  })
}

const diff = async (given?: string): Promise<void> => {
  const world = await readOrComplain(dirOf(given))
  if (world === undefined) return
  await lookAtDatabase(async ({ db }) => {
    const found = worldDifferences(world, await declaredWorld(db))
    const sides = { 'only-files': '+', 'only-database': '-', changed: '~' } as const
    for (const { what, kind, fields } of found) {
      process.stdout.write(`${sides[kind]} ${what}\n`)
      for (const { path, log, table } of fields) {
        const [inFiles, inDatabase] = [JSON.stringify(log), JSON.stringify(table)]
        process.stdout.write(`    ${path}: files ${inFiles}, database ${inDatabase}\n`)
      }
    }
    process.stdout.write(found.length === 0 ? 'No difference.\n' : `${found.length} differences.\n`)
    if (found.length > 0) process.exitCode = 1
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  const dir = ['[dir]', 'folder of world files; MUD_WORLD_DIR unless given'] as const
  command
    .command('validate')
    .description('check world files; every problem with file and line')
    .argument(...dir)
    .action(validate)
  command
    .command('check')
    .description('the same, the tests of scripts, and how many tokens of a prompt each persona is')
    .argument(...dir)
    .action(check)
  command
    .command('load')
    .description('record what the files declare otherwise than the database has it')
    .argument(...dir)
    .action(load)
  command
    .command('diff')
    .description('show what the files declare otherwise than the database has it')
    .argument(...dir)
    .action(diff)
  command
    .command('export <dir>')
    .description('write the world of the database as world files')
    .action(exportFiles)
  command
    .command('import <path>')
    .description('translate classic areas or character cards: a folder of files, or one of them')
    .option('--format <format>', `what they are; areas are recognised without it: ${formatList}`)
    .option('--into <dir>', 'write world files into this folder; without it only the report')
    .option('--zone <id>', 'the zone that cards become mobiles of', 'cards')
    .option('--keep-going', 'leave out what is damaged, and say what is missing')
    .option('--charset <set>', 'of files that are not UTF-8: latin1 or cp437; each tells otherwise')
    .option('--prefix <word>', 'begin the ids of all zones with it')
    .option('--dry-run', 'write nothing; say what would be written')
    .option('--replace', 'write over files of an earlier import that differ')
    .option('--details', 'report what was mapped as well')
    .option('--json', 'print the report for machines')
    .action(importWorld)
}
