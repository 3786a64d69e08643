/** The floor: a `ws` server with rooms in which what one says or does is told, and that keeps nothing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { middle } from '../support/world.ts'

const steps = { east: [1, 0], west: [-1, 0], north: [0, 1], south: [0, -1] } as const

const server = createServer()
const door = new WebSocketServer({ server, perMessageDeflate: false })
const rooms = new Map<string, Set<WebSocket>>()
let opened = 0
let told = 0

function roomAt(x: number, y: number): Set<WebSocket> {
  const key = `${x}x${y}`
  const room = rooms.get(key) ?? new Set<WebSocket>()
  rooms.set(key, room)
  return room
}

function tell(room: Iterable<WebSocket>, cause: string, kind: string, text: string): void {
  told += 1
  const bytes = Buffer.from(JSON.stringify({ t: 'event', frame: `${told}.1`, cause, kind, text }))
  for (const one of room) one.send(bytes, { binary: false })
}

door.on('connection', (socket, request) => {
  request.socket.setNoDelay(true)
  opened += 1
  const session = `w${opened}`
  let [x, y] = [middle, middle]
  socket.on('close', () => roomAt(x, y).delete(socket))
  socket.on('message', (data) => {
    const { t, n, line } = JSON.parse(data.toString()) as { t: string; n: number; line: string }
    if (t === 'hello') {
      roomAt(x, y).add(socket)
      return socket.send(JSON.stringify({ t: 'welcome', session, character: {}, lastN: 0 }))
    }
    socket.send(JSON.stringify({ t: 'ack', n }))
    const cause = `00000000-${session}-${n.toString(36)}`
    const step = line in steps ? steps[line as keyof typeof steps] : undefined
    if (step) {
      roomAt(x, y).delete(socket)
      tell(roomAt(x, y), cause, 'left', `${session} leaves ${line}.`)
      x += step[0]
      y += step[1]
      roomAt(x, y).add(socket)
      tell(roomAt(x, y), cause, 'arrived', `${session} is here, with ${roomAt(x, y).size - 1}.`)
    } else if (line === 'look') tell([socket], cause, 'looked', `You and ${roomAt(x, y).size - 1}.`)
    else tell(roomAt(x, y), cause, 'said', `${session} says: “${line}”`)
    socket.send(JSON.stringify({ t: 'done', frame: `${told}.2`, n, status: 'completed' }))
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit(0))
