/**
 * Trace context as the W3C recommendation "Trace Context" has it. It is made from the request's id,
 * so every process that knows the request finds the same trace without a header. The header is for
 * other programs.
 */
import { fnv1a } from './ids.ts'

/** Name of the header that carries it in messages. */
export const traceHeader = 'traceparent'

export interface TraceContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string
  /** 16 hexadecimal digits: the span of the whole request. */
  readonly spanId: string
}

const seeds = [0x811c9dc5, 0x9e3779b9, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1] as const

/** The trace of a request (or of a job that nobody asked for, by its id). */
export function traceContextOf(request: string): TraceContext {
  const digits = seeds.map((seed) => fnv1a(request, seed).toString(16).padStart(8, '0'))
  return { traceId: digits.slice(0, 4).join(''), spanId: digits.slice(4).join('') }
}

/** The header's value: version 00, sampled. */
export function traceparentOf(request: string): string {
  const { traceId, spanId } = traceContextOf(request)
  return `00-${traceId}-${spanId}-01`
}
