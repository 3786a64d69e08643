/** What may become of one delivery of a job: the return value of a worker's function is the protocol. */

export type Outcome =
  /** Its effect is stored; the job leaves the stream. */
  | { readonly do: 'done' }
  /** It failed; it comes again until its tries are used up. */
  | { readonly do: 'retry'; readonly why: string }
  /** Nothing failed, but now is not the time; no try is used up. */
  | { readonly do: 'later'; readonly afterMs: number; readonly why: string }
  /** It will never be worth doing: too old, or nobody can read it. `deadLetter` keeps it for a person to see. */
  | { readonly do: 'discard'; readonly why: string; readonly deadLetter: boolean }

export const done: Outcome = { do: 'done' }

/** One earlier delivery that did not end the job. */
export interface Try {
  readonly delivery: number
  readonly outcome: 'failed' | 'delayed' | 'handed-back'
  readonly why: string
  readonly worker: string
  readonly at: string
}
