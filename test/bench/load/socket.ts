/**
 * A WebSocket client that costs next to nothing (RFC 6455): a load generator shares the machine with
 * what it measures. It reads unmasked server frames and writes text frames under a mask of zeros.
 */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'

export interface LoadSocket {
  send(text: string): void
  close(): void
}

export interface LoadSocketEvents {
  /** A text frame: its bytes are `bytes` from `from` to `to`, valid during the call only. */
  frame(bytes: Buffer, from: number, to: number): void
  closed(): void
}

/** Opens a socket to `ws://host:port/path`; resolves when the server has agreed. */
export function openSocket(url: string, events: LoadSocketEvents): Promise<LoadSocket> {
  const { hostname, port, pathname } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), noDelay: true })
  const key = randomBytes(16).toString('base64')
  socket.on('connect', () =>
    socket.write(
      `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n` +
        'Sec-WebSocket-Protocol: v1.mudstream\r\n\r\n',
    ),
  )
  return new Promise((resolve, reject) => {
    let rest: Buffer = Buffer.alloc(0)
    let agreed = false
    socket.on('data', (chunk) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      if (!agreed) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) return
        const status = rest.toString('latin1', 0, 12)
        if (!status.endsWith('101')) return void reject(new Error(`refused: ${status}`))
        agreed = true
        rest = rest.subarray(end + 4)
        resolve({ send: (text) => socket.write(textFrame(text)), close: () => socket.destroy() })
      }
      rest = readFrames(rest, socket, events)
    })
    socket.on('error', reject)
    socket.on('close', () => events.closed())
  })
}

/** Reads the whole frames at the start of `bytes`; returns what is left. */
function readFrames(bytes: Buffer, socket: Socket, events: LoadSocketEvents): Buffer {
  let at = 0
  while (at + 2 <= bytes.length) {
    const opcode = (bytes[at] ?? 0) & 15
    let length = (bytes[at + 1] ?? 0) & 127
    let head = 2
    if (length === 126) {
      if (at + 4 > bytes.length) break
      length = bytes.readUInt16BE(at + 2)
      head = 4
    } else if (length === 127) {
      if (at + 10 > bytes.length) break
      length = Number(bytes.readBigUInt64BE(at + 2))
      head = 10
    }
    const from = at + head
    const to = from + length
    if (to > bytes.length) break
    if (opcode === 1) events.frame(bytes, from, to)
    else if (opcode === 9) socket.write(maskedFrame(10, bytes.subarray(from, to)))
    else if (opcode === 8) socket.end()
    at = to
  }
  return at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at))
}

function textFrame(text: string): Buffer {
  return maskedFrame(1, Buffer.from(text))
}

/** A mask of zeros is a mask; what it hides from proxies does not matter on a loopback. */
function maskedFrame(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125
  const head = Buffer.alloc(long ? 8 : 6)
  head[0] = 0x80 | opcode
  head[1] = 0x80 | (long ? 126 : payload.length)
  if (long) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}
