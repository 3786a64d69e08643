/** Ways of mobiles through the world. */
import { type Direction, directions } from '../../../schema/directions.ts'
import type { Room } from '../../../schema/entities.ts'
import { beingTransported } from '../../../schema/events/posture.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { charactersAt, roomsOf, type WorldReader } from '../../../schema/world.ts'
import { type Act, eventActs } from '../../define-system.ts'
import { awakeRooms } from './awake.ts'
import { canEnter, type Sight, walkThrough } from './sight.ts'

const roomsSearchedMax = 400

/** The first step of a shortest way for a mobile to a room; undefined when none is known. */
export function stepTowards(
  { world, room: from, prototype }: Sight,
  to: RoomId,
): Direction | undefined {
  const seen = new Set([from.id])
  let edge: { room: Room; first: Direction | undefined }[] = [{ room: from, first: undefined }]
  while (edge.length > 0 && seen.size < roomsSearchedMax) {
    const firsts = new Map<RoomId, Direction>()
    for (const { room, first } of edge) {
      for (const way of waysOut(room)) {
        if (seen.has(way.to)) continue
        seen.add(way.to)
        if (way.to === to) return first ?? way.direction
        firsts.set(way.to, first ?? way.direction)
      }
    }
    edge = roomsOf(world, firsts.keys())
      .filter((room) => canEnter(prototype, room))
      .map((room) => ({ room, first: firsts.get(room.id) }))
  }
  return undefined
}

/**
 * One step on the way to a room. Where no player is near it would fall asleep on its way: it is simply there, if
 * nobody sees that, too. Undefined when no way is known and somebody looks.
 */
export function walkTowards(sight: Sight, to: RoomId): readonly Act[] | undefined {
  const { world, mobile, room } = sight
  const step = stepTowards(sight, to)
  const next = step && room.exits[step]?.to
  if (step && next && isNear(world, next)) return walkThrough(sight, step)
  const isSeen = [mobile.place, to].some((place) => charactersAt(world, place).length > 0)
  if (isSeen) return step && walkThrough(sight, step)
  return eventActs(beingTransported({ actor: mobile.id, from: mobile.place, to }))
}

/** Whether a player is so near that a room is awake. */
function isNear(world: WorldReader, room: RoomId): boolean {
  return awakeRooms(world, [room]).some((place) => charactersAt(world, place).length > 0)
}

/** The exits that a mobile can use: it opens closed doors, but has no keys and finds no secrets. */
function waysOut({ exits }: Room): { direction: Direction; to: RoomId }[] {
  return directions.flatMap((direction) => {
    const exit = exits[direction]
    if (!exit || (exit.hidden && exit.door?.state !== 'open')) return []
    return exit.door?.state === 'locked' ? [] : [{ direction, to: exit.to }]
  })
}
