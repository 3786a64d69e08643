/** `mudstream history ID`: who did what to a thing and when, and what caused it. */
import type { Command } from 'commander'
import { type HistoryEntry, historyOf } from '../../log/travel/history.ts'
import { idOf } from '../../log/travel/id-of.ts'
import { type MomentOptions, momentOf, timeText } from './moment.ts'
import { lookAtDatabase } from './open-database.ts'
import { countOption } from './option-kinds.ts'

interface Options extends MomentOptions {
  readonly filter?: string
  readonly limit: string
  readonly changes?: boolean
  readonly json?: boolean
}

/** One event as a line for a person. */
export const historyLine = (entry: HistoryEntry): string => {
  const who = entry.actorName === '' ? entry.actor : entry.actorName
  const cause = entry.cause === '' ? '' : `  <- ${entry.cause}`
  const by = who === '' ? '' : ` by ${who}`
  const mark = entry.changed ? '*' : ' '
  const at = `${timeText(entry.atMs)} ${mark} ${entry.tick}.${entry.ordinal}`
  return `${at}  ${entry.type}${by}: ${entry.words}${cause}`
}

/** Events as lines, from old to new. Where the store went back in time, a line says so. */
export const historyLines = (entries: readonly HistoryEntry[]): string[] =>
  entries.flatMap((entry, at) => {
    const line = historyLine(entry)
    const { timeline } = entry
    if (timeline === (entries[at - 1]?.timeline ?? 0)) return [line]
    return [`-- timeline ${timeline}: the store had gone back in time --`, line]
  })

const run = async (id: string, options: Options): Promise<void> => {
  await lookAtDatabase(async ({ db }) => {
    const known = await idOf(db, id)
    const entries = await historyOf(db, known, {
      limit: Number(options.limit),
      upToTick: await momentOf(db, options),
      changesOnly: options.changes === true,
      ...(options.filter === undefined ? {} : { filter: options.filter }),
    })
    const text =
      options.json === true
        ? JSON.stringify(entries, null, 2)
        : historyLines(entries).join('\n') || `Nothing is known of ${known}.`
    process.stdout.write(`${text}\n`)
    if (entries.length === 0) process.exitCode = 1
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<id>', 'a room, item, mobile or character; people also go by their names')
    .option('--filter <text>', 'only events whose type, words, actor or cause contain this')
    .option('--limit <number>', 'the newest so many', countOption, '50')
    .option('--changes', 'only what changed it, not what merely speaks of it')
    .option('--tick <number>', 'only up to this tick')
    .option('--time <time>', 'only up to this moment')
    .option('--json', 'print JSON')
    .action(run)
}
