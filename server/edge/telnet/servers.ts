/**
 * The telnet ports, TCP and TLS. TLS has a port of its own, as MUD clients expect; it is never compressed.
 * Whoever opens them decides what becomes of each caller: a gateway plays with them, a door holds them.
 */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { believeProxies } from '../session/believe-proxies.ts'
import { clientAddress } from '../session/client-address.ts'

export interface TelnetPorts {
  readonly host: string
  /** 0 means any free port. */
  readonly port: number
  /** PEM texts; without them there is no TLS port. */
  readonly tls?: { readonly port: number; readonly cert: string; readonly key: string }
  /** The peers that say by the PROXY protocol where their callers are; nobody without it. */
  readonly isProxy?: (address: string) => boolean
}

/** Somebody who has come in; TLS, if any, is done. */
export interface Caller {
  readonly socket: Socket
  readonly address: string
  readonly secure: boolean
}

export interface TelnetServers {
  readonly port: number
  readonly tlsPort?: number
  /** Takes no more callers, whose ports are free at once; resolves when the sockets of all that came have closed. */
  readonly close: () => Promise<void>
}

const handshakeTimeoutMs = 10_000

/** Opens the ports. Rejects when one is taken. */
export async function openTelnetServers(
  { host, port, tls, isProxy }: TelnetPorts,
  accept: (caller: Caller) => void,
): Promise<TelnetServers> {
  const arrive = ({ socket, secure }: Pick<Caller, 'socket' | 'secure'>) => {
    accept({ socket, secure, address: clientAddress({ peer: socket.remoteAddress }, () => false) })
  }
  const plain = createServer((socket) => arrive({ socket, secure: false }))
  const servers: Server[] = [plain]
  if (isProxy) believeProxies(plain, isProxy)
  const plainPort = await listen(plain, port, host)
  let tlsPort: number | undefined
  if (tls) {
    const { cert, key } = tls
    const secure = createTlsServer({ cert, key, handshakeTimeout: handshakeTimeoutMs }, (socket) =>
      arrive({ socket, secure: true }),
    )
    // A peer that speaks no TLS needs no answer; the server closes its socket.
    secure.on('tlsClientError', () => undefined)
    servers.push(secure)
    if (isProxy) believeProxies(secure, isProxy)
    tlsPort = await listen(secure, tls.port, host)
  }
  return {
    port: plainPort,
    ...(tlsPort === undefined ? {} : { tlsPort }),
    async close() {
      const closed = servers.map((server) => {
        server.close()
        return once(server, 'close')
      })
      await Promise.all(closed)
    },
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
