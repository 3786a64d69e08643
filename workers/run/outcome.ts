/** How an attempt at a job may end. `Work` returns it, and the runner settles the delivery by it. */

export type Outcome =
  /** Its effect is stored; the job leaves the stream. */
  | { readonly do: 'done' }
  /** It failed; it comes again until its tries are used up. */
  | { readonly do: 'retry'; readonly why: string }
  /** Nothing failed, but now is not the time; no try is used up. */
  | { readonly do: 'later'; readonly afterMs: number; readonly why: string }
  /** It will never be worth doing: too old, or unreadable. With `deadLetter` a person can look at it later. */
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
