/** A scavenger picks up what lies about and belongs to nobody. */
import type { Item } from '../../../../schema/entities.ts'
import { keywordsOf, prototypeOf } from '../../../../schema/words.ts'
import { itemsAt, type WorldReader } from '../../../../schema/world.ts'
import { isTurn, line } from '../sight.ts'
import type { BehaviourRule } from './rule.ts'

export const scavenge: BehaviourRule<'scavenge'> = {
  turn(sight, { chance, everyBeats, types }) {
    const { world, mobile, room, dice } = sight
    if (!isTurn(sight, everyBeats) || !dice.chance(chance)) return []
    const found = itemsAt(world, room.id).find((item) => isLoose(world, item, types))
    const word = found ? keywordsOf(world, found)[0] : undefined
    return word ? [line(mobile, `take ${word}`)] : []
  },
}

function isLoose(world: WorldReader, item: Item, types: readonly string[]): boolean {
  const prototype = prototypeOf(world, item)
  if (!prototype || item.owner) return false
  if (prototype.flags.includes('fixed') || prototype.flags.includes('hidden')) return false
  return types.length === 0 || types.includes(prototype.type)
}
