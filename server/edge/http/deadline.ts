/**
 * Nobody waits long for what is away. A question that is not answered in time (the store hangs, the
 * stream hangs) is refused in words; it changes nothing, so it can be asked again.
 */
import type { RouteOptions } from 'fastify'
import { systemClock } from '../../platform/ambient.ts'
import { Problem } from './problems.ts'

const answerMs = 1_000

/** Rejects with 503 when it takes longer than a second. Only for what may be asked again. */
export async function inTime<T>(asked: Promise<T>): Promise<T> {
  const ended = new AbortController()
  const late = async (): Promise<never> => {
    await systemClock.sleep(answerMs, ended.signal)
    // After a pause of this process the answer may be here already, unread.
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
    throw new Problem(503, 'unavailable', 'There is no answer to this just now. Try again soon.')
  }
  try {
    return await Promise.race([asked, late()])
  } finally {
    ended.abort()
  }
}

/** Gives every reading route of the API that deadline. Event streams open when their time comes. */
export function answerInTime(route: RouteOptions): void {
  const { method, url, handler } = route
  if (method !== 'GET' || !url.startsWith('/v1/') || url.startsWith('/v1/events/')) return
  route.handler = function (request, reply) {
    const answer: unknown = handler.call(this, request, reply)
    return answer instanceof Promise ? inTime(answer) : answer
  }
}
