/** What the world makes of the answers to jobs; one entry per kind, in the file of the kind's topic. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { JobKind, ResultOf } from '../../schema/jobs.ts'
import type { Pending } from '../../schema/pending.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Dice, Moment } from '../decision.ts'

/** A result that arrived in time for a job that is still pending. Its texts are clean. */
export interface Arrived<K extends JobKind> {
  readonly world: WorldReader
  /** Name of the pending job, as events know it. */
  readonly work: string
  readonly pending: Pending
  readonly result: ResultOf<K>
  readonly beat: number
}

/** A job that nobody answered in time. */
export interface Overdue {
  readonly world: WorldReader
  readonly work: string
  readonly pending: Pending
  readonly now: Moment
  readonly dice: Dice
}

export interface JobAnswer<K extends JobKind> {
  /**
   * The events that a result becomes, or the code of a refusal when it no longer fits the world. It
   * may choose among what the rules allowed and find the words, nothing else.
   */
  readonly take: (arrived: Arrived<K>) => readonly NewEvent[] | string
  /** What rules do in the worker's place; `nothing` for kinds that nobody waits for. */
  readonly fallback: (overdue: Overdue) => readonly NewEvent[]
}

export type JobAnswers<K extends JobKind> = { readonly [P in K]: JobAnswer<P> }

export const nothing = (): readonly NewEvent[] => []
