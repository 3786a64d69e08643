/**
 * The one classification of what may go wrong with a call to a model: retries, breaker and bill go by
 * it. Foreign errors of the HTTP client and of the `openai` package are recognised here and nowhere
 * else (RELIABILITY trap 18); errors of the network itself by the classification of the platform.
 */

import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { ownOf } from '../../schema/own.ts'
import { classifyError } from '../../server/platform/errors.ts'

interface FailureClass {
  /**
   * - `retryable`: it passes by itself; the same model is asked again at once.
   * - `terminal`: the same question would fail again with this model.
   * - `unknown-outcome`: time ran out, and an answer may have been on its way. The same model is not
   *   asked again, because it would use up the time of the next rung as well.
   */
  readonly kind: 'retryable' | 'terminal' | 'unknown-outcome'
  /** Whether it says something about the model's health rather than about this one question. */
  readonly blamesModel: boolean
  /** Whether the endpoint had read the prompt and may charge for it; it is counted as spent then. */
  readonly mayBeBilled: boolean
}

const retryable = { kind: 'retryable', blamesModel: true, mayBeBilled: false } as const
const terminal = { kind: 'terminal', blamesModel: true, mayBeBilled: false } as const
const outOfTime = { kind: 'unknown-outcome', blamesModel: true, mayBeBilled: false } as const

const failureClasses = {
  /** Nobody listens, or the connection broke before an answer. */
  refused: retryable,
  'rate-limited': retryable,
  'server-error': retryable,
  /** The answer broke off. */
  cut: { ...retryable, mayBeBilled: true },
  'connect-timeout': outOfTime,
  /** No byte came for the silence limit. */
  silence: { ...outOfTime, mayBeBilled: true },
  /** The whole call took too long. */
  deadline: { ...outOfTime, mayBeBilled: true },
  'bad-request': { ...terminal, blamesModel: false },
  /** The key, the name of the model or the plan is wrong. */
  'not-allowed': terminal,
  redirected: terminal,
  'too-large': { ...terminal, mayBeBilled: true },
  /** Bytes came that are no answer. */
  rubbish: { ...terminal, mayBeBilled: true },
  empty: { ...terminal, mayBeBilled: true },
  /** The endpoint's own filter refused. */
  declined: { ...terminal, blamesModel: false, mayBeBilled: true },
  /** Nothing was sent, because the model has failed too often lately. */
  'breaker-open': { ...outOfTime, blamesModel: false },
  /** Our caller stopped waiting. */
  'given-up': { ...outOfTime, blamesModel: false },
} as const satisfies Readonly<Record<string, FailureClass>>

export type FailureKind = keyof typeof failureClasses
export const failureKinds = Object.keys(failureClasses) as readonly FailureKind[]

/** What went wrong with one try. `retryAfterMs` is how long the endpoint asks us to wait. */
export class ModelFailure extends Error {
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined

  constructor(kind: FailureKind, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(`model call failed: ${kind}`, { cause: options.cause })
    this.name = 'ModelFailure'
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs
  }

  get class(): FailureClass {
    return failureClasses[this.kind]
  }
}

/** Codes of `undici`, and the one code of Node that tells more than that the network failed. */
const kindOfCode: Readonly<Record<string, FailureKind>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  ETIMEDOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'silence',
  UND_ERR_BODY_TIMEOUT: 'silence',
  UND_ERR_SOCKET: 'cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut',
}

/** Errors that are wrapped deeper than this are not looked into. */
const depthMax = 6
/** Longest wait that is believed of an endpoint; a longer one is a mistake or a trick. */
const retryAfterMaxMs = 3_600_000

/** How far a try had come when it failed. */
export interface Progress {
  /** Bytes of the answer had arrived, which tells a call that was cut from one that was refused. */
  readonly started: boolean
  /** Milliseconds since the epoch. */
  readonly nowMs: number
}

/** Anything that one try threw, as a `ModelFailure`. */
export function failureOf(thrown: unknown, progress: Progress): ModelFailure {
  const errors = withCauses(thrown)
  const known = errors.find((error) => error instanceof ModelFailure)
  if (known) return known
  if (thrown instanceof APIError && !(thrown instanceof APIConnectionError)) {
    return failureOfStatus(thrown, progress.nowMs)
  }
  return new ModelFailure(kindOf(errors, progress), { cause: thrown })
}

function withCauses(thrown: unknown): Error[] {
  const errors: Error[] = []
  let error = thrown
  while (error instanceof Error && errors.length < depthMax) {
    errors.push(error)
    error = error.cause
  }
  return errors
}

function kindOf(errors: readonly Error[], { started }: Progress): FailureKind {
  for (const error of errors) {
    const code = 'code' in error ? String(error.code) : ''
    const kind = error.name === 'HTTPParserError' ? 'rubbish' : ownOf(kindOfCode, code)
    if (kind) return kind
  }
  const [thrown] = errors
  if (thrown instanceof APIConnectionTimeoutError) return 'deadline'
  if (thrown instanceof SyntaxError) return 'rubbish'
  const { kind } = classifyError(thrown)
  const isNetwork =
    kind === 'retryable' || kind === 'unknown-outcome' || thrown instanceof APIConnectionError
  if (started) return 'cut'
  return isNetwork ? 'refused' : 'rubbish'
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
