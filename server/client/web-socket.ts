/** A socket of `v1.mudstream`, as browsers and Node make it. */
import type { Socket, SocketEvents } from './link-ports.ts'

const path = '/ws'
const subprotocol = 'v1.mudstream'

/** `base`: where the game is, `http://…` or `https://…`; the socket is encrypted whenever that is. */
export function openWebSocket(base: string, events: SocketEvents): Socket {
  const url = new URL(path, base)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, subprotocol)
  socket.addEventListener('open', events.opened)
  socket.addEventListener('close', events.closed)
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') events.text(data)
  })
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}
