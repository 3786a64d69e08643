/** `mudstream record FILE`: a stretch of the game as a file that can be played again. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { subjectsOf } from '../../../schema/subjects.ts'
import type { CommandMessage } from '../../core/tick/bus.ts'
import { createTickBus } from '../../core/tick/tick-bus.ts'
import { recordReplay } from '../../log/travel/replay/record.ts'
import { encodeReplay } from '../../log/travel/replay/replay-file.ts'
import { openBus } from '../../platform/bus/nats-bus.ts'
import type { Config } from '../../platform/config.ts'
import { readSecrets } from '../embedded/secrets.ts'
import { momentOf } from './moment.ts'
import { sayBroken } from './open-bus.ts'
import { withDatabase } from './open-database.ts'
import { openProgress } from './progress.ts'

/** The bus of the settings, or of the Mudstream that runs on the data folder. */
const natsUrlOf = (config: Config): string => {
  if (config.natsUrl !== undefined) return config.natsUrl
  const dataDir = resolve(config.dataDir)
  try {
    const conf = readFileSync(join(dataDir, 'nats', 'nats.conf'), 'utf8')
    const port = /^port: (\d+)/m.exec(conf)?.[1]
    return `nats://tick:${readSecrets(dataDir).nats.tick}@127.0.0.1:${port ?? 0}`
  } catch (error) {
    throw new Error(
      `The command stream of ${dataDir} cannot be found. Start Mudstream first, or set MUD_NATS_URL.`,
      { cause: error },
    )
  }
}

/** Everything the command stream still holds. */
const readMessages = async (config: Config): Promise<CommandMessage[]> => {
  const bus = await openBus({
    url: natsUrlOf(config),
    name: 'mudstream-record',
    onBroken: sayBroken,
    waits: false,
  })
  try {
    const stream = createTickBus(bus, subjectsOf(config.world))
    const { firstSeq, lastSeq } = await stream.identity()
    const messages: CommandMessage[] = []
    if (lastSeq < firstSeq) return messages
    const all = Promise.withResolvers<void>()
    const take = (message: CommandMessage): void => {
      messages.push(message)
      if (message.seq >= lastSeq) all.resolve()
    }
    const broken = (why: string): void => all.reject(new Error(why))
    const feed = await stream.open(FIRST_SHARD, firstSeq, take, broken)
    await all.promise
    await feed.close()
    return messages
  } finally {
    await bus.close()
  }
}

const run = async (file: string, options: { from: string; to?: string }): Promise<void> => {
  const progress = openProgress('record')
  await withDatabase(async ({ db, config }) => {
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
