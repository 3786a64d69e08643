/** A plain WebSocket client of the standard MUD subprotocols, for tests. */
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'

export interface Message {
  readonly isBinary: boolean
  readonly text: string
}

export interface TextSocket {
  readonly protocol: string
  readonly messages: readonly Message[]
  readonly send: (data: string, as: 'text' | 'binary') => void
  /** Resolves with the next message, after those seen before, that `wanted` accepts. */
  readonly sees: (wanted: (message: Message) => boolean) => Promise<Message>
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  readonly drop: () => void
}

const patienceMs = 45_000

/** Connects; rejects with the HTTP status when the upgrade is refused. */
export async function openTextSocket(
  url: string,
  protocols: readonly string[],
  headers: Readonly<Record<string, string>> = {},
): Promise<TextSocket> {
  const socket = new WebSocket(url, [...protocols], { headers })
  const messages: Message[] = []
  const looking = new Set<() => void>()
  let seen = 0
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }))
  })
  socket.on('message', (data, isBinary) => {
    messages.push({ isBinary, text: data.toString() })
    for (const look of looking) look()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('unexpected-response', (_request, answer: IncomingMessage) => {
      reject(new Error(`refused with ${answer.statusCode}`))
      answer.resume()
    })
    socket.once('error', reject)
  })
  socket.on('error', () => undefined)

  return {
    protocol: socket.protocol,
    messages,
    send: (data, as) => socket.send(data, { binary: as === 'binary' }),
    sees: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const at = messages.findIndex((message, index) => index >= seen && wanted(message))
          const found = messages[at]
          if (!found) return
          seen = at + 1
          clearTimeout(tooLate)
          looking.delete(look)
          resolve(found)
        }
        const tooLate = setTimeout(() => {
          looking.delete(look)
          reject(new Error(`did not come; last were ${JSON.stringify(messages.slice(-6))}`))
        }, patienceMs)
        looking.add(look)
        look()
      }),
    closed,
    drop: () => socket.terminate(),
  }
}
