/** What the runner needs of its caller, and what it tells. */
import type { Job, JobKind } from '../../schema/jobs.ts'
import type { Lane } from '../../schema/subjects.ts'
import type { Delivery } from './job-source.ts'
import type { Outcome } from './outcome.ts'

/** What a worker does with a readable job. Throwing means `retry`; aborting, that the job is given back. */
export type Work = (job: Job, at: WorkContext) => Promise<Outcome>

export interface WorkContext {
  readonly signal: AbortSignal
  readonly delivery: number
  /** An earlier delivery was worked on, and may have shown something of it. */
  readonly begunBefore: boolean
  readonly replay: number
  readonly storedMs: number
}

/** Whose turn it is among the jobs of one key, such as the lines of a talk. */
export interface Turns {
  /** False while an earlier job of the key has no answer and the world still waits for one. */
  isNext(job: {
    readonly id: string
    readonly kind: JobKind
    readonly key: string
  }): Promise<boolean>
}

export interface RunnerSettings {
  readonly slots: number
  readonly retriesMax: number
  /** First delay of a retry; doubled for each further one. */
  readonly retryBaseMs: number
  readonly jitterMs: readonly [min: number, max: number]
  /** How often the stream is told that a long job of the lane is still being worked on. */
  readonly workingEveryMs: (lane: Lane) => number
  /** A job that takes longer is given up and tried again: whoever hangs must not hold it for ever. */
  readonly leaseMs: number
  /** How long jobs under way may go on once the runner is told to stop. */
  readonly stopGraceMs: number
}

/** What happens, for logs and metrics; must not throw. */
export interface RunnerObserver {
  began(delivery: Delivery, waitedMs: number): void
  ended(delivery: Delivery, outcome: string, tookMs: number): void
  died(delivery: Delivery, cause: string): void
  failed(where: string, error: unknown): void
}
