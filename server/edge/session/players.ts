/** The players of one gateway: how a line from any door becomes a connection that plays. */
import { randomId, systemClock } from '../../platform/ambient.ts'
import type { Config } from '../../platform/config.ts'
import type { Hub } from './hub.ts'
import { PlayerConnection } from './player-connection.ts'
import type { CommandBus, SignIn, Wire } from './ports.ts'
import { tokenBucket } from './token-bucket.ts'

export interface Players {
  /** A connection over this wire. */
  accept(wire: Wire): PlayerConnection
  /** Everyone is told that the gateway goes and that coming back will work. */
  sayGoodbye(): void
}

interface PlayersParts {
  readonly config: Config
  readonly hub: Hub
  readonly bus: CommandBus
  readonly signIn: SignIn
  readonly world: () => string
  readonly shard: number
  /** Marks everything of this life of the process. */
  readonly boot: string
  readonly onTrouble: (where: string, error: unknown) => void
}

export function playersOf(parts: PlayersParts): Players {
  const { config, hub, bus, signIn, world, shard, boot, onTrouble } = parts
  const { limitCommandsPerSecond, limitCommandBurst } = config
  const connections = new Set<PlayerConnection>()
  return {
    accept(wire) {
      const connection = new PlayerConnection(wire, {
        hub,
        bus,
        signIn,
        world,
        shard,
        now: systemClock.now,
        sleep: systemClock.sleep,
        newConn: () => `${boot}${randomId(8)}`,
        bucket: tokenBucket(limitCommandsPerSecond, limitCommandBurst, systemClock.mono),
        onTrouble,
        onClosed: () => connections.delete(connection),
      })
      connections.add(connection)
      return connection
    },
    sayGoodbye() {
      for (const connection of connections) {
        connection.bye('restart', 'The gate is being rebuilt. Come back in a moment.', true, 1012)
      }
    },
  }
}
