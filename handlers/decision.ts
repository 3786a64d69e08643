/** What a rule may answer, and what it is given to decide with. Rules never throw and never do I/O. */
import { type Refusal, refused } from '../schema/answers/refused.ts'
import type { View } from '../schema/define-answer.ts'
import type { NewEvent } from '../schema/define-event.ts'
import type { Direction } from '../schema/directions.ts'
import type { Character, Mobile, Room } from '../schema/entities.ts'
import type { NewJob } from '../schema/jobs.ts'
import type { Role } from '../schema/roles.ts'
import type { WorldReader } from '../schema/world.ts'

/** Dice of one command: a deterministic stream, so a recorded run replays to the same events. */
export interface Dice {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** The sum of `count` dice of `sides`, plus `plus`. */
  roll(count: number, sides: number, plus?: number): number
  /** True in `percent` of all cases. */
  chance(percent: number): boolean
  pick<T>(from: readonly T[]): T | undefined
}

/** Moment of the tick: recorded once, the same for everything decided in it. */
export interface Moment {
  readonly tick: number
  readonly beat: number
  readonly atMs: number
  readonly heartbeatMs: number
}

export interface Context {
  readonly world: WorldReader
  readonly actor: Character | Mobile
  readonly room: Room
  readonly now: Moment
  readonly dice: Dice
  /** A new id, unique in the shard for ever (made of tick and counter). */
  newId(prefix: string): string
  /** The request that is being answered; it is the cause of every event and job. */
  readonly request: string
}

/** The role whose verbs the actor may use; mobiles use those of players. */
export function roleOf({ actor }: Context): Role {
  return actor.kind === 'character' ? actor.role : 'player'
}

export type Decision =
  | {
      readonly kind: 'accept'
      readonly events: readonly NewEvent[]
      /** Private output for the actor, asked once the events have been applied. */
      readonly answer?: (world: WorldReader) => readonly View[]
      readonly jobs?: readonly NewJob[]
      /** What leaves the world: quit closes the actor's session after the frames. */
      readonly closes?: 'quit'
    }
  | { readonly kind: 'answer'; readonly views: readonly View[]; readonly jobs?: readonly NewJob[] }
  | ({ readonly kind: 'reject' } & Refusal)

/** Facts, and optionally what the actor sees afterwards. */
export function accept(
  events: NewEvent | readonly NewEvent[],
  answer?: (world: WorldReader) => View | readonly View[],
): Decision {
  const list = Array.isArray(events) ? (events as readonly NewEvent[]) : [events as NewEvent]
  if (!answer) return { kind: 'accept', events: list }
  return { kind: 'accept', events: list, answer: (world) => [answer(world)].flat() as View[] }
}

/** Private output, no fact. */
export function answer(...views: View[]): Decision {
  return { kind: 'answer', views }
}

/** A refusal in the words of the world; `code` is for programs. */
export function reject(code: string, text: string, direction?: Direction): Decision {
  return { kind: 'reject', code, text, ...(direction ? { direction } : {}) }
}

/** A refusal as the author sees it. */
export function refusalView({ code, text, direction }: Refusal): View {
  return refused({ code, text, ...(direction ? { direction } : {}) })
}
