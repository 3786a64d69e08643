/** The players of one gateway: makes a connection of the wire that any listener brings. */
import { randomId, systemClock } from '../../platform/ambient.ts'
import type { CommandLimit } from './command-limit.ts'
import type { Farewell } from './farewell.ts'
import type { Hub } from './hub.ts'
import { createPlayerConnection, type PlayerConnection } from './player-connection.ts'
import type { CommandBus, SignIn, Wire } from './ports.ts'
import type { RightsWatch } from './rights.ts'

export interface Players {
  /** A connection over this wire. */
  accept(wire: Wire): PlayerConnection
  /** Tells every client that the gateway stops and that it may come back. */
  sayGoodbye(): void
  /** Nobody is told any more that the world is slow. */
  close(): void
}

interface PlayersParts {
  readonly hub: Hub
  readonly bus: CommandBus
  readonly signIn: SignIn
  readonly rights: Pick<RightsWatch, 'hold'>
  readonly commandLimit: CommandLimit
  /** The world's name, for people. */
  readonly world: () => string
  readonly shard: number
  /** Unique for each start of the process: the ids of connections begin with it. */
  readonly boot: string
  readonly onTrouble: (where: string, error: unknown) => void
}

/** How often the gateway looks who waits for long. */
const lookMs = 200

const restart: Farewell = {
  code: 'restart',
  reason: 'The gate is being rebuilt. Come back in a moment.',
  resume: true,
  closeCode: 1012,
}

export function createPlayers(parts: PlayersParts): Players {
  const { hub, bus, signIn, rights, commandLimit, world, shard, boot, onTrouble } = parts
  const connections = new Set<PlayerConnection>()
  const looking = setInterval(() => {
    const nowMs = systemClock.mono()
    for (const connection of connections) connection.look(nowMs)
  }, lookMs)
  return {
    accept(wire) {
      const connection = createPlayerConnection(wire, {
        hub,
        bus,
        signIn,
        rights,
        world,
        shard,
        now: systemClock.now,
        sleep: systemClock.sleep,
        newConn: () => `${boot}${randomId(8)}`,
        commandLimit,
        onTrouble,
        onClosed: () => connections.delete(connection),
      })
      connections.add(connection)
      return connection
    },
    sayGoodbye() {
      for (const connection of connections) {
        connection.bye(restart)
      }
    },
    close: () => clearInterval(looking),
  }
}
