/**
 * A builder's change: the events that make it, and with them the events that would take it back.
 *
 * Invariant: a change is taken back only while nothing it touched has been changed since, so an
 * undo can never destroy somebody else's work.
 */

import { canonical } from '../../../schema/canonical.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import { byDirection } from '../../../schema/directions.ts'
import type { Entity } from '../../../schema/entities.ts'
import {
  type BuilderChange,
  builderChanged,
  builderUndid,
  stepsOf,
} from '../../../schema/events/building.ts'
import { eventType } from '../../../schema/events/index.ts'
import {
  definitionRemoved,
  definitionSet,
  roomBuilt,
  roomRazed,
} from '../../../schema/events/world.ts'
import { type EntityId, fnv1a, type RoomId, type ZoneId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import { mayUse, type Role } from '../../../schema/roles.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { zoneOfBuilt } from '../../../schema/world-file/built.ts'
import type { BuiltKind } from '../../../schema/world-file/built-kinds.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { createTrial } from '../../rules/trial.ts'
import { mayBuild } from './builders.ts'
import type { Json } from './fields.ts'
import { inverseOf } from './inverse.ts'
import { refuseOrder } from './plan.ts'

/** Most characters of the summary that is kept in the history. */
const summaryMax = 400

/** Makes a change of the world out of its events. `about` is the entity whose history tells of it. */
export function change(
  context: Context,
  about: EntityId,
  summary: string,
  events: readonly NewEvent[],
): Decision {
  const { world, actor, now, newId } = context
  const denied = deniedIn(context, events)
  if (denied) return denied
  const trial = createTrial(world, now)
  const undo: NewEvent[] = []
  for (const event of events) {
    undo.unshift(...inverseOf(trial.world, event))
    trial.add(event)
  }
  const touched = events.map(({ type, data }) => eventType(type).subject(data))
  const after = Object.fromEntries(touched.map((id) => [id, digest(trial.world.get(id))]))
  return accept([
    ...events,
    builderChanged({
      builder: actor.id,
      change: newId('b'),
      about,
      summary: summary.slice(0, summaryMax),
      undo,
      after,
    }),
  ])
}

/** Why the actor may not build in one of the zones that the events change; ways and doors have two ends. */
function deniedIn({ world, actor }: Context, events: readonly NewEvent[]): Decision | null {
  if (actor.kind !== 'character') return null
  for (const zone of new Set(events.map((event) => zoneOf(world, event)))) {
    const denied = zone === null ? null : mayBuild(world, actor, zone)
    if (denied) return denied
  }
  return keptByAdmins(world, actor.role, events)
}

/** What the scripts of a zone may do to players is for admins to say, by whichever order or verb. */
function keptByAdmins(
  world: WorldReader,
  role: Role,
  events: readonly NewEvent[],
): Decision | null {
  if (mayUse(role, 'admin')) return null
  const wished = events.filter(definitionSet.is).filter(({ data }) => data.of === 'zone')
  const fields = wished.flatMap(({ data }) => {
    const before = world.definitions.get<Json>('zone', data.key) ?? {}
    const after = data.data as Json
    return ['dangers', 'allowance'].filter(
      (field) => !same(ownOf(before, field), ownOf(after, field)),
    )
  })
  if (fields.length === 0) return null
  const why = 'What the scripts of a zone may do to players is for admins to say.'
  const words = 'is for admins to say'
  return refuseOrder(
    'admins-only',
    why,
    [...new Set(fields)].map((field) => ({ field, words })),
  )
}

/** Whether two values of `dangers` or `allowance` permit the same; what is not given permits nothing. */
function same(one: unknown, other: unknown): boolean {
  const given = (value: unknown) => (value === undefined || value === 0 ? [] : value)
  return canonical(given(one)) === canonical(given(other))
}

/** The zone that an event changes; null for what belongs to the whole world, and for single copies. */
function zoneOf(world: WorldReader, event: NewEvent): ZoneId | null {
  if (roomBuilt.is(event)) return event.data.zone
  if (roomRazed.is(event)) return world.room(event.data.room)?.zone ?? null
  if (!definitionSet.is(event) && !definitionRemoved.is(event)) return null
  const { of, key } = event.data
  return zoneOfBuilt(of as BuiltKind, key)
}

/** A digest of what builders shape: a door that players open or close does not change it. */
function digest(entity: Entity | undefined): string {
  if (!entity) return ''
  if (entity.kind === 'item' || entity.kind === 'mobile') return 'there'
  const exits =
    entity.kind === 'room'
      ? byDirection(entity.exits).map(([way, exit]) => [
          way,
          exit.door ? { ...exit, door: { ...exit.door, state: 'any' } } : exit,
        ])
      : []
  const shape = entity.kind === 'room' ? { ...entity, exits: Object.fromEntries(exits) } : entity
  const text = canonical(shape)
  return fnv1a(text).toString(36) + fnv1a(text, 0x9e3779b9).toString(36)
}

/** Takes one change back, unless what it touched has been changed since. */
export function undoChange(context: Context, wanted: BuilderChange): Decision {
  const { world, actor } = context
  const { undo, after } = stepsOf(world, wanted)
  const denied = deniedIn(context, undo)
  if (denied) return denied
  for (const [id, was] of Object.entries(after)) {
    const entity = world.get(id) ?? (id.includes(':') ? undefined : world.room(id))
    if (digest(entity) !== was) {
      return reject('changed-since', `${id} has been changed since then; take that back first.`)
    }
  }
  for (const step of undo) {
    if (!roomRazed.is(step) || !isOccupied(world, step.data.room)) continue
    return reject('occupied', `Somebody or something is still in ${step.data.room}.`)
  }
  const { change: made, about, summary } = wanted
  return accept([...undo, builderUndid({ builder: actor.id, change: made, about, summary })])
}

/** True while anything but the room's own records (its history, its narration) is in it. */
export function isOccupied(world: WorldReader, room: RoomId): boolean {
  return world.contents(room).some((entity) => entity.kind !== 'record')
}
