/** The bus for subcommands that write to it: the one `MUD_NATS_URL` names, or that of a running Mudstream. */
import type { Bus } from '../../platform/bus/bus.ts'
import { openBus } from '../../platform/bus/nats-bus.ts'
import type { Config } from '../../platform/config.ts'
import { runningBus } from './running.ts'

/** Runs `use` with a connection that may write to every stream. Throws with words for a person. */
export async function withBus<T>(config: Config, use: (bus: Bus) => Promise<T>): Promise<T> {
  const { url } = runningBus(config)
  const bus = await openBus({ url, name: 'mudstream-command', onBroken: sayBroken, waits: false })
  try {
    return await use(bus)
  } finally {
    await bus.close()
  }
}

/** Tells a person of a message that could not be read. */
function sayBroken(subject: string, error: unknown): void {
  process.stderr.write(`a message on ${subject} could not be read: ${String(error)}\n`)
}
