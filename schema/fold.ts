/** Stored event → newest version → next state. The only way state ever changes. */
import { type EventMeta, type NewEvent, upcast } from './define-event.ts'
import { eventType } from './events/index.ts'
import type { WorldWriter } from './world.ts'

/** Applies an event of the newest version to the world. */
export function apply(world: WorldWriter, event: NewEvent, meta: EventMeta): void {
  eventType(event.type).evolve(world, event.data as never, meta)
}

/** An event as it lies in the log. */
export interface StoredEvent extends EventMeta {
  readonly type: string
  readonly version: number
  readonly data: Record<string, unknown>
}

/** Applies a stored event, bringing it to the newest version first. */
export function applyStored(world: WorldWriter, stored: StoredEvent): void {
  const declared = eventType(stored.type)
  const data =
    stored.version === declared.version
      ? stored.data
      : upcast(declared, stored.version, stored.data)
  declared.evolve(world, data as never, stored)
}
