/** A door has two sides: setting it in one room sets it in the room behind it as well. */
import { canonical } from '../../../schema/canonical.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import { directions, opposites } from '../../../schema/directions.ts'
import type { Exit, Room } from '../../../schema/entities.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { rebuilt } from './inverse.ts'

type Exits = Readonly<Record<string, Exit | undefined>>

/** For every door of `room` that `exits` changes: the event that makes the same change behind it. */
export function otherSides(
  world: WorldReader,
  room: Room,
  exits: Exits,
  by: string,
): readonly NewEvent[] {
  return directions.flatMap((way) => {
    const [before, after] = [room.exits[way], exits[way]]
    if (!before || !after || sameDoor(before, after)) return []
    const beyond = world.room(after.to)
    const back = beyond?.exits[opposites[way]]
    if (!beyond || beyond.id === room.id || back?.to !== room.id || after.oneWay) return []
    const { door: _door, ...open } = back
    const exit: Exit = after.door ? { ...open, door: after.door } : open
    return [rebuilt({ ...beyond, exits: { ...beyond.exits, [opposites[way]]: exit } }, by)]
  })
}

function sameDoor(one: Exit, other: Exit): boolean {
  return canonical(one.door ?? null) === canonical(other.door ?? null)
}
