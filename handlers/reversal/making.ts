/** A plan of reversal while it is being made: what each of its parts may say. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { EntityId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'

/** One compensating event, and in words what it does. */
export interface Step {
  readonly at: string
  readonly words: string
  readonly event: NewEvent
}

/** Something that stays as it is. */
export interface Hindrance {
  readonly at: string
  readonly why: string
}

/** A plan in the making; every step is decided in the world as the steps before it leave it. */
export interface Making {
  readonly world: WorldReader
  readonly at: string
  /** What every compensating event carries. */
  readonly reversal: { readonly by: EntityId; readonly reverses: string }
  does(words: string, event: NewEvent): void
  cannot(why: string): void
}
