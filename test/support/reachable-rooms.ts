import type { World } from '../../schema/world-file.ts'

/** All rooms one can walk to from `start`, through doors and hidden exits too. */
export function reachableRooms(world: World, start: string): Set<string> {
  const seen = new Set<string>()
  const waiting = [start]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const room = world.rooms[id]
    if (room === undefined || seen.has(id)) continue
    seen.add(id)
    for (const exit of Object.values(room.exits)) waiting.push(exit.to)
  }
  return seen
}
