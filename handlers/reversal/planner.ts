/** What a plan of reversal consists of, and what collects it while it is made. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { BeingId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'

/** One compensating event, with words for what it does; `at` is the event that it reverses. */
export interface Step {
  readonly at: string
  readonly words: string
  readonly event: NewEvent
}

/** Something that cannot be reversed, and why. */
export interface Hindrance {
  readonly at: string
  readonly why: string
}

/** Collects the steps of a plan. Each is decided in `world`, which is as the steps before leave it. */
export interface Planner {
  readonly world: WorldReader
  readonly at: string
  /** The fields that every compensating event carries. */
  readonly reversal: { readonly by: BeingId; readonly reverses: string }
  does(words: string, event: NewEvent): void
  cannot(why: string): void
}
