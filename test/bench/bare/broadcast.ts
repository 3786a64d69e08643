/** The floor of a crowd: a `ws` server that sends what one says to everybody, and keeps nothing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

const server = createServer()
const door = new WebSocketServer({ server, perMessageDeflate: false })
const everybody = new Set<WebSocket>()
let opened = 0
let said = 0

door.on('connection', (socket, request) => {
  request.socket.setNoDelay(true)
  opened += 1
  const session = `w${opened}`
  socket.on('close', () => everybody.delete(socket))
  socket.on('message', (data) => {
    const { t, n, line } = JSON.parse(data.toString()) as { t: string; n: number; line: string }
    if (t === 'hello') {
      everybody.add(socket)
      return socket.send(JSON.stringify({ t: 'welcome', session, character: {}, lastN: 0 }))
    }
    said += 1
    socket.send(JSON.stringify({ t: 'ack', n }))
    const cause = `00000000-${session}-${n.toString(36)}`
    const text = `${session} says: “${line}”`
    const frame = { t: 'event', frame: `${said}.1`, cause, kind: 'said', text, data: { line } }
    const bytes = Buffer.from(JSON.stringify(frame))
    for (const one of everybody) one.send(bytes, { binary: false })
    socket.send(JSON.stringify({ t: 'done', frame: `${said}.2`, n, status: 'completed' }))
  })
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit(0))
