/** A wanderer takes one of the ways out now and then. */
import { type Direction, directions } from '../../../../schema/directions.ts'
import type { RoomId } from '../../../../schema/ids.ts'
import { canEnter, isTurn, line, type Sight } from '../sight.ts'
import type { BehaviourRule } from './rule.ts'

export const wander: BehaviourRule<'wander'> = {
  turn(sight, { chance, everyBeats, within }) {
    const { mobile, prototype, dice } = sight
    if (prototype.flags.includes('sentinel') || !isTurn(sight, everyBeats)) return []
    if (!dice.chance(chance)) return []
    const ways = waysFor(sight).filter(({ to }) => within.length === 0 || within.includes(to))
    const way = dice.pick(ways)
    return way ? [line(mobile, way.direction)] : []
  },
}

/** The ways a mobile takes by itself: open, not hidden, within its zone, and fit for its kind. */
function waysFor({ world, room, prototype }: Sight): { direction: Direction; to: RoomId }[] {
  const ways: { direction: Direction; to: RoomId }[] = []
  for (const direction of directions) {
    const exit = room.exits[direction]
    if (!exit || (exit.door && exit.door.state !== 'open') || exit.hidden) continue
    const beyond = world.get(exit.to)
    if (beyond?.kind !== 'room' || beyond.zone !== room.zone) continue
    if (canEnter(prototype, beyond)) ways.push({ direction, to: exit.to })
  }
  return ways
}
