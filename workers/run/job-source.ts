/** Where jobs come from, as the runner knows it; the adapter beside it speaks to the bus. */
import type { Lane } from '../../schema/subjects.ts'

/** One delivery of a job. Exactly one of `done` and `again` ends it. */
export interface Delivery {
  readonly lane: Lane
  /** Id of the job, from its subject. */
  readonly id: string
  readonly kind: string
  readonly key: string
  readonly text: string
  /** 1 for the first time the stream hands it out. */
  readonly delivery: number
  /** How often a person has sent this job again after it had failed for good. */
  readonly replay: number
  /** When the stream stored it, milliseconds since the epoch. */
  readonly storedMs: number
  /** Tells the stream that the job is still being worked on. */
  working(): void
  /** Takes the job out of the stream; resolves when the stream has confirmed it. */
  done(): Promise<void>
  /** Gives the job back, to be handed out again after the delay. */
  again(delayMs: number): void
}

export interface JobSource {
  /**
   * The next job of the lane, or null when none came for a while, or before `stop` aborts. Rejects with a
   * retryable error.
   */
  next(lane: Lane, stop: AbortSignal): Promise<Delivery | null>
}
