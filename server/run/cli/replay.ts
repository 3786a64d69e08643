/** `mudstream replay FILE`: plays a recorded stretch with the rules of today. */
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { playReplay } from '../../log/travel/replay/play-replay.ts'
import { decodeReplay } from '../../log/travel/replay/replay-file.ts'

const run = async (file: string): Promise<void> => {
  const outcome = await playReplay(decodeReplay(await readFile(file, 'utf8')))
  for (const { where, error } of outcome.broken) {
    process.stdout.write(`broken  ${where}: ${error instanceof Error ? error.message : error}\n`)
  }
  if (outcome.otherwise === undefined) {
    process.stdout.write(`${outcome.ticks} ticks made the same ${outcome.events} events again.\n`)
    return
  }
  const { tick, why } = outcome.otherwise
  process.stdout.write(`Tick ${tick} turned out otherwise:\n`)
  for (const sentence of why) process.stdout.write(`  ${sentence}\n`)
  process.exitCode = 1
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command.argument('<file>', 'a file that `mudstream record` wrote').action(run)
}
