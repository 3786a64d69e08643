/** Foreign errors of the HTTP client and the `openai` package, recognised once (RELIABILITY trap 18). */
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { type FailureKind, ModelFailure } from './model-client.ts'

const kindOfCode: Readonly<Record<string, FailureKind>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'silence',
  UND_ERR_BODY_TIMEOUT: 'silence',
  UND_ERR_SOCKET: 'cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'refused',
  ENOTFOUND: 'refused',
  EAI_AGAIN: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ETIMEDOUT: 'connect-timeout',
  EPIPE: 'refused',
}

/** Longest wish to wait that is believed; more than that is a mistake or a trick. */
const retryAfterMaxMs = 3_600_000

/**
 * Any throwable of one try as a `ModelFailure`. `started` says whether answer bytes had arrived,
 * which tells a refused call from one that was cut.
 */
export function failureOf(thrown: unknown, started: boolean, nowMs: number): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < 6; depth += 1) {
    if (error instanceof ModelFailure) return error
    const code = (error as { code?: string }).code ?? ''
    const kind = error.name === 'HTTPParserError' ? 'rubbish' : kindOfCode[code]
    if (kind)
      return new ModelFailure(kind === 'refused' && started ? 'cut' : kind, { cause: thrown })
    error = error.cause
  }
  if (thrown instanceof APIConnectionTimeoutError)
    return new ModelFailure('deadline', { cause: thrown })
  if (thrown instanceof APIConnectionError) {
    return new ModelFailure(started ? 'cut' : 'refused', { cause: thrown })
  }
  if (thrown instanceof APIError) return failureOfStatus(thrown, nowMs)
  if (thrown instanceof SyntaxError) return new ModelFailure('rubbish', { cause: thrown })
  return new ModelFailure(started ? 'cut' : 'rubbish', { cause: thrown })
}

function failureOfStatus(error: APIError, nowMs: number): ModelFailure {
  const status = error.status
  // An error object inside a stream that began with 200: the endpoint broke down while writing.
  if (status === undefined) return new ModelFailure('server-error', { cause: error })
  const retryAfterMs = retryAfterOf(error.headers, nowMs)
  const options = retryAfterMs === undefined ? { cause: error } : { cause: error, retryAfterMs }
  if (status === 429) return new ModelFailure('rate-limited', options)
  if (status >= 500 || status === 408 || status === 409)
    return new ModelFailure('server-error', options)
  if (status === 401 || status === 403 || status === 404)
    return new ModelFailure('not-allowed', options)
  return new ModelFailure('bad-request', options)
}

/**
 * Milliseconds an endpoint asks us to wait: `retry-after-ms`, or `Retry-After` as seconds or as a
 * date (RFC 9110, 10.2.3). Undefined when there is none or it makes no sense.
 */
export function retryAfterOf(headers: Headers | undefined, nowMs: number): number | undefined {
  const direct = Number(headers?.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(direct) && direct >= 0) return Math.min(direct, retryAfterMaxMs)
  const text = headers?.get('retry-after')
  if (!text) return undefined
  const wait = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - nowMs
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), retryAfterMaxMs) : undefined
}
