/** Rooms in the hands of builders: which one is meant, and its ways out. */

import type { NewEvent } from '../../../schema/define-event.ts'
import type { Direction } from '../../../schema/directions.ts'
import type { Exit, Room } from '../../../schema/entities.ts'
import { roomBuilt } from '../../../schema/events/world.ts'
import type { BeingId, ZoneId } from '../../../schema/ids.ts'
import type { OrderProblem } from '../../../schema/world-file/build-orders.ts'
import { readDefinition } from '../../../schema/world-file.ts'
import type { Json } from './fields.ts'
import { rebuilt } from './inverse.ts'

/** A way out without a door. */
export function plainExit(to: string): Exit {
  return { to, hidden: false, oneWay: false }
}

/** The event that builds a room, with its ways out; or what the reader of world files finds wrong. */
export function roomEvent(
  by: BeingId,
  id: string,
  value: Json,
): { readonly event: NewEvent; readonly exits: Room['exits'] } | readonly OrderProblem[] {
  const read = readDefinition('rooms', id, value)
  if (!read.ok) return read.issues
  const { id: _id, zone, ...data } = read.value
  return { event: roomBuilt({ room: id, zone, data: { ...data }, by }), exits: data.exits }
}

/** A complete room id from what a builder typed: without a dot it belongs to `zone`. */
export function fullRoom(typed: string, zone: ZoneId): string {
  return typed.includes('.') ? typed.toLowerCase() : `${zone}.${typed.toLowerCase()}`
}

/** The event that rebuilds a room without one of its ways out. */
export function withoutExit(room: Room, direction: Direction, by: string): NewEvent {
  const { [direction]: _gone, ...exits } = room.exits
  return rebuilt({ ...room, exits }, by)
}
