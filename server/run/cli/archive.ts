/** `mudstream archive`: moves old parts of the log out of the database into files. */
import type { Command } from 'commander'
import { archiveFolder } from '../../log/parts/archive-folder.ts'
import { archiveParts } from '../../log/parts/archive-parts.ts'
import { systemClock } from '../../platform/ambient.ts'
import { changeDatabase } from './open-database.ts'

const dayMs = 86_400_000

const run = async ({ olderThan }: { olderThan: string }): Promise<void> => {
  const days = Number(olderThan)
  if (olderThan.trim() === '' || !(days >= 0)) {
    throw new Error(`"${olderThan}" is no number of days.`)
  }
  await changeDatabase(async ({ db }) => {
    const folder = archiveFolder()
    const moved = await archiveParts(db, {
      folder,
      beforeMs: systemClock.now() - days * dayMs,
      onPart: ({ file, fromTick, toTick, events, bytes }) => {
        process.stdout.write(
          `Ticks ${fromTick} to ${toTick - 1}: ${events} events are in ${file} (${bytes} bytes).\n`,
        )
      },
    })
    process.stdout.write(
      moved.length === 0
        ? 'No part of the log is old enough and complete.\n'
        : `${moved.length} parts are in ${folder}. Keep these files: verify, history, at and backup read them.\n`,
    )
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .option('--older-than <days>', 'only parts whose last event is older than this', '30')
    .action(run)
}
