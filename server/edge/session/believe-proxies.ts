/**
 * Lets proxies say where their callers are before anything else is read from a connection. Only a proxy
 * in a trusted network is asked; from anybody else the same bytes are what a client sent.
 *
 * From then on `remoteAddress` of the socket is what the proxy said, so that everybody who asks where a
 * client is gets the one answer.
 */
import type { Server, Socket } from 'node:net'
import { type ProxyHeader, readProxyHeader } from './proxy-header.ts'

/** A proxy sends its header with the connection; one that has begun it must end it soon. */
const headerMs = 3_000
/** A trusted peer that says nothing for so long is a client that waits to be greeted. */
const silenceMs = 1_000

/**
 * Puts itself before what the server does with a new connection; call it before the server listens.
 * `isTrusted`: true for a peer whose word counts. What is no whole header is closed without a word.
 */
export function believeProxies(server: Server, isTrusted: (address: string) => boolean): void {
  const serves = server.listeners('connection')
  server.removeAllListeners('connection')
  const announced = new Map<string, string>()
  const serve = (socket: Socket): void => {
    for (const one of serves) one.call(server, socket)
  }
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress
    if (!isTrusted(peer ?? '')) return serve(socket)
    const key = keyOf(socket)
    readHeader(socket, (header) => {
      if (header.kind === 'broken') return void socket.destroy()
      if (header.kind === 'header' && header.address !== null) {
        announced.set(key, header.address)
        socket.once('close', () => announced.delete(key))
        isAt(socket, header.address)
      }
      serve(socket)
    })
  })
  // Inside TLS there is a socket of its own; both see the same peer.
  server.prependListener('secureConnection', (socket: Socket) => {
    const address = announced.get(keyOf(socket))
    if (address !== undefined) isAt(socket, address)
  })
}

function keyOf(socket: Socket): string {
  const peer = socket.remoteAddress
  return `${peer} ${socket.remotePort}`
}

function isAt(socket: Socket, address: string): void {
  Object.defineProperty(socket, 'remoteAddress', { value: address })
}

type Read = Exclude<ProxyHeader, { kind: 'more' }>

/** Reads the header and gives back what comes after it. Calls `done` once, unless the peer leaves. */
function readHeader(socket: Socket, done: (header: Read) => void): void {
  let bytes = Buffer.alloc(0)
  const onError = () => socket.destroy()
  const stop = (): void => {
    clearTimeout(silent)
    clearTimeout(late)
    socket.off('readable', look)
    socket.off('error', onError)
    socket.off('close', stop)
  }
  const settle = (header: Read): void => {
    stop()
    const rest = bytes.subarray(header.kind === 'header' ? header.bytes : 0)
    if (header.kind !== 'broken' && rest.length > 0) socket.unshift(rest)
    done(header)
  }
  const look = (): void => {
    const chunk = socket.read() as Buffer | null
    if (chunk !== null) bytes = Buffer.concat([bytes, chunk])
    if (bytes.length === 0) return
    const header = readProxyHeader(bytes)
    if (header.kind !== 'more') settle(header)
  }
  const silent = setTimeout(() => bytes.length === 0 && settle({ kind: 'none' }), silenceMs)
  const late = setTimeout(() => settle({ kind: 'broken', why: 'it does not end' }), headerMs)
  socket.on('error', onError)
  socket.on('close', stop)
  socket.on('readable', look)
}
