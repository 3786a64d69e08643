/** A talker says one of its ready lines now and then, where a player hears it. */
import { charactersAt } from '../../../../schema/world.ts'
import { readyLines } from '../../../scene-view.ts'
import { hasFloor, roundBeats } from '../floor.ts'
import { speakLine } from '../sight.ts'
import type { BehaviourRule } from './rule.ts'

export const talker: BehaviourRule<'talker'> = {
  turn(sight, { chance, everyBeats }) {
    const { world, mobile, room, prototype, dice } = sight
    if (charactersAt(world, room.id).length === 0 || !hasFloor(sight)) return []
    // As often as the world file asks, as far as the company leaves turns for it.
    if (!dice.chance(Math.min(100, Math.ceil((chance * roundBeats) / everyBeats)))) return []
    const said = dice.pick(readyLines(prototype, 'idle', prototype.persona?.temper ?? 'calm'))
    return said ? [speakLine(mobile, said)] : []
  },
}
