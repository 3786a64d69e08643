/** `mudstream queue`: what waits on the bus, to look at and to throw away. */
import type { Command } from 'commander'
import { type Subjects, subjectsOf } from '../../../schema/subjects.ts'
import type { Bus, StoredMessage } from '../../platform/bus/bus.ts'
import { environment, loadConfig } from '../../platform/config.ts'
import { withBus } from './open-bus.ts'
import { countOption } from './option-kinds.ts'

type Name = keyof Subjects['streams']

const say = (line: string): void => void process.stdout.write(`${line}\n`)

async function onStream<T>(
  name: string,
  use: (bus: Bus, stream: string) => Promise<T>,
): Promise<T> {
  const config = loadConfig(environment())
  const { streams } = subjectsOf(config.world)
  if (!Object.hasOwn(streams, name)) {
    throw new Error(`There is no queue ${name}; there are: ${Object.keys(streams).join(', ')}.`)
  }
  return await withBus(config, (bus) => use(bus, streams[name as Name]))
}

async function peek(name: string, options: { count: string }): Promise<void> {
  await onStream(name, async (bus, stream) => {
    const messages = await firstOf(bus, stream, Number(options.count))
    if (messages.length === 0) return say(`Nothing waits in ${name}.`)
    for (const { seq, subject, storedMs, text } of messages) {
      say(`${seq}  ${new Date(storedMs).toISOString()}  ${subject}\n    ${text}`)
    }
  })
}

/** The oldest messages of a stream; they stay in it. */
async function firstOf(bus: Bus, stream: string, count: number): Promise<StoredMessage[]> {
  const found: StoredMessage[] = []
  let next = await bus.streams.peek(stream, 1)
  while (next && found.length < count) {
    found.push(next)
    next = await bus.streams.peek(stream, next.seq + 1)
  }
  return found
}

async function purge(name: string, options: { yes?: boolean }): Promise<void> {
  if (name === 'commands') {
    throw new Error(
      'Commands were acknowledged to players and stay until they are applied; the tick takes them out itself.',
    )
  }
  await onStream(name, async (bus, stream) => {
    const { messages, lastSeq } = await bus.streams.state(stream)
    if (options.yes !== true) {
      throw new Error(`This throws away ${messages} messages: mudstream queue purge ${name} --yes`)
    }
    if (messages > 0) await bus.streams.dropTo(stream, lastSeq)
    say(`${messages} messages are gone from ${name}.`)
  })
}

/** Gives the subcommand its options and its actions. */
export const configure = (command: Command): void => {
  command
    .command('peek <queue>')
    .description('the oldest messages of commands, events, jobs or dead; they stay where they are')
    .option('--count <number>', 'how many', countOption, '10')
    .action(peek)
  command
    .command('purge <queue>')
    .description('throw away what waits in events, jobs or dead')
    .option('--yes', 'really do it')
    .action(purge)
}
