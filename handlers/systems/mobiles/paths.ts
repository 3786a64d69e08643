/** Ways through the part of the world that is in memory. */
import { type Direction, directions } from '../../../schema/directions.ts'
import type { Room } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { canEnter, type Sight } from './sight.ts'

const roomsSearchedMax = 400

/** The first step of a shortest way for a mobile to a room; undefined when none is known. */
export function stepTowards(
  { world, room: from, prototype }: Sight,
  to: RoomId,
): Direction | undefined {
  const seen = new Set([from.id])
  let edge: { room: Room; first: Direction | undefined }[] = [{ room: from, first: undefined }]
  while (edge.length > 0 && seen.size < roomsSearchedMax) {
    const next: typeof edge = []
    for (const { room, first } of edge) {
      for (const way of waysOut(room)) {
        if (seen.has(way.to)) continue
        seen.add(way.to)
        if (way.to === to) return first ?? way.direction
        const beyond = world.get(way.to)
        if (beyond?.kind === 'room' && canEnter(prototype, beyond)) {
          next.push({ room: beyond, first: first ?? way.direction })
        }
      }
    }
    edge = next
  }
  return undefined
}

/** The exits that a mobile can use: it opens closed doors, but has no keys and finds no secrets. */
function waysOut({ exits }: Room): { direction: Direction; to: RoomId }[] {
  return directions.flatMap((direction) => {
    const exit = exits[direction]
    if (!exit || (exit.hidden && exit.door?.state !== 'open')) return []
    return exit.door?.state === 'locked' ? [] : [{ direction, to: exit.to }]
  })
}
