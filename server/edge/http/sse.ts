/**
 * Server-sent events (WHATWG HTML, section 9.2) over one HTTP response: framing, keep-alive, and the
 * end of readers that are too slow. Their clients come back and say by `Last-Event-ID` where they stand.
 */
import type { FastifyReply } from 'fastify'

export interface SseOptions {
  /** How much may wait for a slow reader, in bytes, before it is cut off. */
  readonly bufferedBytesMax: number
  /** A comment is sent this often, so that a quiet stream is not taken for a dead one. */
  readonly keepAliveMs?: number
  /** What the client is told to wait before it reconnects. */
  readonly reconnectMs?: number
}

export interface SseChannel {
  /** Sends one event, unless the stream has ended. `data` is JSON; `id` is given where a resume may begin. */
  event(name: string, data: string, id?: string): void
  /** Ends the stream; safe to call again. */
  end(): void
  /** Called once when the stream ends, on either side. */
  onEnd(callback: () => void): void
}

/** Takes the response over from Fastify and begins the stream. */
export function openSse(reply: FastifyReply, options: SseOptions): SseChannel {
  reply.hijack()
  const response = reply.raw
  const callbacks = new Set<() => void>()
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  // A client must learn that the stream is open before there is anything to tell.
  response.flushHeaders()
  if (options.reconnectMs !== undefined) response.write(`retry: ${options.reconnectMs}\n\n`)
  const { keepAliveMs } = options
  const keepAlive =
    keepAliveMs === undefined
      ? undefined
      : setInterval(() => response.write(': keep-alive\n\n'), keepAliveMs)
  const ended = () => {
    clearInterval(keepAlive)
    for (const callback of callbacks) callback()
    callbacks.clear()
  }
  response.on('close', ended)
  return {
    event(name, data, id) {
      if (response.writableEnded || response.destroyed) return
      const head = id === undefined ? '' : `id: ${id}\n`
      // JSON has no line breaks outside of strings and escapes those inside, so one data line is enough.
      response.write(`${head}event: ${name}\ndata: ${data}\n\n`)
      if (response.writableLength > options.bufferedBytesMax) response.destroy()
    },
    end() {
      response.end()
      ended()
    },
    onEnd: (callback) => callbacks.add(callback),
  }
}
