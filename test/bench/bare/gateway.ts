/** The bare pipeline's gateway: every line is one message of the stream, every answer two frames. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInbox } from 'nats'
import { type WebSocket, WebSocketServer } from 'ws'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { readNatsAddress } from '../../../server/platform/bus/nats-address.ts'

const [natsUrl = ''] = process.argv.slice(2)
const nc = await connectNats(natsUrl, 'bare-gateway')
const inbox = createInbox(readNatsAddress(natsUrl).inboxPrefix)
const sockets = new Map<string, WebSocket>()
const waiting = new Map<string, () => void>()
let opened = 0
let sent = 0

nc.subscribe(`${inbox}.*`, {
  callback: (_error, message) => {
    const key = message.subject.slice(inbox.length + 1)
    waiting.get(key)?.()
    waiting.delete(key)
  },
})
nc.subscribe('mud.bare.out', {
  callback: (_error, message) => {
    const done = message.json<{ session: string; n: number; tick: number; line: string }[]>()
    for (const { session, n, tick, line } of done) {
      const socket = sockets.get(session)
      const cause = `00000000-${session}-${n.toString(36)}`
      const event = { t: 'event', frame: `${tick}.1`, cause, kind: 'said', text: line }
      socket?.send(JSON.stringify(event))
      socket?.send(JSON.stringify({ t: 'done', frame: `${tick}.2`, n, status: 'completed' }))
    }
  },
})

const server = createServer()
const door = new WebSocketServer({ server, perMessageDeflate: false })
door.on('connection', (socket, request) => {
  request.socket.setNoDelay(true)
  opened += 1
  const session = `b${opened}`
  sockets.set(session, socket)
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString()) as { t: string; n: number; line: string }
    if (frame.t === 'hello') {
      return socket.send(JSON.stringify({ t: 'welcome', session, character: {}, lastN: 0 }))
    }
    sent += 1
    const key = sent.toString(36)
    waiting.set(key, () => socket.send(JSON.stringify({ t: 'ack', n: frame.n })))
    const command = JSON.stringify({ session, n: frame.n, line: frame.line })
    nc.publish('mud.bare.cmd', command, { reply: `${inbox}.${key}` })
  })
  socket.on('close', () => sockets.delete(session))
})
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.once('disconnect', () => process.exit(0))
