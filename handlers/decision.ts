/** What a rule decides with, and what it may return. Rules do no I/O, and refuse without throwing. */
import { type Refusal, refused } from '../schema/answers/refused.ts'
import type { View } from '../schema/define-answer.ts'
import type { Audience, NewEvent } from '../schema/define-event.ts'
import type { Direction } from '../schema/directions.ts'
import type { Character, Mobile, Room } from '../schema/entities.ts'
import type { BeingId } from '../schema/ids.ts'
import type { NewJob } from '../schema/jobs.ts'
import type { Role } from '../schema/roles.ts'
import type { WorldReader } from '../schema/world.ts'

/** The dice of one command. They fall the same when the command is decided again. */
export interface Dice {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  /** The sum of `count` dice of `sides`, plus `plus`. */
  roll(count: number, sides: number, plus?: number): number
  /** True in `percent` of all cases. */
  chance(percent: number): boolean
  pick<T>(from: readonly T[]): T | undefined
}

/** The moment of the tick: recorded once, the same for everything that is decided in it. */
export interface Moment {
  readonly tick: number
  readonly beat: number
  readonly atMs: number
  readonly heartbeatMs: number
}

/** Whole minutes since `atMs`, which is never later than now. */
export function minutesAgo(now: Pick<Moment, 'atMs'>, atMs: number): number {
  return Math.max(0, Math.floor((now.atMs - atMs) / 60_000))
}

/** What scripts have used in this tick, by zone and in all. It counts steps and acts, never time. */
export interface ScriptSpending {
  steps: number
  acts: number
  readonly zones: Map<string, { steps: number; acts: number }>
}

/** What an act is decided with at the moment when it is performed. */
export interface ActContext {
  readonly world: WorldReader
  readonly now: Moment
  readonly dice: Dice
  newId(prefix: string): string
  readonly request: string
  /** What scripts have used; without it there is nothing yet. */
  readonly scripts?: ScriptSpending
}

export type Act =
  | { readonly kind: 'line'; readonly actor: BeingId; readonly line: string }
  | { readonly kind: 'events'; readonly events: readonly NewEvent[] }
  | { readonly kind: 'job'; readonly job: NewJob }
  /** Shown to an audience without an event: a breeze in a room, a note to somebody who comes in. */
  | { readonly kind: 'view'; readonly to: Audience; readonly view: View }
  /** Decided when its turn comes, in the world as the acts before it have left it. */
  | { readonly kind: 'later'; readonly acts: (context: ActContext) => readonly Act[] }

/** What a rule decides with: the actor, where it is, and the moment. */
export interface Context {
  readonly world: WorldReader
  readonly actor: Character | Mobile
  readonly room: Room
  readonly now: Moment
  readonly dice: Dice
  /** A new id, made of tick and counter; the shard never makes it again. */
  newId(prefix: string): string
  /** The request that is being decided; every event and job names it as its cause. */
  readonly request: string
  readonly scripts?: ScriptSpending
}

/** The role whose verbs the actor may use; mobiles use those of players. */
export function roleOf({ actor }: Context): Role {
  return actor.kind === 'character' ? actor.role : 'player'
}

/** What a rule returns: events, an answer to the actor alone, or a refusal. */
export type Decision =
  | {
      readonly kind: 'accept'
      readonly events: readonly NewEvent[]
      /** Output for the actor alone, made in the world as the events leave it. */
      readonly answer?: (world: WorldReader) => readonly View[]
      readonly jobs?: readonly NewJob[]
      /** What scripts do about it, after the events. */
      readonly acts?: readonly Act[]
      /** `quit` ends the actor's session, after the frames have been sent. */
      readonly closes?: 'quit'
    }
  | { readonly kind: 'answer'; readonly views: readonly View[]; readonly jobs?: readonly NewJob[] }
  | ({ readonly kind: 'reject'; readonly acts?: readonly Act[] } & Refusal)

/** Accepts: events, and optionally what the actor sees after them. */
export function accept(
  events: NewEvent | readonly NewEvent[],
  answer?: (world: WorldReader) => View | readonly View[],
): Decision {
  const list = [events].flat()
  if (!answer) return { kind: 'accept', events: list }
  return { kind: 'accept', events: list, answer: (world) => [answer(world)].flat() }
}

/** Answers the actor alone; nothing happens. */
export function answer(...views: View[]): Decision {
  return { kind: 'answer', views }
}

/** Refuses in the words of the world; `code` is for programs. */
export function reject(code: string, text: string, direction?: Direction): Decision {
  return { kind: 'reject', code, text, ...(direction ? { direction } : {}) }
}

/** The view of a refusal. */
export function refusalView({ code, text, direction, problems }: Refusal): View {
  return refused({
    code,
    text,
    ...(direction ? { direction } : {}),
    ...(problems ? { problems } : {}),
  })
}
