/** The WebSocket listener: upgrade checks, limits, heartbeats. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import { tokenInCookies } from '../http/session-cookie.ts'
import { chooseSubprotocol, type Subprotocol, subprotocols } from '../render/wire-formats.ts'
import { type AddressBook, comeBackSeconds, overfull } from '../session/addresses.ts'
import { clientAddress, type IsProxy } from '../session/client-address.ts'
import type { IsOurHost } from '../session/host-names.ts'
import type { PlayerConnection } from '../session/player-connection.ts'
import type { Wire } from '../session/ports.ts'
import { type AcceptedSocket, serveV1, type TakeMessage } from './v1-socket.ts'

export interface WebSocketSettings {
  readonly allowedOrigins: readonly string[]
  readonly isProxy: IsProxy
  readonly isOurHost: IsOurHost
  /** Output that may wait for a slow reader, in bytes, before it is cut off. */
  readonly bufferedBytesMax: number
  /** How often clients are pinged; one that has not answered two pings is gone. */
  readonly pingMs: number
}

export interface WebSocketListener {
  /** Open sockets of every subprotocol. */
  readonly count: () => number
  /** Refuses new clients from now on: upgrades are answered with 503. */
  refuse(): void
  close(): Promise<void>
}

interface ListenerParts {
  readonly settings: WebSocketSettings
  readonly accept: (wire: Wire) => PlayerConnection
  readonly addresses: AddressBook
  /** Serves the subprotocols other than `v1.mudstream`. */
  readonly acceptOther: (socket: AcceptedSocket) => void
  /** A clock in milliseconds that only grows. */
  readonly mono: () => number
  readonly onDrop: (reason: string) => void
  readonly onTrouble: (where: string, error: unknown) => void
}

/** A build order, and what its frame has besides; every other frame is short. */
const frameBytesMax = 66_560
const plainFrameBytesMax = 8_192

function bytesOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength
}

/** Adds the `/ws` upgrade to an HTTP server. */
export function openWebSocketListener(server: Server, parts: ListenerParts): WebSocketListener {
  const { settings } = parts
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytesMax,
    perMessageDeflate: false,
    maxFragments: 16,
    handleProtocols: (offered) => chooseSubprotocol(offered) ?? false,
  })
  const heartbeat = startHeartbeat(sockets, settings.pingMs, parts.onDrop)
  let isRefusing = false
  // Whoever listens to `upgrade` has the errors of the socket too: nobody else listens to them.
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    try {
      takeUpgrade({ request, socket, head, isRefusing }, { sockets, heartbeat }, parts)
    } catch (error) {
      parts.onTrouble('upgrade', error)
      socket.destroy()
    }
  })

  return {
    count: () => sockets.clients.size,
    refuse() {
      isRefusing = true
    },
    async close() {
      heartbeat.stop()
      for (const socket of sockets.clients) socket.terminate()
      await new Promise<void>((resolve) => sockets.close(() => resolve()))
    },
  }
}

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
  /** Nobody is let in any more. */
  readonly isRefusing: boolean
}

interface Accepting {
  readonly sockets: WebSocketServer
  readonly heartbeat: Heartbeat
}

type Heartbeat = ReturnType<typeof startHeartbeat>

