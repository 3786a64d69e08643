/** Work for the slow path: a rule may ask for it, never wait for it. */
import type { Lane } from '../schema/subjects.ts'

export interface Job {
  readonly lane: Lane
  readonly kind: string
  /** One job per key at a time: the same need felt twice makes one job. */
  readonly key: string
  /** What `payloadSchemas[kind]` of schema/jobs.ts describes. */
  readonly payload: Readonly<Record<string, unknown>>
  /** World beats after which the answer is stale; each lane has a usual one. */
  readonly expiresInBeats?: number
  /** Reads of the worker that would not change the answer. */
  readonly skip?: readonly ('memory' | 'canon' | 'conflicts')[]
}
