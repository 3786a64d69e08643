import type { Table, Target } from '../support/figures.ts'

/** One part of a suite: what it shows, and what it is judged by. */
export interface Part {
  readonly tables: readonly Table[]
  readonly targets: readonly Target[]
}
