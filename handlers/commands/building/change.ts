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
} from '../../../schema/events/building.ts'
import { eventType } from '../../../schema/events/index.ts'
import { roomBuilt, roomRazed } from '../../../schema/events/world.ts'
import { type EntityId, fnv1a, type RoomId } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { createTrial } from '../../rules/trial.ts'
import { mayBuild } from './builders.ts'
import { inverseOf } from './inverse.ts'

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
  const denied = deniedElsewhere(context, events)
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

/** Ways and doors have two ends, and the other one may be in a zone where only others may build. */
function deniedElsewhere(
  { world, actor, room }: Context,
  events: readonly NewEvent[],
): Decision | null {
  if (actor.kind !== 'character') return null
  for (const event of events) {
    if (!roomBuilt.is(event) || event.data.zone === room.zone) continue
    const denied = mayBuild(world, actor, event.data.zone)
    if (denied) return denied
  }
  return null
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
  for (const [id, was] of Object.entries(wanted.after)) {
    const entity = world.get(id) ?? (id.includes(':') ? undefined : world.room(id))
    if (digest(entity) !== was) {
      return reject('changed-since', `${id} has been changed since then; take that back first.`)
    }
  }
  for (const step of wanted.undo) {
    if (!roomRazed.is(step) || !isOccupied(world, step.data.room)) continue
    return reject('occupied', `Somebody or something is still in ${step.data.room}.`)
  }
  const { change: made, about, summary } = wanted
  return accept([...wanted.undo, builderUndid({ builder: actor.id, change: made, about, summary })])
}

/** True while anything but the room's own records (its history, its narration) is in it. */
export function isOccupied(world: WorldReader, room: RoomId): boolean {
  return world.contents(room).some((entity) => entity.kind !== 'record')
}
