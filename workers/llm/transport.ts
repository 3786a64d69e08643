/**
 * The HTTP under the `openai` package: one pool of kept-alive connections with limits on time and
 * size that the package itself does not have.
 *
 * Invariant: a body that was read to its `[DONE]` mark leaves its connection reusable. The package
 * cancels the body there, which would close the socket, so a cancelled body is drained for a moment.
 */
import { Agent, fetch as undiciFetch } from 'undici'
import { ModelFailure } from './failures.ts'
import type { LlmSettings } from './settings.ts'

export interface Transport {
  readonly fetch: typeof globalThis.fetch
  counters(): TransportCounters
  close(): Promise<void>
}

export interface TransportCounters {
  readonly requests: number
  readonly connectionsOpened: number
  /** Requests on a connection that was open already, in thousandths. */
  readonly reusePermille: number
}

/** How long a cancelled body may still run towards its end before the connection is given up. */
const drainMs = 250
const drainBytesMax = 4096

/** Opens the pool. `close` waits for calls under way. */
export function openTransport(settings: LlmSettings): Transport {
  const agent = new Agent({
    connections: settings.connectionsMax,
    pipelining: 1,
    keepAliveTimeout: settings.keepAliveMs,
    keepAliveMaxTimeout: settings.keepAliveMs,
    headersTimeout: settings.silenceTimeoutMs,
    bodyTimeout: settings.silenceTimeoutMs,
    connect: { timeout: settings.connectTimeoutMs },
  })
  let requests = 0
  let connectionsOpened = 0
  agent.on('connect', () => {
    connectionsOpened += 1
  })
  const pooled = async (input: unknown, init?: RequestInit): Promise<Response> => {
    requests += 1
    // The types of undici and of the DOM differ; the objects are the same ones at run time.
    const response = (await undiciFetch(
      input as string,
      { ...init, redirect: 'manual', dispatcher: agent } as unknown as Parameters<
        typeof undiciFetch
      >[1],
    )) as unknown as Response
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel()
      throw new ModelFailure('redirected')
    }
    return bounded(response, settings.wireBytesMax)
  }
  return {
    fetch: pooled as typeof globalThis.fetch,
    counters: () => ({
      requests,
      connectionsOpened,
      reusePermille:
        requests === 0
          ? 0
          : Math.round((1000 * Math.max(0, requests - connectionsOpened)) / requests),
    }),
    close: () => agent.close(),
  }
}

function bounded(response: Response, bytesMax: number): Response {
  if (!response.body) return response
  const reader = response.body.getReader()
  let bytes = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (done) return controller.close()
      bytes += value.byteLength
      if (bytes > bytesMax) {
        const failure = new ModelFailure('too-large')
        await reader.cancel(failure).catch(ignoreClosed)
        return controller.error(failure)
      }
      controller.enqueue(value)
    },
    cancel: (reason) => drain(reader, reason),
  })
  const { status, statusText, headers } = response
  return new Response(body, { status, statusText, headers })
}

/** Reads the few bytes behind `[DONE]`; whatever is longer than that is cut off. */
async function drain(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  reason: unknown,
): Promise<void> {
  const cutOff = setTimeout(() => void reader.cancel(reason).catch(ignoreClosed), drainMs)
  try {
    for (let bytes = 0; bytes < drainBytesMax; ) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.byteLength
    }
    await reader.cancel(reason)
  } catch {
    // The connection broke after the answer was complete, which costs nothing but the socket.
  } finally {
    clearTimeout(cutOff)
  }
}

function ignoreClosed(): void {
  // Cancelling a stream that has just failed reports the same failure again.
}
