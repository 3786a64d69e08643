/**
 * The one writer of events: the tick, the loading of world files, the forgetting of a person and
 * imports record through it, so that the same event always makes the same row.
 */
import { canonical } from './canonical.ts'
import type { EventData, EventMeta, NewEvent } from './define-event.ts'
import { eventType } from './events/index.ts'
import type { EntityId } from './ids.ts'
import type { WorldMap } from './world-map.ts'

/** An event as a row of the log, without its position. */
export interface EventRow {
  readonly type: string
  readonly version: number
  readonly subject: EntityId
  readonly actor: EntityId
  readonly cause: string
  /** Canonical JSON. */
  readonly body: string
  /** Ids of the entities that it changed, separated by blanks; absent when it changed its subject alone. */
  readonly changed?: string
}

export interface Recording {
  /** The position and time of the first event; each further one takes the next ordinal. */
  readonly meta: EventMeta
  /** Who did it; empty for the world itself. */
  readonly actor: EntityId
  /** The request, or what else brought it about; empty for what the world does by itself. */
  readonly cause: string
  /** What the log keeps as the event's data, where that is not the data itself: sealed words. */
  readonly seal?: (event: NewEvent, meta: EventMeta) => EventData
}

/** Applies the events to the world, one after the other, and returns their rows for the log. */
export function recordEvents(
  world: WorldMap,
  events: readonly NewEvent[],
  recording: Recording,
): EventRow[] {
  return events.map((event, at) => {
    const meta = { ...recording.meta, ordinal: recording.meta.ordinal + at }
    return recordEvent(world, event, meta, recording)
  })
}

function recordEvent(
  world: WorldMap,
  event: NewEvent,
  meta: EventMeta,
  { actor, cause, seal }: Recording,
): EventRow {
  const declared = eventType(event.type)
  // Before anything changes, because sealing throws when a key is not in memory yet.
  const body = canonical(seal ? seal(event, meta) : event.data)
  const subject = declared.subject(event.data)
  const changed = changedBy(world, () => declared.evolve(world, event.data, meta))
  return {
    type: event.type,
    version: declared.version,
    subject,
    actor,
    cause,
    body,
    ...(changed.size === 1 && changed.has(subject) ? {} : { changed: [...changed].join(' ') }),
  }
}

/**
 * Runs an `evolve` and returns the ids of what it changed, so that the history of a thing finds
 * exactly its events: no field of an event names what a destroyed chest held.
 */
function changedBy(world: WorldMap, evolve: () => void): ReadonlySet<EntityId> {
  const journal = new Set<EntityId>()
  world.journal = journal
  try {
    evolve()
  } finally {
    world.journal = undefined
  }
  return journal
}
