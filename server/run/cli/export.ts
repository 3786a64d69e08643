/** `mudstream export FILE`: a whole world as one file. */
import type { Command } from 'commander'
import { writeArchive } from '../../log/records/archive-file.ts'
import { readWorldRecords } from '../../log/travel/archive/read-world.ts'
import { lookAtDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

/** Writes a world to a file and says so; with `people` also accounts and all else that events do not tell. */
export const exportTo = async (
  file: string,
  { people = false }: { readonly people?: boolean },
): Promise<void> => {
  const progress = openProgress('export')
  let count = 0
  await lookAtDatabase(({ db }) =>
    writeArchive(
      file,
      readWorldRecords(db, {
        tables: people ? 'people' : 'log',
        onProgress(events, tick, upToTick) {
          count = events
          progress.show(tick, upToTick, `${events} events`)
        },
      }),
    ),
  )
  progress.end()
  process.stdout.write(`${count} events are in ${file}.\n`)
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<file>', 'the file to write; packed when its name ends in .gz')
    .option('--people', 'with accounts and all else that events do not tell')
    .action(exportTo)
}
