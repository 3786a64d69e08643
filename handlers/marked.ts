/** What carries a mark where players are: systems ask for it instead of walking over every room. */
import type { Character, Item, Mobile } from '../schema/entities.ts'
import type { RoomId } from '../schema/ids.ts'
import { beingIn, type WorldReader } from '../schema/world.ts'
import type { Mark } from '../schema/world-indexes.ts'

interface Stage {
  readonly world: WorldReader
  readonly activeRooms: readonly RoomId[]
}

/** Beings with the mark by room, rooms and beings in the order of their ids. */
export function markedBeings(
  { world, activeRooms }: Stage,
  mark: Mark,
): ReadonlyMap<RoomId, readonly (Character | Mobile)[]> {
  const beings = world
    .marked(mark)
    .filter((one): one is Character | Mobile => one.kind === 'character' || one.kind === 'mobile')
  return byRoom(beings, activeRooms, ({ place }) => place)
}

/** Things with the mark that lie in rooms or that somebody there has, in the order of rooms and ids. */
export function markedItems(
  { world, activeRooms }: Stage,
  mark: Mark,
): ReadonlyMap<RoomId, readonly Item[]> {
  const items = world.marked(mark).filter((one): one is Item => one.kind === 'item')
  return byRoom(
    items,
    activeRooms,
    ({ place }) => beingIn(world, place)?.place ?? (place as RoomId),
  )
}

function byRoom<T>(
  found: readonly T[],
  activeRooms: readonly RoomId[],
  roomOf: (one: T) => RoomId,
): ReadonlyMap<RoomId, readonly T[]> {
  if (found.length === 0) return new Map()
  const groups = new Map<RoomId, T[]>()
  for (const one of found) {
    const room = roomOf(one)
    const group = groups.get(room)
    if (group) group.push(one)
    else groups.set(room, [one])
  }
  return new Map(
    activeRooms.flatMap((room) => {
      const group = groups.get(room)
      return group ? [[room, group] as const] : []
    }),
  )
}
