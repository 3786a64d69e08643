/** Stored event → newest version → next state. State changes in no other way. */
import { type EventData, type EventMeta, type NewEvent, upcast } from './define-event.ts'
import { eventType } from './events/index.ts'
import type { WorldWriter } from './world.ts'

/** Applies an event of the newest version to the world. */
export function apply(world: WorldWriter, event: NewEvent, meta: EventMeta): void {
  eventType(event.type).evolve(world, event.data, meta)
}

/** An event as it lies in the log: its data are of the version it was written with. */
export interface StoredEvent extends EventMeta {
  readonly type: string
  readonly version: number
  readonly data: EventData
}

/** A stored event in the newest version of its type, so that it can be read by `is`. */
export function newestOf(stored: Pick<StoredEvent, 'type' | 'version' | 'data'>): NewEvent {
  const declared = eventType(stored.type)
  if (stored.version === declared.version) return stored
  return { type: stored.type, data: upcast(declared, stored.version, stored.data) }
}

/** Applies a stored event, bringing it to the newest version first. */
export function applyStored(world: WorldWriter, stored: StoredEvent): void {
  apply(world, newestOf(stored), stored)
}
