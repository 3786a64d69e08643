/** `mudstream cache drop`: lets the leading tick forget what it has in memory and read it again. */
import type { Command } from 'commander'
import { fenceLeader } from '../../log/verify/rebuild.ts'
import { changeDatabase } from './open-database.ts'
import { countOption } from './option-kinds.ts'

const drop = async (options: { shard: string }): Promise<void> => {
  const tick = await changeDatabase(({ db }) => fenceLeader(db, Number(options.shard)))
  process.stdout.write(
    `The leadership ends after tick ${tick}; the next one begins with an empty memory.\n`,
  )
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .command('drop')
    .description('end the leadership of a shard; players wait for a moment, and nothing is lost')
    .option('--shard <number>', 'the shard', countOption, '1')
    .action(drop)
}
