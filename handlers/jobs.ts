/** Work for the slow path: a rule may ask for it, never wait for it. */
import type { Lane } from '../schema/subjects.ts'

export interface Job {
  readonly lane: Lane
  readonly kind: string
  /** One job per key at a time: the same need felt twice makes one job. */
  readonly key: string
  readonly payload: Readonly<Record<string, unknown>>
}
