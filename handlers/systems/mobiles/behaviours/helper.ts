/** A helper takes the side of its own in a fight: its kind, its faction, or any player. */
import { mobilePrototype } from '../../../../schema/words.ts'
import { charactersAt, mobilesAt } from '../../../../schema/world.ts'
import { assist } from '../attack.ts'
import type { BehaviourRule } from './rule.ts'

export const helper: BehaviourRule<'helper'> = {
  turn(sight, { of }) {
    const { world, room, mobile, prototype } = sight
    if (of === 'players') {
      return assist(
        sight,
        charactersAt(world, room.id).find((one) => one.fighting),
      )
    }
    return assist(
      sight,
      mobilesAt(world, room.id).find((other) => {
        if (!other.fighting || other.id === mobile.id) return false
        if (of === 'kind') return other.proto === mobile.proto
        const faction = mobilePrototype(world, other.proto)?.faction
        return faction !== undefined && faction === prototype.faction
      }),
    )
  },
}
