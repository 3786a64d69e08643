/**
 * What the sessions have been shown of each part of their view, and what they are still owed. It is
 * memory only: a new leader knows neither, so it begins by showing everybody everything.
 *
 * Invariant: it changes with the commit of a tick, never before: what was not flushed was not shown.
 */
import type { EntityId, SessionId } from '../../../schema/ids.ts'
import type { ViewData } from '../../../schema/view-delta.ts'
import type { Touched, ViewPart } from '../../../schema/views.ts'

export interface ShownPart {
  readonly data: ViewData
  /** The time of the tick that showed it, milliseconds since the epoch. */
  readonly atMs: number
}

export type ShownParts = ReadonlyMap<string, ShownPart>
/** By session; null for one that is over. */
export type ShownBySession = ReadonlyMap<SessionId, ShownParts | null>
export type Owed = ReadonlyMap<EntityId, ReadonlySet<ViewPart>>

export interface ViewMemory {
  readonly shown: Map<SessionId, ShownParts>
  /** What the next tick has to look at. */
  owed: Owed
  /** Whose room is looked at later, by that time. */
  readonly later: Map<number, Set<EntityId>>
  /** False until the first pass of a leadership. */
  begun: boolean
}

/** What the work of a tick adds to the memory when it is committed. */
export interface ViewWork {
  readonly memory: ViewMemory
  readonly shown: Map<SessionId, ShownParts | null>
  /** What events have touched, by part and place, each once. */
  readonly touched: Map<string, Touched>
  /** What is owed after the tick; absent before the pass at its end. */
  next?: {
    readonly owed: Owed
    /** Whose room is looked at later, by that time, besides who waits for that already. */
    readonly later: ReadonlyMap<number, readonly EntityId[]>
    /** The times that have come. */
    readonly past: readonly number[]
  }
}

export function createViewMemory(): ViewMemory {
  return { shown: new Map(), owed: new Map(), later: new Map(), begun: false }
}

export function beginViews(memory: ViewMemory): ViewWork {
  return { memory, shown: new Map(), touched: new Map() }
}

/** The tick is committed, or has nothing to commit: what it showed has been shown. */
export function keepViews({ memory, shown, next }: ViewWork): void {
  for (const [session, parts] of shown) {
    if (parts) memory.shown.set(session, parts)
    else memory.shown.delete(session)
  }
  if (!next) return
  memory.owed = next.owed
  for (const at of next.past) memory.later.delete(at)
  for (const [at, ids] of next.later) {
    const waiting = memory.later.get(at)
    if (waiting) for (const id of ids) waiting.add(id)
    else memory.later.set(at, new Set(ids))
  }
  memory.begun = true
}
