/** The product's own bus for tests: a listener that throws fails the test that runs. */
import type { Bus } from '../../server/platform/bus/bus.ts'
import { openBus } from '../../server/platform/bus/nats-bus.ts'
import type { NatsLogin } from '../../server/run/embedded/secrets.ts'
import { natsUrl } from './servers.ts'

export const failOnBroken = (subject: string, error: unknown): never => {
  throw new Error(`a message on ${subject} broke its listener`, { cause: error })
}

/** Connects to the shared server of the test run. */
export const openTestBus = (login: NatsLogin, name = 'test'): Promise<Bus> =>
  openBus({ url: natsUrl(login), name, onBroken: failOnBroken })
