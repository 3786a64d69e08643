/** The events that restore what a builder's event is about to change. */
import type { NewEvent } from '../../../schema/define-event.ts'
import type { Item, Mobile, Room } from '../../../schema/entities.ts'
import { itemDestroyed, itemLoaded } from '../../../schema/events/items.ts'
import {
  definitionRemoved,
  definitionSet,
  mobileGone,
  mobileLoaded,
  roomBuilt,
  roomRazed,
} from '../../../schema/events/world.ts'
import type { BeingId } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'
import type { Json } from './fields.ts'

/** The events that restore what `event` is about to change in `world`. Throws on one without a way back. */
export function inverseOf(world: WorldReader, event: NewEvent): NewEvent[] {
  if (definitionSet.is(event) || definitionRemoved.is(event)) {
    const { of, key } = event.data
    const data = world.definitions.get<Json>(of, key)
    return [data ? definitionSet({ of, key, data }) : definitionRemoved({ of, key })]
  }
  if (roomBuilt.is(event) || roomRazed.is(event)) {
    const before = world.room(event.data.room)
    return [before ? rebuilt(before) : roomRazed({ room: event.data.room })]
  }
  if (itemLoaded.is(event)) return [itemDestroyed({ item: event.data.item, reason: 'undone' })]
  if (mobileLoaded.is(event)) return [mobileGone({ mobile: event.data.mobile, reason: 'undone' })]
  if (itemDestroyed.is(event)) {
    const before = world.get(event.data.item)
    return before?.kind === 'item' ? [reloaded(before)] : []
  }
  if (mobileGone.is(event)) {
    const before = world.get(event.data.mobile)
    return before?.kind === 'mobile' ? [returned(before)] : []
  }
  throw new Error(`a builder's change has no way back from ${event.type}`)
}

/** A room as the event that would build it. */
export function rebuilt(room: Room, by?: BeingId): NewEvent {
  return roomBuilt({ room: room.id, zone: room.zone, data: roomBody(room), ...(by ? { by } : {}) })
}

/** A room without the fields that its event carries beside it. */
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
