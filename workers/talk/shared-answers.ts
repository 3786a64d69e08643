/** The second level of the answer cache: what any worker has kept, for all of them. */
import type { Intent } from './intents.ts'
import type { CacheScope, Change, KeptAnswer, OthersAnswer } from './response-cache.ts'

export interface SharedAnswers {
  /** What is kept in just this scope for this intent, newest last. Empty when the store is away. */
  find(scope: CacheScope, intent: Intent): Promise<readonly OthersAnswer[]>
  /** Rejects with a retryable error: then this worker alone has the answer. */
  keep(answers: readonly KeptAnswer[]): Promise<void>
  /** Drops what the changes may have made wrong, all at once. */
  invalidate(changes: readonly Change[]): Promise<void>
}

/** For workers that keep no answers. */
export const keepsNone: SharedAnswers = {
  find: async () => [],
  keep: async () => undefined,
  invalidate: async () => undefined,
}
