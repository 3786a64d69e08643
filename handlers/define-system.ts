/**
 * What happens without anybody typing: systems run on heartbeats, reactions on events. Both answer
 * with acts; the lines among them are decided by the same rules as a player's lines.
 */
import { createEventTable, type EventReader, type NewEvent } from '../schema/define-event.ts'
import type { RoomId } from '../schema/ids.ts'
import type { Act, ActContext } from './decision.ts'

export type { Act }

/** `request` is what everything here follows from; empty when nobody asked. */
export interface SystemContext extends ActContext {
  /** How many causes came before: 0 for what somebody did. */
  readonly depth?: number
  /** Rooms with players in them, sorted; systems that look only there cost nothing elsewhere. */
  readonly activeRooms: readonly RoomId[]
  /** Settings of the game, in the units their names say. */
  readonly rules: GameRules
}

export interface GameRules {
  readonly linkGraceBeats: number
}

export interface System {
  /** Seeds the dice of the system, so a released name never changes. */
  readonly name: string
  /** Runs when the world beat is a multiple of this. */
  readonly everyBeats: number
  readonly run: (context: SystemContext) => readonly Act[]
}

/** Looks at one event right after it was applied. Chains are bounded by `depthMax` of the tick. */
export interface Reaction {
  /** Seeds the dice of the reaction, so a released name never changes. */
  readonly name: string
  /** Event types it looks at. */
  readonly on: readonly string[]
  readonly react: (context: SystemContext, event: NewEvent) => readonly Act[]
}

/** Declares a reaction by what it does about each type of event: `onEvent(itemGiven, …)`. */
export function defineReaction(
  name: string,
  ...readers: readonly EventReader<SystemContext, readonly Act[]>[]
): Reaction {
  const table = createEventTable(readers)
  return { name, on: table.types, react: (context, event) => table.read(context, event) ?? [] }
}

/** The events as acts; none for no events. */
export function eventActs(...events: readonly NewEvent[]): Act[] {
  return events.length > 0 ? [{ kind: 'events', events }] : []
}
