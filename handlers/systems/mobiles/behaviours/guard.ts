/**
 * A guard takes the side of the factions that it protects. The way that it bars is the business of
 * the mover: `go` asks `commands/moving/guards.ts`.
 */
import { mobilePrototype } from '../../../../schema/words.ts'
import { mobilesAt } from '../../../../schema/world.ts'
import { assist } from '../attack.ts'
import type { BehaviourRule } from './rule.ts'

export const guard: BehaviourRule<'guard'> = {
  turn(sight, { protects }) {
    if (protects.length === 0) return []
    const { world, room, mobile } = sight
    return assist(
      sight,
      mobilesAt(world, room.id).find(
        (other) =>
          other.fighting &&
          other.id !== mobile.id &&
          protects.includes(mobilePrototype(world, other.proto)?.faction ?? ''),
      ),
    )
  },
}
