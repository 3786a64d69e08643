/** The bus for subcommands that write to it: the one `MUD_NATS_URL` names, or that of a running Mudstream. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Bus } from '../../platform/bus/bus.ts'
import { openBus } from '../../platform/bus/nats-bus.ts'
import type { Config } from '../../platform/config.ts'
import { readSecrets } from '../embedded/secrets.ts'

/** Runs `use` with a connection that may write to every stream. Throws with words for a person. */
export async function withBus<T>(config: Config, use: (bus: Bus) => Promise<T>): Promise<T> {
  const url = config.natsUrl ?? runningUrl(resolve(config.dataDir))
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

/** The port stands in the configuration that the running server was started with. */
function runningUrl(dataDir: string): string {
  let port: string | undefined
  try {
    port = /^port: (\d+)$/m.exec(readFileSync(join(dataDir, 'nats', 'nats.conf'), 'utf8'))?.[1]
  } catch {
    // Never started here; the message below says what to do.
  }
  if (port === undefined) {
    throw new Error(
      `There is no bus in ${dataDir}. Set MUD_DATA_DIR to the folder of a running Mudstream, or MUD_NATS_URL.`,
    )
  }
  return `nats://admin:${readSecrets(dataDir).nats.admin}@127.0.0.1:${port}`
}
