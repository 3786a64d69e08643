/** The room as somebody in it sees it: one shape for `look`, arrivals, `sync` and maps. */

import { type RoomView, roomLooked } from '../schema/answers/room.ts'
import type { View } from '../schema/define-answer.ts'
import type { Direction } from '../schema/directions.ts'
import { directions } from '../schema/directions.ts'
import type { Being, Item, Room } from '../schema/entities.ts'
import type { EntityId } from '../schema/ids.ts'
import { itemName, mobilePrototype, prototypeOf } from '../schema/words.ts'
import { itemsAt, type WorldReader } from '../schema/world.ts'

/** At most this many people and things are listed one by one; a crowd is counted. */
const listedMax = 60

/** What `viewer` sees of the room it is in, as an answer that also updates the client's room panel. */
export function lookAround(world: WorldReader, viewer: Being): View {
  const room = world.room(viewer.place)
  if (!room) return roomLooked(voidView, 'room')
  return roomLooked(roomView(world, room, viewer.id), 'room')
}

const voidView: RoomView = {
  id: '',
  zone: '',
  title: 'Nowhere',
  description: 'Mist, and the sound of water far away.',
  exits: [],
  people: [],
  items: [],
}

/** The machine-readable room of PROTOCOL.md 3.2, with what the words need beside it. */
export function roomView(world: WorldReader, room: Room, viewer: EntityId): RoomView {
  const present = world.contents(room.id)
  const people: RoomView['people'] = []
  let unlisted = 0
  for (const entity of present) {
    if (entity.id === viewer) continue
    if (entity.kind !== 'character' && entity.kind !== 'mobile') continue
    if (people.length >= listedMax) {
      unlisted += 1
      continue
    }
    people.push({
      id: entity.id,
      name: entity.name,
      kind: entity.kind === 'character' ? 'player' : 'npc',
      line: standingLine(world, entity),
    })
  }
  return {
    id: room.id,
    zone: room.zone,
    title: room.title,
    description: room.description,
    exits: visibleExits(room),
    people,
    items: groupItems(
      world,
      itemsAt(world, room.id).filter((item) => !isHidden(world, item)),
    ),
    ...(room.coords
      ? { coords: [room.coords[0] ?? 0, room.coords[1] ?? 0, room.coords[2] ?? 0] }
      : {}),
    ...(unlisted > 0 ? { crowd: unlisted } : {}),
  }
}

/** Hidden things are found by those who know their name, and seen by nobody. */
export function isHidden(world: WorldReader, item: Item): boolean {
  return prototypeOf(world, item)?.flags.includes('hidden') ?? false
}

function standingLine(
  world: WorldReader,
  entity: Being & { kind: string; proto?: string },
): string {
  const ground = entity.kind === 'mobile' ? mobilePrototype(world, entity.proto ?? '')?.ground : ''
  if (ground && entity.position === 'standing') return ground
  if (entity.position === 'fighting') return `${entity.name} is here, fighting.`
  if (entity.position === 'standing') return `${entity.name} is here.`
  return `${entity.name} is here, ${entity.position}.`
}

/** The ways out that can be seen, in the order of the compass. */
export function visibleExits(room: Room): RoomView['exits'] {
  const seen: RoomView['exits'] = []
  for (const direction of directions) {
    const exit = room.exits[direction as Direction]
    if (!exit || (exit.hidden && exit.door?.state !== 'open')) continue
    seen.push({
      dir: direction,
      to: exit.to,
      ...(exit.door ? { door: exit.door.state, doorName: exit.door.name } : {}),
    })
  }
  return seen
}

/** Alike items become one line with a count. */
export function groupItems(world: WorldReader, items: readonly Item[]): RoomView['items'] {
  const groups = new Map<string, RoomView['items'][number]>()
  for (const item of items) {
    const name = itemName(world, item.count > 1 ? { ...item, count: 1 } : item)
    const key = `${item.proto}/${name}/${item.lit === true}/${item.closed === true}`
    const known = groups.get(key)
    if (known) known.count += item.count
    else if (groups.size < listedMax) {
      groups.set(key, {
        id: item.id,
        name,
        count: item.count,
        line: item.name ? '' : (prototypeOf(world, item)?.ground ?? ''),
      })
    }
  }
  return [...groups.values()]
}
