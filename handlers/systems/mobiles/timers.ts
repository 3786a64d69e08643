/** Scripted reactions that wait for an hour of the day instead of an event. */

import { npcMinded } from '../../../schema/events/npc.ts'
import { ownOf } from '../../../schema/own.ts'
import type { Act } from '../../define-system.ts'
import { doActs } from '../../scripts/do-list.ts'
import type { Sight } from './sight.ts'

/** The reactions to the hour that has just begun, each once in that hour. */
export function timersOf(sight: Sight): readonly Act[] {
  const { mobile, prototype, hour } = sight
  if (mobile.fighting) return []
  for (const [index, reaction] of prototype.reactions.entries()) {
    if (reaction.on !== 'hour' || reaction.hour !== hour) continue
    const key = `at${index}`
    if (ownOf(mobile.mind, key) === hour) continue
    const minded = npcMinded({ mobile: mobile.id, mind: { [key]: hour } })
    return [
      { kind: 'events', events: [minded] },
      ...(sight.dice.chance(reaction.chance) ? doActs(mobile, reaction.do) : []),
    ]
  }
  for (const [index, reaction] of prototype.reactions.entries()) {
    const key = `at${index}`
    // The mark is taken off when the hour is over, so that the reaction comes again tomorrow.
    if (
      reaction.on === 'hour' &&
      ownOf(mobile.mind, key) !== undefined &&
      ownOf(mobile.mind, key) !== hour
    ) {
      if (ownOf(mobile.mind, key) !== -1) {
        return [{ kind: 'events', events: [npcMinded({ mobile: mobile.id, mind: { [key]: -1 } })] }]
      }
    }
  }
  return []
}
