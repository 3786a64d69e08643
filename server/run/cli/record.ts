/** `mudstream record FILE`: a stretch of the game as a file that can be played again. */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import type { CommandMessage } from '../../core/tick/bus.ts'
import { createTickBus } from '../../core/tick/tick-bus.ts'
import { recordReplay } from '../../log/travel/replay/record.ts'
import { encodeReplay } from '../../log/travel/replay/replay-file.ts'
import type { Config } from '../../platform/config.ts'
import { momentOf } from './moment.ts'
import { withBus } from './open-bus.ts'
import { lookAtDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

/** Everything the command stream still holds. */
const readMessages = async (config: Config): Promise<CommandMessage[]> => {
  const messages: CommandMessage[] = []
  await withBus(config, async (bus) => {
    const stream = createTickBus(bus, subjectsOf(config.world))
    const { firstSeq, lastSeq } = await stream.identity()
    // A stream that never held anything has 0 for both.
    if (lastSeq === 0 || lastSeq < firstSeq) return
    const all = Promise.withResolvers<void>()
    const take = (message: CommandMessage): void => {
      messages.push(message)
      if (message.seq >= lastSeq) all.resolve()
    }
    const broken = (why: string): void => all.reject(new Error(why))
    const feed = await stream.open(FIRST_SHARD, firstSeq, take, broken)
    await all.promise
    await feed.close()
  })
  return messages
}

const run = async (file: string, options: { from: string; to?: string }): Promise<void> => {
  const progress = openProgress('record')
  await lookAtDatabase(async ({ db, config }) => {
    const fromTick = await momentOf(db, { tick: options.from })
    const toTick = await momentOf(db, options.to === undefined ? {} : { tick: options.to })
    const replay = await recordReplay(db, await readMessages(config), {
      shard: FIRST_SHARD,
      fromTick: Math.max(1, fromTick),
      toTick,
      heartbeatMs: config.heartbeatMs,
      linkGraceBeats: Math.ceil(config.linkGraceMs / config.heartbeatMs),
      world: config.world,
      onProgress: (tick) => progress.show(tick - fromTick, toTick - fromTick, `tick ${tick}`),
    })
    progress.end()
    await writeFile(file, encodeReplay(replay), { mode: 0o600, flag: 'wx' })
    const events = replay.ticks.reduce((sum, tick) => sum + tick.events.length, 0)
    process.stdout.write(
      `${replay.ticks.length} ticks with ${events} events are in ${file}. It holds what people ` +
        'typed: give it to nobody who may not read that.\n',
    )
  })
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command
    .argument('<file>', 'the file to write')
    .requiredOption('--from <tick>', 'the first tick of the stretch')
    .option('--to <tick>', 'the last tick; the newest unless given')
    .action(run)
}
