/** The WebSocket listener: upgrade checks, limits, heartbeats, and the `v1.mudstream` wire. */
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { readClientFrame } from '../../../schema/frames/client.ts'
import { chooseSubprotocol, type Subprotocol, subprotocols } from '../render/wire-formats.ts'
import { type AddressBook, comeBackSeconds, overfull } from '../session/addresses.ts'
import type { Farewell } from '../session/connection-state.ts'
import type { PlayerConnection } from '../session/player-connection.ts'
import type { Wire } from '../session/ports.ts'
import { createBadFrameCounter } from './bad-frames.ts'

export interface WebSocketSettings {
  readonly allowedOrigins: readonly string[]
  readonly trustProxy: boolean
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

/** A WebSocket whose upgrade was accepted. */
export interface AcceptedSocket {
  readonly webSocket: WebSocket
  /** The TCP socket under it. */
  readonly raw: Socket
  readonly protocol: Subprotocol
  readonly address: string
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
}

const frameBytesMax = 8_192
const helloMs = 10_000

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

  server.on('upgrade', (request, socket, head) => {
    const refusal = isRefusing ? stopping : refusalOf(request, settings)
    if (refusal) {
      parts.onDrop(refusal.reason)
      socket.end(refusalText(refusal.status))
      return
    }
    const address = addressOf(request, settings)
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
      const accepted = { webSocket, raw, protocol, address }
      if (protocol === 'v1.mudstream') serveV1(accepted, parts)
      else parts.acceptOther(accepted)
    })
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
  const path = new URL(request.url ?? '/', 'http://gateway').pathname
  if (path !== '/ws') return { status: 404, reason: 'path' }
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

/** The address that limits count by; behind a trusted proxy the last one that the proxy added. */
function addressOf(request: IncomingMessage, { trustProxy }: WebSocketSettings): string {
  const forwarded = request.headers['x-forwarded-for']
  if (trustProxy && typeof forwarded === 'string') {
    return forwarded.split(',').at(-1)?.trim() || 'unknown'
  }
  return request.socket.remoteAddress ?? 'unknown'
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

const noHello: Farewell = {
  code: 'no-hello',
  reason: 'Nobody spoke.',
  resume: false,
  closeCode: 1008,
}
const tooManyBad: Farewell = {
  code: 'bad-frames',
  reason: 'Too many broken frames.',
  resume: true,
  closeCode: 1008,
}

function serveV1(accepted: AcceptedSocket, parts: ListenerParts): void {
  const { webSocket } = accepted
  const connection = parts.accept(webSocketWire(accepted, parts))
  const tooManyBadFrames = createBadFrameCounter(parts.mono)
  const waiting = setTimeout(() => {
    if (connection.phase === 'greeting') connection.bye(noHello)
  }, helloMs)
  webSocket.on('message', (data, isBinary) => {
    const read = isBinary
      ? { ok: false as const, why: 'binary frames are not used here' }
      : parse(data)
    if (read.ok) return connection.receive(read.frame)
    connection.reject(
      'bad-frame',
      `That was no frame: ${read.why}`,
      'n' in read ? { n: read.n } : {},
    )
    if (tooManyBadFrames()) {
      parts.onDrop('bad-frames')
      connection.bye(tooManyBad)
    }
  })
  webSocket.on('close', () => {
    clearTimeout(waiting)
    connection.closed()
  })
  // The close event follows every error and does what must be done.
  webSocket.on('error', () => undefined)
}

function parse(data: RawData) {
  let value: unknown
  try {
    value = JSON.parse(data.toString())
  } catch {
    return { ok: false as const, why: 'it is not JSON' }
  }
  const read = readClientFrame(value)
  if (read.ok) return read
  return read.n === undefined
    ? { ok: false as const, why: read.why }
    : { ok: false as const, why: read.why, n: read.n }
}

/**
 * The wire of a `v1.mudstream` client. Frames are shared bytes that are complete WebSocket messages,
 * because nothing is compressed or masked here; so all frames of a tick go out in one write. A reader
 * that is too slow is cut off and may resume.
 */
function webSocketWire({ webSocket, raw, address }: AcceptedSocket, parts: ListenerParts): Wire {
  let corked: Buffer[] | null = null
  const isOpen = () => webSocket.readyState === WebSocket.OPEN
  const flush = () => {
    const messages = corked
    corked = null
    const [first] = messages ?? []
    if (!messages || !first || !isOpen()) return
    raw.write(messages.length === 1 ? first : Buffer.concat(messages))
  }
  return {
    via: 'v1.mudstream',
    address,
    send(frame) {
      if (!isOpen()) return
      if (webSocket.bufferedAmount > parts.settings.bufferedBytesMax) {
        parts.onDrop('slow-reader')
        webSocket.terminate()
        return
      }
      if (corked) corked.push(frame.v1Message)
      else raw.write(frame.v1Message)
    },
    close(code, reason) {
      // Frames that were sent before the close must reach the client before it.
      flush()
      webSocket.close(code, reason.slice(0, 100))
      // A client that does not answer the close must not keep the socket.
      setTimeout(() => webSocket.terminate(), 2_000).unref()
    },
    buffered: () => webSocket.bufferedAmount,
    cork() {
      corked ??= []
    },
    uncork: flush,
  }
}