function takeUpgrade(
  upgrade: Upgrade,
  { sockets, heartbeat }: Accepting,
  parts: ListenerParts,
): void {
  const { request, socket, head } = upgrade
  const { settings } = parts
  const refusal = upgrade.isRefusing ? stopping : refusalOf(request, settings)
  if (refusal) {
    parts.onDrop(refusal.reason)
    socket.end(refusalText(refusal.status))
    return
  }
  const forwarded = request.headers['x-forwarded-for']
  const address = clientAddress({ peer: request.socket.remoteAddress, forwarded }, settings.isProxy)
  const release = parts.addresses.admit(address)
  if (typeof release === 'string') {
    parts.onDrop(release)
    socket.end(refusalText(overfull[release].status, comeBackSeconds))
    return
  }
  socket.once('close', release)
  sockets.handleUpgrade(request, socket, head, (webSocket) => {
    heartbeat.watch(webSocket)
    const raw = socket as Socket
    raw.setNoDelay(true)
    const protocol = (webSocket.protocol || 'v1.mudstream') as Subprotocol
    const isLong = (data: RawData) => bytesOf(data) > plainFrameBytesMax
    const onMessage: AcceptedSocket['onMessage'] = (take, mayBeLong) =>
      takeFrom(
        webSocket,
        (message) => {
          if (isLong(message.data) && !mayBeLong?.(message)) webSocket.close(1009)
          else take(message)
        },
        parts,
      )
    const cookieToken = tokenInCookies(request.headers.cookie)
    const accepted = { webSocket, raw, protocol, address, cookieToken, onMessage }
    // The close event follows every error and does what must be done.
    webSocket.on('error', () => undefined)
    if (protocol === 'v1.mudstream') serveV1(accepted, { ...parts, ...settings })
    else parts.acceptOther(accepted)
  })
}

/** The boundary of a WebSocket: nothing that a client sends can throw into the server's own loop. */
function takeFrom(webSocket: WebSocket, take: TakeMessage, { onTrouble }: ListenerParts): void {
  webSocket.on('message', (data, isBinary) => {
    try {
      take({ data, isBinary })
    } catch (error) {
      onTrouble('web-socket', error)
      webSocket.close(1011)
    }
  })
}

const stopping = { status: 503, reason: 'stopping' }

function refusalText(status: number, retryAfterSeconds?: number): string {
  const later = retryAfterSeconds === undefined ? '' : `Retry-After: ${retryAfterSeconds}\r\n`
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`
  return `${line}${later}Connection: close\r\nContent-Length: 0\r\n\r\n`
}

/** Why an upgrade is refused, or null. The Origin check is what stops other pages (OWASP, CSWSH). */
function refusalOf(
  request: IncomingMessage,
  settings: WebSocketSettings,
): { status: number; reason: string } | null {
  if (pathOf(request.url) !== '/ws') return { status: 404, reason: 'path' }
  if (!settings.isOurHost(request.headers.host)) return { status: 421, reason: 'host' }
  if (!originAllowed(request, settings.allowedOrigins)) {
    return { status: 403, reason: 'origin' }
  }
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',')
  const names = offered.map((name) => name.trim()).filter(Boolean)
  if (names.length > 0 && !names.some((name) => subprotocols.includes(name as Subprotocol))) {
    return { status: 400, reason: 'subprotocol' }
  }
  return null
}

/** The path of a request's target, null when it has none: a client may send any text as its target. */
function pathOf(target = ''): string | null {
  return URL.parse(target, 'http://gateway')?.pathname ?? null
}

/** A browser's Origin must be our own host or be listed; programs send no Origin. */
function originAllowed(request: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return true
  if (allowed.includes(origin)) return true
  try {
    const url = new URL(origin)
    const web = url.protocol === 'http:' || url.protocol === 'https:'
    return web && url.origin === origin && url.host === host
  } catch {
    return false
  }
}

/** Pings every client. One that has not answered two pings is cut off, even if its socket looks open. */
function startHeartbeat(
  sockets: WebSocketServer,
  pingMs: number,
  onDrop: (reason: string) => void,
) {
  const missed = new WeakMap<WebSocket, number>()
  const timer = setInterval(() => {
    for (const socket of sockets.clients) {
      const count = missed.get(socket) ?? 0
      if (count >= 2) {
        onDrop('heartbeat')
        socket.terminate()
        continue
      }
      missed.set(socket, count + 1)
      socket.ping()
    }
  }, pingMs)
  timer.unref()
  return {
    watch: (socket: WebSocket) => socket.on('pong', () => missed.set(socket, 0)),
    stop: () => clearInterval(timer),
  }
}
