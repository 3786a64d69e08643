/** Rooms in the hands of builders: which one is meant, its ways out, and setting one field. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Direction } from '../../../schema/directions.ts'
import type { Exit, Room } from '../../../schema/entities.ts'
import { roomBuilt } from '../../../schema/events/world.ts'
import type { ZoneId } from '../../../schema/ids.ts'
import { cleanSpeech } from '../../../schema/text.ts'
import { readDefinition } from '../../../schema/world-file.ts'
import { type Context, type Decision, reject } from '../../decision.ts'
import { change } from './change.ts'
import { otherSides } from './doors.ts'
import { type Json, typedValue, withField } from './fields.ts'
import { rebuilt, roomBody } from './inverse.ts'

/** A way out without a door. */
export function plainExit(to: string): Exit {
  return { to, hidden: false, oneWay: false }
}

/** The event that builds a room, with its ways out; or why the reader of world files refuses it. */
export function roomEvent(
  context: Context,
  id: string,
  value: Json,
): { readonly event: NewEvent; readonly exits: Room['exits'] } | string {
  const read = readDefinition('rooms', id, value)
  if (!read.ok) return read.problems[0] ?? 'That does not make a room.'
  const { id: _id, zone, ...data } = read.value
  const event = roomBuilt({ room: id, zone, data: { ...data }, by: context.actor.id })
  return { event, exits: data.exits }
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

/** Sets one field of the room the builder is in; a door is set on both of its sides. */
export function editRoom(context: Context, field: string, text: string): Decision {
  const { world, room, actor } = context
  const value = withField(roomBody(room), field, typedValue(cleanSpeech(text)))
  if (!value) return reject('no-field', `A room has no place for ${field}.`)
  const made = roomEvent(context, room.id, value)
  if (typeof made === 'string') return reject('bad-room', `That does not fit: ${made}`)
  const behind = otherSides(world, room, made.exits, actor.id)
  return change(context, room.id, `set ${field} of ${room.id}`, [made.event, ...behind])
}
