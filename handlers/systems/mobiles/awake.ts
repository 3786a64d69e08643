/** Which part of the world is awake: rooms with players and what lies a few steps around them. */
import type { Mobile } from '../../../schema/entities.ts'
import type { RoomId } from '../../../schema/ids.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'

const stepsAround = 3
const roomsMax = 600

/**
 * Rooms in memory within a few steps of a player, nearest first. Nothing is loaded for it: a room
 * that is not in memory is asleep, with everybody in it.
 */
export function awakeRooms(world: WorldReader, active: readonly RoomId[]): RoomId[] {
  const found = new Set(active)
  let edge = [...active]
  for (let step = 0; step < stepsAround && edge.length > 0; step += 1) {
    const next: RoomId[] = []
    for (const id of edge) {
      const room = world.get(id)
      if (room?.kind !== 'room') continue
      for (const exit of Object.values(room.exits)) {
        if (found.size >= roomsMax) return [...found]
        if (found.has(exit.to) || world.get(exit.to)?.kind !== 'room') continue
        found.add(exit.to)
        next.push(exit.to)
      }
    }
    edge = next
  }
  return [...found]
}

/** All mobiles that are awake. */
export function awakeMobiles(world: WorldReader, active: readonly RoomId[]): Mobile[] {
  return awakeRooms(world, active).flatMap((room) => mobilesAt(world, room))
}
