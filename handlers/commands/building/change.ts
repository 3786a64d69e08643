/**
 * A builder's change: the events that make it, and with them the events that would take it back.
 *
 * Invariant: a change is taken back only while nothing it touched has been changed since, so an
 * undo can never destroy somebody else's work.
 */
import { canonical } from '../../../schema/canonical.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import { definitionId } from '../../../schema/definitions.ts'
import type { Character, Definition, Entity, Item, Mobile, Room } from '../../../schema/entities.ts'
import {
  type BuilderChange,
  builderChanged,
  builderUndid,
} from '../../../schema/events/building.ts'
import { itemDestroyed, itemLoaded } from '../../../schema/events/items.ts'
import {
  definitionRemoved,
  definitionSet,
  mobileGone,
  mobileLoaded,
  roomBuilt,
  roomRazed,
} from '../../../schema/events/world.ts'
import type { EntityId } from '../../../schema/ids.ts'
import { fnv1a } from '../../../schema/ids.ts'
import { mayUse } from '../../../schema/roles.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Zone } from '../../../schema/world-file.ts'
import { accept, type Context, type Decision, reject } from '../../decision.ts'
import { trialOf } from '../../rules/trial.ts'

type Json = Record<string, unknown>

/** Makes a change of the world out of its events. `about` is what its history belongs to. */
export function change(
  context: Context,
  about: EntityId,
  summary: string,
  events: readonly NewEvent[],
): Decision {
  const { world, actor, now, newId } = context
  const denied = elsewhere(context, events)
  if (denied) return denied
  const trial = trialOf(world, now)
  const undo: NewEvent[] = []
  for (const event of events) {
    undo.unshift(...inverse(trial.world, event))
    trial.add(event)
  }
  const touched = [...new Set(events.flatMap(touchedBy))]
  const after = Object.fromEntries(touched.map((id) => [id, digest(trial.world.get(id))]))
  const told = summary.slice(0, 400)
  return accept([
    ...events,
    builderChanged({
      builder: actor.id,
      change: newId('b'),
      about,
      summary: told,
      undo: undo as Undo,
      after,
    }),
  ])
}

/** Ways and doors have two ends, and the other one may be in a zone that others build. */
function elsewhere({ world, actor, room }: Context, events: readonly NewEvent[]): Decision | null {
  if (actor.kind !== 'character') return null
  for (const { type, data } of events) {
    const zone = type === 'room-built' ? String(data['zone']) : room.zone
    const denied = zone === room.zone ? null : mayBuild(world, actor, zone)
    if (denied) return denied
  }
  return null
}

type Undo = { type: string; data: Json }[]

function touchedBy({ type, data }: NewEvent): EntityId[] {
  const fields = data as Record<string, string>
  if (type.startsWith('definition-')) return [definitionId(fields['of'] ?? '', fields['key'] ?? '')]
  return [fields['room'], fields['item'], fields['mobile']].filter(
    (id, index): id is string => id !== undefined && (index > 0 || type.startsWith('room-')),
  )
}

/** The events that restore what `event` is about to change, as it is now. */
function inverse(world: WorldReader, event: NewEvent): NewEvent[] {
  const data = event.data as Record<string, string>
  switch (event.type) {
    case 'definition-set':
    case 'definition-removed': {
      const { of = '', key = '' } = data
      const before = world.get(definitionId(of, key)) as Definition | undefined
      return [
        before
          ? definitionSet({ of, key, data: before.data as Json })
          : definitionRemoved({ of, key }),
      ]
    }
    case 'room-built':
    case 'room-razed': {
      const room = data['room'] ?? ''
      const before = world.room(room)
      return [before ? rebuilt(before) : roomRazed({ room })]
    }
    case 'item-loaded':
      return [itemDestroyed({ item: data['item'] ?? '', reason: 'undone' })]
    case 'item-destroyed': {
      const before = world.get(data['item'] ?? '')
      return before?.kind === 'item' ? [reloaded(before)] : []
    }
    case 'mobile-loaded':
      return [mobileGone({ mobile: data['mobile'] ?? '', reason: 'undone' })]
    case 'mobile-gone': {
      const before = world.get(data['mobile'] ?? '')
      return before?.kind === 'mobile' ? [returned(before)] : []
    }
    default:
      return []
  }
}

/** A room as the event that would build it. */
export function rebuilt(room: Room, by?: EntityId): NewEvent {
  return roomBuilt({ room: room.id, zone: room.zone, data: roomBody(room), ...(by ? { by } : {}) })
}

/** What a room's event carries: everything but what the event says beside it. */
export function roomBody(room: Room): Json {
  const { id: _id, kind: _kind, place: _place, zone: _zone, ...body } = room
  return body
}

function reloaded(item: Item): NewEvent {
  const { id, kind: _kind, place, proto, count, worn, made: _made, ...state } = item
  return itemLoaded({
    item: id,
    proto,
    place,
    count,
    ...(worn ? { worn } : {}),
    reason: 'undone',
    state,
  })
}

function returned(mobile: Mobile): NewEvent {
  const { id, kind: _kind, place, proto, origin, ...state } = mobile
  return mobileLoaded({ mobile: id, proto, room: place, ...(origin ? { origin } : {}), state })
}

/** Digest of what a builder shaped: doors that people opened and closed do not count as changes. */
function digest(entity: Entity | undefined): string {
  if (!entity) return ''
  if (entity.kind === 'item' || entity.kind === 'mobile') return 'there'
  const exits =
    entity.kind === 'room'
      ? Object.entries(entity.exits).map(([way, exit]) => [
          way,
          exit?.door ? { ...exit, door: { ...exit.door, state: 'any' } } : exit,
        ])
      : []
  const shape = entity.kind === 'room' ? { ...entity, exits: Object.fromEntries(exits) } : entity
  const text = canonical(shape)
  return fnv1a(text).toString(36) + fnv1a(text, 0x9e3779b9).toString(36)
}

/** Takes one change back, if nothing has been built on it. */
export function undoChange(context: Context, wanted: BuilderChange): Decision {
  const { world, actor } = context
  for (const [id, was] of Object.entries(wanted.after)) {
    const entity = world.get(id) ?? (id.includes(':') ? undefined : world.room(id))
    if (digest(entity) !== was) {
      return reject('changed-since', `${id} has been changed since then; take that back first.`)
    }
  }
  const razed = wanted.undo.find(
    (step) => step.type === 'room-razed' && isOccupied(world, String(step.data['room'])),
  )
  if (razed) return reject('occupied', `Somebody or something is still in ${razed.data['room']}.`)
  const { change: made, about, summary } = wanted
  return accept([
    ...(wanted.undo as readonly NewEvent[]),
    builderUndid({ builder: actor.id, change: made, about, summary }),
  ])
}

/** Records of the room itself (its history, its narration) go with it; people and things do not. */
export function isOccupied(world: WorldReader, room: EntityId): boolean {
  return world.contents(room).some((entity) => entity.kind !== 'record')
}

/** Why somebody may not build in a zone, or null. A zone without a list is open to every builder. */
export function mayBuild(world: WorldReader, actor: Character, zone: string): Decision | null {
  const builders = world.definitions.get<Zone>('zone', zone)?.builders ?? []
  if (builders.length === 0 || mayUse(actor.role, 'admin')) return null
  const named = builders.some((name) => name.toLowerCase() === actor.name.toLowerCase())
  return named ? null : reject('not-your-zone', `${zone} is built by ${builders.join(', ')}.`)
}
