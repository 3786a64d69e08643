/** The bus of a role, which writes only where an acknowledgement is on disk (decision 30). */
import { systemClock } from './ambient.ts'
import type { Bus } from './bus/bus.ts'
import { untoldByBus } from './bus/durability.ts'
import { logBroken, openBus } from './bus/nats-bus.ts'
import type { Near } from './bus/near.ts'
import type { Config } from './config.ts'
import type { Logger } from './log.ts'
import type { RoleParts } from './roles.ts'

const againMs = 500
const looksMax = 20

/** Connects, and stays connected to servers that lose nothing. `near`: what it shares with other roles of its process. */
export async function openRoleBus(
  { config, log, instance, natsUrl }: Pick<RoleParts, 'config' | 'log' | 'instance' | 'natsUrl'>,
  near?: Near,
): Promise<Bus> {
  const name = `mudstream-${instance}`
  const bus = await openBus({ url: natsUrl, name, onBroken: logBroken(log), near })
  endOnLooseBus(bus, config, log)
  return bus
}

/**
 * Ends the process when a lost link comes back to servers that may lose something: its supervisor starts
 * another one, which is refused in words.
 */
function endOnLooseBus(bus: Bus, config: Config, log: Logger): void {
  const look = async () => {
    for (let tries = 0; tries < looksMax && bus.isUp(); tries += 1) {
      if ((await untoldByBus(bus, config)) === undefined) return
      await systemClock.sleep(againMs)
    }
  }
  bus.onLink((isUp) => {
    if (!isUp) return
    look().catch((error: unknown) => {
      log.fatal({ event: 'bus-not-durable', err: error }, 'NATS may lose what it acknowledges')
      process.exit(1)
    })
  })
}
