/** Sends hostile packets, each along a connection of its own, and waits until they have been handled. */
import { connect } from 'node:net'

/** How many connections are open at once. */
const atOnce = 24

/** How long a server may leave a broken request unanswered before we go: it waits for the rest. */
const lingerMs = 150

/** Each packet is its parts in order. Resolves when every connection has ended. */
export async function sendAll(
  port: number,
  packets: readonly (readonly Buffer[])[],
): Promise<void> {
  const left = [...packets]
  const lane = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) await send(port, next)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

function send(port: number, parts: readonly Buffer[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let isOpen = false
    socket.setTimeout(lingerMs, () => socket.destroy())
    socket.on('connect', () => {
      isOpen = true
      for (const part of parts) socket.write(part)
    })
    socket.on('data', () => undefined)
    socket.on('error', (error) => {
      // A reset is an answer to garbage; a refused connection is a server that has gone.
      if (!isOpen) reject(error)
    })
    socket.on('close', () => resolve())
  })
}
