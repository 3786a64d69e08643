/** Which part of the world is awake: rooms with players and what lies a few steps around them. */
import type { Mobile } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { mobilesAt, roomsOf, type WorldReader } from '../../../schema/world.ts'

/** How far from a player the world is awake. */
export const stepsAround = 3
const roomsMax = 600

/**
 * Rooms within a few steps of a player, nearest first. It follows from where players are and from the
 * exits of the world alone: what is not in memory is loaded (`NotLoaded`, for each step in one go), so
 * that the same mobiles act whatever was evicted, and a recorded stretch comes out the same again.
 */
export function awakeRooms(world: WorldReader, active: readonly RoomId[]): RoomId[] {
  const found = new Set(active)
  let edge = roomsOf(world, active)
  for (let step = 0; step < stepsAround && edge.length > 0; step += 1) {
    const ahead = edge.flatMap(({ exits }) => Object.values(exits).map(({ to }) => to))
    const left = Math.max(0, roomsMax - found.size)
    edge = roomsOf(world, [...new Set(ahead)].filter((id) => !found.has(id)).slice(0, left))
    for (const { id } of edge) found.add(id)
  }
  return [...found]
}

/** All mobiles that are awake. */
export function awakeMobiles(world: WorldReader, active: readonly RoomId[]): Mobile[] {
  return awakeRooms(world, active).flatMap((room) => mobilesAt(world, room))
}
