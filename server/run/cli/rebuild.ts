/** `mudstream rebuild [ID…]`: makes broken or wrong rows of the world's state anew from its log. */
import type { Command } from 'commander'
import type { EntityId } from '../../../schema/ids.ts'
import { rebuildRows } from '../../log/verify/rebuild.ts'
import { changeDatabase } from './open-database.ts'
import { countOption } from './option-kinds.ts'
import { openProgress } from './progress.ts'

const run = async (ids: readonly EntityId[], options: { shard: string }): Promise<void> => {
  const progress = openProgress('rebuild')
  const { written, removed } = await changeDatabase(({ db }) =>
    rebuildRows(db, {
      shard: Number(options.shard),
      ids,
      onProgress: ({ events, tick, upToTick }) => progress.show(tick, upToTick, `${events} events`),
    }),
  )
  progress.end()
  const lines = [
    ...written.map((id) => `made anew  ${id}`),
    ...removed.map((id) => `removed    ${id}: the log knows nothing of it`),
  ]
  const end =
    lines.length === 0
      ? 'Every row that was looked at is what the log says; nothing was written.'
      : `${lines.length} rows are what the log says now; a game that runs reads all of them again.`
  process.stdout.write(`${[...lines, end].join('\n')}\n`)
}

/** Gives the subcommand its arguments and its action. */
export const configure = (command: Command): void => {
  command
    .argument('[id...]', 'ids of rooms, items, mobiles, characters …; none: everything')
    .option('--shard <number>', 'the shard to rebuild', countOption, '1')
    .action(run)
}
