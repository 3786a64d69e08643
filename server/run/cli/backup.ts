/** `mudstream backup create|restore FILE`: everything that cannot be made again, and back. */
import type { Command } from 'commander'
import { exportTo } from './export.ts'
import { importFrom } from './import.ts'

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .command('create <file>')
    .description('write world, people and ledger to a file while the game runs')
    .action((file: string) => exportTo(file, { people: true }))
  command
    .command('restore <file>')
    .description('read a backup into an empty database, while no Mudstream runs on it')
    .option('--other-stream', 'the command stream is not the one of the backup: do not go on in it')
    .action((file: string, options: { otherStream?: boolean }) =>
      importFrom(file, { keepStream: options.otherStream !== true }),
    )
}
