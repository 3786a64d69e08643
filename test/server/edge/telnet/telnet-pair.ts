/** A telnet connection of ours with a bare socket at its other end, over loopback. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import {
  defaultTelnetOptions,
  openTelnetConnection,
  type TelnetConnection,
  type TelnetOptions,
} from '../../../../server/edge/telnet/connection.ts'
import { bytes, type Part } from './bytes.ts'

/** What the connection told its owner, one entry for each call. */
export type Told = readonly [what: string, value: unknown]

export interface Pair {
  readonly connection: TelnetConnection
  readonly client: Socket
  /** The server's end, to look at. */
  readonly server: Socket
  readonly told: Told[]
  /** Resolves with the value when the connection tells `what` (again, or for the first time). */
  readonly tells: (what: string) => Promise<unknown>
  /** Everything the client received so far. */
  readonly received: () => Buffer
  /** Resolves when the client has received these bytes; the bytes up to their end. */
  readonly receives: (...parts: readonly Part[]) => Promise<Buffer>
  readonly type: (...parts: readonly Part[]) => void
}

/** `closeOn`: the connection is closed when this line comes in, as a player's `quit` does. */
export async function openPair(
  options: Partial<TelnetOptions> = {},
  closeOn?: string,
): Promise<Pair> {
  const listener = createServer()
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const accepted = once(listener, 'connection')
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1')
  const [server] = (await accepted) as [Socket]
  listener.close()
  client.on('error', () => undefined)
  onTestFinished(() => {
    client.destroy()
    server.destroy()
  })

  const told: Told[] = []
  const listeners = new Set<() => void>()
  const tell = (what: string) => (value: unknown) => {
    told.push([what, value])
    for (const check of [...listeners]) check()
  }
  const connection = openTelnetConnection(
    server,
    {
      onReady: tell('ready'),
      onLine(line) {
        tell('line')(line)
        if (line === closeOn) connection.close('quit')
      },
      onGmcp: tell('gmcp'),
      onCaps: tell('caps'),
      onBroken(error) {
        throw error
      },
      onProblem: tell('problem'),
      onClose: tell('close'),
    },
    {
      ...defaultTelnetOptions,
      settleMs: 20,
      mssp: () => ({ NAME: 'Test', PLAYERS: 3 }),
      ...options,
    },
  )

  let received = Buffer.alloc(0)
  client.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    for (const check of [...listeners]) check()
  })
  const until = <T>(look: () => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = () => {
        const found = look()
        if (found === undefined) return
        listeners.delete(check)
        resolve(found)
      }
      listeners.add(check)
      check()
    })

  return {
    connection,
    client,
    server,
    told,
    async tells(what) {
      const [, value] = await until(() => told.find(([name]) => name === what))
      return value
    },
    received: () => received,
    receives(...parts) {
      const wanted = Buffer.from(bytes(...parts))
      return until(() => {
        const at = received.indexOf(wanted)
        return at === -1 ? undefined : received.subarray(0, at + wanted.length)
      })
    },
    type: (...parts) => client.write(bytes(...parts)),
  }
}
