/** `mudstream world validate|load|export|diff|import`: world files and classic areas. */

import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { ownOf } from '../../../schema/own.ts'
import { problemLine, type World } from '../../../schema/world-file.ts'
import { declaredWorld, worldDifferences, worldFiles } from '../../log/travel/world-files.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { openLog } from '../../platform/log.ts'
import type { Dialect } from '../../world/import/area-model.ts'
import { importAreas } from '../../world/import/import-areas.ts'
import { formatReport } from '../../world/import/report.ts'
import { writeZones } from '../../world/import/write-zones.ts'
import { readWorld } from '../../world/read-world.ts'
import { loadWorldFiles } from '../prepare.ts'
import { withDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

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

const load = async (given?: string): Promise<void> => {
  const dir = dirOf(given)
  if ((await readOrComplain(dir)) === undefined) return
  await withDatabase(
    async ({ db, url, config }) => {
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
    },
    { create: true },
  )
}

const exportFiles = async (dir: string): Promise<void> => {
  await withDatabase(async ({ db }) => {
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
  await withDatabase(async ({ db }) => {
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

interface ImportOptions {
  readonly format: string
  readonly into?: string
  readonly details?: boolean
}

const formats: Readonly<Record<string, Dialect>> = { diku: 'diku', tbamud: 'tbamud', rom: 'rom' }

const importClassic = async (path: string, options: ImportOptions): Promise<void> => {
  const format = ownOf(formats, options.format)
  if (format === undefined) {
    throw new Error(`--format ${options.format}: use ${Object.keys(formats).join(', ')}`)
  }
  const progress = openProgress('import')
  const result = await importAreas({
    format,
    path,
    onProgress: ({ phase, done, total, name }) => progress.show(done, total, `${phase} ${name}`),
  })
  progress.end()
  process.stdout.write(`${formatReport(result.report, options)}\n`)
  if (result.report.damage.length > 0) {
    process.exitCode = 1
    return
  }
  if (options.into === undefined) return
  const written = await writeZones(options.into, result.zones)
  process.stdout.write(`${written.length} world files are in ${options.into}.\n`)
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
    .description('translate classic areas: a folder of area files, or one of them')
    .requiredOption('--format <format>', 'diku, tbamud or rom')
    .option('--into <dir>', 'write world files into this folder; without it only the report')
    .option('--details', 'report what was mapped as well')
    .action(importClassic)
}
