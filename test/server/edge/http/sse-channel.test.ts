/** Server-sent events over a real socket: framing, signs of life, slow readers. */
import { once } from 'node:events'
import { connect } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { openSse, type SseChannel, type SseOptions } from '../../../../server/edge/http/sse.ts'

let app: FastifyInstance | undefined
afterEach(() => app?.close())

/** A server whose only stream is handed to the test. */
async function openServer(options: SseOptions) {
  const server = fastify({ forceCloseConnections: true })
  app = server
  const opened = Promise.withResolvers<SseChannel>()
  server.get('/', (_request, reply) => opened.resolve(openSse(reply, options)))
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  return { url, port: Number(new URL(url).port), opened: opened.promise }
}

test('events are framed as the standard says, and both sides may end', async () => {
  const { url, opened } = await openServer({ bufferedBytesMax: 1_024, reconnectMs: 2_000 })
  const response = await fetch(url)
  const channel = await opened
  let ended = 0
  channel.onEnd(() => {
    ended += 1
  })
  channel.event('said', JSON.stringify({ words: 'two\nlines' }), '7.1')
  channel.event('heard', '{}')
  channel.end()
  channel.end()
  channel.event('late', '{}')
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(await response.text()).toBe(
    'retry: 2000\n\nid: 7.1\nevent: said\ndata: {"words":"two\\nlines"}\n\nevent: heard\ndata: {}\n\n',
  )
  expect(ended).toBe(1)
})

test('a quiet stream says that it is alive', async () => {
  const { url, opened } = await openServer({ bufferedBytesMax: 1_024, keepAliveMs: 20 })
  const response = await fetch(url)
  setTimeout(() => void opened.then((channel) => channel.end()), 200)
  expect(await response.text()).toMatch(/^(: keep-alive\n\n){2,}$/)
})

test('a reader that falls behind is cut off', async () => {
  const { port, opened } = await openServer({ bufferedBytesMax: 64 * 1_024 })
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const channel = await opened
  const ended = Promise.withResolvers<void>()
  channel.onEnd(ended.resolve)
  // It reads nothing, so the socket's own buffers fill up first.
  socket.pause()
  const data = JSON.stringify('x'.repeat(32 * 1_024))
  for (let n = 0; n < 1_000; n += 1) channel.event('more', data)
  await ended.promise
  socket.resume()
  await once(socket, 'close')
})

test('a client that leaves ends the stream', async () => {
  const { url, opened } = await openServer({ bufferedBytesMax: 1_024 })
  const abort = new AbortController()
  await fetch(url, { signal: abort.signal })
  const ended = Promise.withResolvers<void>()
  ;(await opened).onEnd(ended.resolve)
  abort.abort()
  await ended.promise
})
