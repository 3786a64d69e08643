/** The bus for subcommands: the one `MUD_NATS_URL` names, or that of a running Mudstream. */
import type { Bus } from '../../platform/bus/bus.ts'
import { openBus } from '../../platform/bus/nats-bus.ts'
import type { Config } from '../../platform/config.ts'
import { asTrouble, whatIsWrong } from '../../platform/trouble.ts'
import { runningBus } from './running.ts'

/** Runs `use` with a connection, with whatever rights its login has. Throws with words for a person. */
export async function withBus<T>(config: Config, use: (bus: Bus) => Promise<T>): Promise<T> {
  const { url } = runningBus(config)
  const options = { url, name: 'mudstream-command', onBroken: sayBroken, waits: false }
  try {
    const bus = await openBus(options)
    try {
      return await use(bus)
    } finally {
      await bus.close()
    }
  } catch (error) {
    throw asTrouble(error, { who: 'NATS', url })
  }
}

/** Tells a person of a message that could not be read. */
function sayBroken(subject: string, error: unknown): void {
  process.stderr.write(`a message on ${subject} could not be read: ${whatIsWrong(error)}\n`)
}
