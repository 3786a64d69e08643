/** The clients of `v1.mudstream`: frames in and out of one accepted WebSocket. */
import type { Socket } from 'node:net'
import { type RawData, WebSocket } from 'ws'
import { readClientFrame } from '../../../schema/frames/client.ts'
import { type Subprotocol, type V1Style, v1Style } from '../render/wire-formats.ts'
import type { Farewell } from '../session/farewell.ts'
import type { PlayerConnection } from '../session/player-connection.ts'
import type { Wire } from '../session/ports.ts'
import { createBadFrameCounter } from './bad-frames.ts'

/** A WebSocket whose upgrade was accepted. */
export interface AcceptedSocket {
  readonly webSocket: WebSocket
  /** The TCP socket under it. */
  readonly raw: Socket
  readonly protocol: Subprotocol
  readonly address: string
  /** The token of the browser's cookie; the Origin of its page was checked. */
  readonly cookieToken: string | undefined
  /**
   * What comes from the client. When it cannot be handled, that ends this socket and nothing else. A message
   * of more than 8 kB ends it too, unless `mayBeLong` says that this one may be.
   */
  onMessage(take: TakeMessage, mayBeLong?: (message: Message) => boolean): void
}

export interface Message {
  readonly data: RawData
  readonly isBinary: boolean
}

export type TakeMessage = (message: Message) => void

export interface V1Parts {
  readonly accept: (wire: Wire) => PlayerConnection
  /** Output that may wait for a slow reader, in bytes, before it is cut off. */
  readonly bufferedBytesMax: number
  /** A clock in milliseconds that only grows. */
  readonly mono: () => number
  readonly onDrop: (reason: string) => void
}

const helloMs = 10_000

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

/** Serves one `v1.mudstream` client until it closes. */
export function serveV1(accepted: AcceptedSocket, parts: V1Parts): void {
  const { webSocket } = accepted
  let style = v1Style()
  const connection = parts.accept(webSocketWire(accepted, parts, (by) => style[by]))
  const tooManyBadFrames = createBadFrameCounter(parts.mono)
  const waiting = setTimeout(() => {
    if (connection.phase === 'greeting') connection.bye(noHello)
  }, helloMs)
  /** Only a build order of somebody who is in the world; that it is read twice costs nobody else. */
  const mayBeLong = ({ data, isBinary }: Message) => {
    if (isBinary || connection.phase !== 'playing') return false
    const read = parse(data)
    return read.ok && read.frame.t === 'build'
  }
  accepted.onMessage(({ data, isBinary }) => {
    const read = isBinary
      ? { ok: false as const, why: 'binary frames are not used here' }
      : parse(data)
    if (read.ok) {
      if (read.frame.t === 'hello' && connection.phase === 'greeting')
        style = v1Style(read.frame.prefs)
      return connection.receive(read.frame)
    }
    connection.reject(
      'bad-frame',
      `That was no frame: ${read.why}`,
      'n' in read ? { n: read.n } : {},
    )
    if (tooManyBadFrames()) {
      parts.onDrop('bad-frames')
      connection.bye(tooManyBad)
    }
  }, mayBeLong)
  webSocket.on('close', () => {
    clearTimeout(waiting)
    connection.closed()
  })
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
function webSocketWire(
  { webSocket, raw, address, cookieToken }: AcceptedSocket,
  parts: V1Parts,
  style: (by: V1Style['by']) => V1Style,
): Wire {
  let corked: Buffer[] | null = null
  const isOpen = () => webSocket.readyState === WebSocket.OPEN
  const flush = () => {
    const messages = corked
    corked = null
    const [first] = messages ?? []
    if (!messages || !first || !isOpen()) return
    raw.write(messages.length === 1 ? first : Buffer.concat(messages))
  }
  const write = (message: Buffer) => {
    if (webSocket.bufferedAmount > parts.bufferedBytesMax) {
      parts.onDrop('slow-reader')
      webSocket.terminate()
    } else if (corked) corked.push(message)
    else raw.write(message)
  }
  return {
    via: 'v1.mudstream',
    address,
    cookieToken,
    send: (frame) => isOpen() && write(frame.v1Message(style('oneself'))),
    sendAll: (run, by) => isOpen() && write(run.v1Messages(style(by))),
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
