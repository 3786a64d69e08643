/** How many connections a gateway holds, over all its listeners, and how many of each address. */
import type { Socket } from 'node:net'
import type { Config } from '../../platform/config.ts'

/** Why a connection is refused; drops are counted by these words. */
export type Overfull = 'connections' | 'connections-per-address'

/** Gives a connection back; safe to call again. */
export type Release = () => void

export interface AddressBook {
  /** Counts a connection, or says which limit refuses it. */
  admit(address: string): Release | Overfull
}

/** The limits are read anew for each connection. */
export function createAddressBook(
  limits: Pick<Config, 'limitConnections' | 'limitConnectionsPerAddress'>,
): AddressBook {
  const held = new Map<string, number>()
  let total = 0
  const isFull = (count: number, limit: number) => limit > 0 && count >= limit
  return {
    admit(address) {
      const count = held.get(address) ?? 0
      if (isFull(total, limits.limitConnections)) return 'connections'
      if (isFull(count, limits.limitConnectionsPerAddress)) return 'connections-per-address'
      held.set(address, count + 1)
      total += 1
      let given = false
      return () => {
        if (given) return
        given = true
        total -= 1
        const left = (held.get(address) ?? 1) - 1
        if (left > 0) held.set(address, left)
        else held.delete(address)
      }
    },
  }
}

/** How every listener refuses a connection that is one too many. */
export const overfull: Readonly<Record<Overfull, { status: 429 | 503; words: string }>> = {
  connections: {
    status: 503,
    words: 'Too many people are at the door just now. Please try again in a moment.',
  },
  'connections-per-address': {
    status: 429,
    words: 'Too many connections from your address.',
  },
}

/** When to come back, in seconds, for those who are refused over HTTP. */
export const comeBackSeconds = 5

/** How a listener of text refuses a connection that is one too many. */
export function turnAway(socket: Socket, why: Overfull): void {
  socket.on('error', () => undefined)
  socket.end(`${overfull[why].words}\r\n`, () => socket.destroy())
}
