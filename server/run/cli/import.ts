/** `mudstream import FILE`: fills an empty database with an exported world. */
import { access } from 'node:fs/promises'
import type { Command } from 'commander'
import { readArchive } from '../../log/records/archive-file.ts'
import { writeWorldRecords } from '../../log/travel/archive/write-world.ts'
import { fillDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

/** Reads a file into the empty database of the settings and says what came. */
export const importFrom = async (
  file: string,
  { keepStream }: { readonly keepStream: boolean },
): Promise<void> => {
  // Before a database is made for it.
  await access(file)
  const progress = openProgress('import')
  const written = await fillDatabase(({ db }) =>
    writeWorldRecords(db, readArchive(file), {
      keepStream,
      onProgress: (events, tick, upToTick) => progress.show(tick, upToTick, `${events} events`),
    }),
  )
  progress.end()
  const { events, rows, entities, tick, state } = written
  process.stdout.write(
    `${events} events and ${rows} other rows make ${entities} entities up to tick ${tick}; ` +
      `state ${state.slice(0, 16)}.\n`,
  )
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<file>', 'a file that `mudstream export` wrote')
    .action((file: string) => importFrom(file, { keepStream: false }))
}
