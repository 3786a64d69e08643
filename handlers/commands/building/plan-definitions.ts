/** Orders that make, change and remove rooms, resets and declarations, each as a world file has them. */

import { copiesOf } from '../../../schema/copies.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import { definitionId } from '../../../schema/definitions.ts'
import { directions, opposites } from '../../../schema/directions.ts'
import { definitionRemoved, definitionSet, roomRazed } from '../../../schema/events/world.ts'
import type { WorldReader } from '../../../schema/world.ts'
import {
  type FieldOrder,
  fieldDigest,
  type PlainOrder,
} from '../../../schema/world-file/build-orders.ts'
import { readBuilt, zoneOfBuilt } from '../../../schema/world-file/built.ts'
import { type BuiltKind, worldwide } from '../../../schema/world-file/built-kinds.ts'
import type { Context } from '../../decision.ts'
import { isOccupied } from './change.ts'
import { otherSides } from './doors.ts'
import { fieldAt, type Json, withField } from './fields.ts'
import { roomBody } from './inverse.ts'
import { type Planned, plan, type Rejected, refuseFields, refuseOrder } from './plan.ts'
import { missingIn, namedElsewhere } from './references.ts'
import { roomEvent, withoutExit } from './rooms.ts'

type Order<K extends PlainOrder['do']> = Extract<PlainOrder, { do: K }>

export function planDefine(context: Context, order: Order<'define'>): Planned {
  const { of, id } = order
  const problem = unusableId(context, of, id)
  if (problem) return problem
  if (known(context.world, of, id)) {
    return refuseOrder('exists', `There is ${of} ${id} already; edit it.`, [
      { field: 'id', words: `expected a new id, but there is ${of} ${id}` },
    ])
  }
  const events = eventsFor(context, of, id, order.value)
  return 'kind' in events ? events : plan(aboutOf(of, id), `created ${of} ${id}`, events)
}

export function planSet(context: Context, order: Order<'set'>): Planned {
  const { of, id, fields } = order
  const before = known(context.world, of, id)
  if (!before) {
    return refuseOrder('unknown', `There is no ${of} ${id}; create it.`, [
      { field: 'id', words: `expected an existing ${of}` },
    ])
  }
  const stale = changedSince(before, fields)
  if (stale) return stale
  let value = before
  for (const { path, to } of fields) {
    const next = withField(value, path, to)
    if (!next) {
      return refuseOrder('no-field', `${id} has no place for ${path}.`, [
        { field: path, words: 'expected a field that there is' },
      ])
    }
    value = next
  }
  const events = eventsFor(context, of, id, value)
  if ('kind' in events) return events
  const paths = fields.map(({ path }) => path).join(', ')
  const what = of === 'room' ? id : `${of} ${id}`
  const summary = of === 'resets' ? `changed the resets of ${id}` : `set ${paths} of ${what}`
  return plan(aboutOf(of, id), summary, events)
}

export function planRemove(context: Context, { of, id }: Order<'remove'>): Planned {
  const { world, actor } = context
  if (!known(world, of, id)) return refuseOrder('unknown', `There is no ${of} ${id}.`)
  if (of === 'room') return planRaze(context, id)
  if (of === 'zone' || of === 'resets') {
    return refuseOrder('not-removable', `A ${of} is kept; take its rooms away one by one.`)
  }
  const copies = copiesOf(world, id)
  if (copies > 0) return refuseOrder('in-use', `${copies} copies of ${id} are in the world.`)
  const users = namedElsewhere(world, of, id)
  if (users.length > 0) {
    return refuseOrder(
      'in-use',
      `${id} is named by ${users.join(', ')}.`,
      users.map((user) => ({ field: '', words: `${user} names it` })),
    )
  }
  return plan(definitionId(of, id), `removed ${of} ${id}`, [
    definitionRemoved({ of, key: id, by: actor.id }),
  ])
}

function planRaze({ world, actor }: Context, id: string): Planned {
  const room = world.room(id)
  if (!room) return refuseOrder('no-room', `There is no room ${id}.`)
  if (actor.place === id) return refuseOrder('here', 'Not while you are standing in it.')
  if (isOccupied(world, id)) {
    return refuseOrder('occupied', `Somebody or something is still in ${id}.`)
  }
  const events: NewEvent[] = []
  for (const direction of directions) {
    const beyond = room.exits[direction] && world.room(room.exits[direction].to)
    const back = opposites[direction]
    if (beyond && beyond.exits[back]?.to === id) events.push(withoutExit(beyond, back, actor.id))
  }
  events.push(roomRazed({ room: id, by: actor.id }))
  return plan(id, `razed ${id}`, events)
}

/** A thing as it is now, without the fields that its id says already. */
function known(world: WorldReader, of: BuiltKind, id: string): Json | undefined {
  if (of !== 'room') return world.definitions.get<Json>(of, id)
  const room = world.room(id)
  return room ? roomBody(room) : undefined
}

function aboutOf(of: BuiltKind, id: string): string {
  return of === 'room' ? id : definitionId(of, id)
}

/** Refuses an id that has no zone, or one that there is not; `social`, `faction` and others have none. */
function unusableId({ world, room }: Context, of: BuiltKind, id: string): Rejected | null {
  const refuse = (words: string) =>
    refuseOrder('bad-id', `That id does not fit: ${words}.`, [{ field: 'id', words }])
  if (worldwide.has(of) === id.includes('.')) {
    return refuse(worldwide.has(of) ? 'expected a name without a dot' : 'expected zone.name')
  }
  const zone = zoneOfBuilt(of, id)
  const isKnown = zone === null || of === 'zone' || room.zone === zone
  if (isKnown || world.definitions.get('zone', zone)) return null
  return refuse(`expected an existing zone, but there is no ${zone}`)
}

/** Refuses a value that was read before somebody else changed it, and shows what it is now. */
function changedSince(before: Json, fields: readonly FieldOrder[]): Rejected | null {
  const stale = fields.flatMap(({ path, was }) => {
    const now = fieldAt(before, path)
    return was === undefined || fieldDigest(now) === was
      ? []
      : [{ field: path, words: 'has been changed since you read it', now: now ?? null }]
  })
  if (stale.length === 0) return null
  const paths = stale.map(({ field }) => field).join(', ')
  return refuseOrder('changed-since', `Somebody has changed ${paths} meanwhile.`, stale)
}

/** The events that give a thing this value, or why it cannot have it. */
function eventsFor(
  { world, actor }: Context,
  of: BuiltKind,
  id: string,
  value: Json,
): readonly NewEvent[] | Rejected {
  if (of === 'room') {
    const made = roomEvent(actor.id, id, value)
    if (!('event' in made)) return refuseFields('bad-room', made)
    const before = world.room(id)
    return [made.event, ...(before ? otherSides(world, before, made.exits, actor.id) : [])]
  }
  const read = readBuilt(of, id, value)
  if (!read.ok) return refuseFields('bad-definition', read.problems)
  const missing = of === 'resets' ? missingIn(world, read.value) : []
  if (missing.length > 0) return refuseFields('unknown', missing)
  return [definitionSet({ of, key: id, data: read.value, by: actor.id })]
}
