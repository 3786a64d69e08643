/** What the runner keeps about jobs that do not end at once: tries so far, and dead letters. */
import type { Delivery } from './job-source.ts'
import type { Try } from './outcome.ts'

export interface JobLedger {
  /** Tries of a job in the order of their deliveries. */
  tries(job: string): Promise<readonly Try[]>
  record(job: string, attempt: Omit<Try, 'at' | 'worker'>): Promise<void>
  /** The job is over; its tries are of no more interest. */
  forget(job: string): Promise<void>
  /** Keeps a job that failed for good, with its cause and tries. Repeating it changes nothing. */
  keepDeadLetter(delivery: Delivery, cause: string, tries: readonly Try[]): Promise<void>
}
