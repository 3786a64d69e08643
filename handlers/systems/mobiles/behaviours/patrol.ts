/** A patrol walks from stop to stop and begins again after the last one. */

import { npcMinded } from '../../../../schema/events/npc.ts'
import { eventActs } from '../../../define-system.ts'
import { stepTowards } from '../paths.ts'
import { isTurn, walkThrough } from '../sight.ts'
import type { BehaviourRule } from './rule.ts'

export const patrol: BehaviourRule<'patrol'> = {
  turn(sight, { path, pauseBeats }) {
    const { mobile, room } = sight
    if (!isTurn(sight, Math.max(pauseBeats, 8))) return []
    const at = Number(mobile.mind?.['patrol'] ?? 0) % path.length
    const arrived = path[at] === room.id
    const index = arrived ? (at + 1) % path.length : at
    const goal = path[index]
    const step = goal && stepTowards(sight, goal)
    return [
      ...(arrived ? eventActs(npcMinded({ mobile: mobile.id, mind: { patrol: index } })) : []),
      ...(step ? walkThrough(sight, step) : []),
    ]
  },
}
