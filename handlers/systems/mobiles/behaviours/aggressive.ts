/** The aggressive attack on sight: characters, or mobiles of the factions that they hate. */
import type { BeingId } from '../../../../schema/ids.ts'
import { mobilePrototype } from '../../../../schema/words.ts'
import { charactersAt, mobilesAt } from '../../../../schema/world.ts'
import { attack, isAttackable } from '../attack.ts'
import type { BehaviourRule } from './rule.ts'

export const aggressive: BehaviourRule<'aggressive'> = {
  turn({ world, mobile, room, dice, hour }, { chance, levelsAbove, hours, factions }) {
    if (mobile.fighting || !isWithin(hour, hours)) return []
    const victims: BeingId[] =
      factions.length > 0
        ? mobilesAt(world, room.id)
            .filter(({ proto }) => factions.includes(mobilePrototype(world, proto)?.faction ?? ''))
            .map(({ id }) => id)
        : charactersAt(world, room.id)
            .filter((one) => isAttackable(one) && one.level <= mobile.level + levelsAbove)
            .map(({ id }) => id)
    if (victims.length === 0 || !dice.chance(chance)) return []
    const victim = dice.pick(victims)
    return victim ? attack(world, mobile, victim) : []
  },
}

function isWithin(hour: number, [from, to]: readonly [number, number]): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}
