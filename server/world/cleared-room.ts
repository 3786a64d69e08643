/** Empties a room that world files remove (decision 0014). */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Entity } from '../../schema/entities.ts'
import { corpseProto } from '../../schema/events/death.ts'
import { itemDestroyed, itemTransported } from '../../schema/events/items.ts'
import { beingTransported } from '../../schema/events/posture.ts'
import { mobileGone } from '../../schema/events/world.ts'
import type { RoomId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'

const reason = 'room-razed'

/**
 * The events that empty `room` before it is razed: characters, and the corpses of characters with
 * all that is in them, come to `start`; mobiles and other things cease to exist, each by an event of
 * its own.
 */
export function clearedRoom(world: WorldReader, room: RoomId, start: RoomId): NewEvent[] {
  return world.contents(room).flatMap((inside) => clearedOne(inside, room, start))
}

function clearedOne(inside: Entity, from: RoomId, to: RoomId): NewEvent[] {
  switch (inside.kind) {
    case 'character':
      return [beingTransported({ actor: inside.id, from, to })]
    case 'mobile':
      return [mobileGone({ mobile: inside.id, reason })]
    case 'item':
      return inside.proto === corpseProto && inside.owner !== undefined
        ? [itemTransported({ item: inside.id, from, to, reason })]
        : [itemDestroyed({ item: inside.id, reason })]
    // Records of the room itself (its history, its narration) go with the room.
    case 'record':
    case 'room':
    case 'session':
    case 'definition':
      return []
    default: {
      const unreachable: never = inside
      return unreachable
    }
  }
}
