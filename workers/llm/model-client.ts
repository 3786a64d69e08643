/** The port every caller of a model sees, and the one error family behind it. */

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Who is charged for a call: budgets are kept for each of these. */
export interface Account {
  readonly player?: string
  readonly npc?: string
  readonly room?: string
}

export interface ModelRequest {
  /** Short or long rung preference: `long` prefers the models marked for it. */
  readonly size: 'short' | 'long'
  readonly messages: readonly ChatMessage[]
  /** Tokens of `messages` as counted with the model's tokenizer; the budget is reserved from it. */
  readonly promptTokens: number
  readonly answerTokensMax: number
  /** JSON schema of the answer, for endpoints that offer structured output. */
  readonly schema?: { readonly name: string; readonly schema: Record<string, unknown> }
  readonly account: Account
  /** Travels as metadata so that one id can be followed from the player's line to the endpoint. */
  readonly correlation?: string
  /** The last rung: in-world text written without any model. Must not throw. */
  readonly lastRung: () => string
}

/** A piece of the answer. A new `attempt` means that everything of earlier attempts is void. */
export interface Chunk {
  readonly attempt: number
  readonly text: string
}

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly onChunk?: (chunk: Chunk) => void
}

export interface ModelAnswer {
  readonly by: 'model' | 'scripted'
  readonly text: string
  /** The rung that answered; absent when the scripted narrator did. */
  readonly model?: string
  readonly promptTokens: number
  readonly answerTokens: number
  /** Tries sent to endpoints, over all rungs. */
  readonly attempts: number
  readonly tookMs: number
  readonly firstChunkMs?: number
  /** Why no model answered, for logs and operators; never shown to players. */
  readonly why?: FailureKind | 'over-budget' | 'no-models'
}

export interface ModelClient {
  /**
   * The answer of the first healthy rung, or of the last rung when none answers within the total
   * deadline. Rejects only with the signal's reason when the caller gives up.
   */
  complete(request: ModelRequest, options?: CallOptions): Promise<ModelAnswer>
}

export type FailureKind =
  | 'refused' // nobody listens, or the link broke before an answer
  | 'connect-timeout'
  | 'silence' // no byte for the silence limit
  | 'deadline' // the whole call took too long
  | 'cut' // the answer broke off
  | 'rate-limited'
  | 'server-error'
  | 'bad-request'
  | 'not-allowed' // key, model name or plan
  | 'redirected'
  | 'too-large'
  | 'rubbish' // bytes that are no answer
  | 'empty'
  | 'declined' // the endpoint's own filter
  | 'breaker-open'
  | 'given-up' // our caller stopped waiting

/** What went wrong with one try. `retryAfterMs` is the endpoint's own wish. */
export class ModelFailure extends Error {
  readonly kind: FailureKind
  readonly retryAfterMs: number | undefined

  constructor(kind: FailureKind, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(`model call failed: ${kind}`, { cause: options.cause })
    this.name = 'ModelFailure'
    this.kind = kind
    this.retryAfterMs = options.retryAfterMs
  }
}

const retried: ReadonlySet<FailureKind> = new Set([
  'refused',
  'cut',
  'rate-limited',
  'server-error',
])

/**
 * Whether the same model may be asked again at once. Time-outs may not: a model that hung for its
 * whole limit would eat the next rung's time as well.
 */
export function isRetryable(failure: ModelFailure): boolean {
  return retried.has(failure.kind)
}

const blameless: ReadonlySet<FailureKind> = new Set([
  'bad-request',
  'declined',
  'given-up',
  'breaker-open',
])

/** Whether the failure says something about the model's health rather than about this one request. */
export function countsAgainstModel(failure: ModelFailure): boolean {
  return !blameless.has(failure.kind)
}
