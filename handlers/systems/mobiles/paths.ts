/** Ways through the part of the world that is in memory. */
import { type Direction, directions } from '../../../schema/directions.ts'
import type { Room } from '../../../schema/entities.ts'
import type { EntityId } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'

const roomsSearchedMax = 400

/** The first step of a shortest way from `from` to `to`, or undefined when none is known. */
export function firstStep(
  world: WorldReader,
  from: Room,
  to: EntityId,
  allowed: (room: Room) => boolean,
): Direction | undefined {
  const seen = new Set([from.id])
  let edge: { room: Room; first: Direction | undefined }[] = [{ room: from, first: undefined }]
  while (edge.length > 0 && seen.size < roomsSearchedMax) {
    const next: typeof edge = []
    for (const { room, first } of edge) {
      for (const direction of directions) {
        const exit = room.exits[direction]
        if (!exit || seen.has(exit.to) || (exit.hidden && exit.door?.state !== 'open')) continue
        if (exit.door?.state === 'locked') continue
        seen.add(exit.to)
        if (exit.to === to) return first ?? direction
        const beyond = world.get(exit.to)
        if (beyond?.kind === 'room' && allowed(beyond)) {
          next.push({ room: beyond, first: first ?? direction })
        }
      }
    }
    edge = next
  }
  return undefined
}
