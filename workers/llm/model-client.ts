/** The port that every caller of a model sees. */

import type { MobileId, RoomId } from '../../schema/ids.ts'
import type { FailureKind } from './failures.ts'

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** Who is charged for a call: a budget is kept for each of these. */
export interface Charged {
  readonly player?: string
  readonly npc?: MobileId
  readonly room?: RoomId
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
  readonly charged: Charged
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
