/** Doors that the world itself sets: by a zone reset or by the outcome of a conflict. */
import type { NewEvent } from '../../schema/define-event.ts'
import { type Direction, type DoorState, opposites } from '../../schema/directions.ts'
import { doorChanged } from '../../schema/events/movement.ts'
import type { RoomId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'

const actOf = { open: 'opened', closed: 'closed', locked: 'locked' } as const

/** The event that puts a door into a state, on both of its sides; none when it is so already. */
export function setDoor(
  world: WorldReader,
  door: { readonly room: RoomId; readonly direction: Direction; readonly state: DoorState },
): NewEvent[] {
  const { room, direction, state } = door
  const exit = world.room(room)?.exits[direction]
  if (!exit?.door || exit.door.state === state) return []
  const back = opposites[direction]
  const other = world.room(exit.to)?.exits[back]
  const twoSided = other?.to === room && other.door !== undefined
  const sides = twoSided ? { beyond: exit.to, back } : {}
  return [doorChanged({ room, direction, ...sides, act: actOf[state] })]
}
