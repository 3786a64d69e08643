/**
 * Which mobile may do something unasked where players are. If everybody in a room filled every
 * silence there would be no conversation; so each room has short turns, and each turn one speaker.
 */

import type { Mobile } from '../../../schema/entities.ts'
import { planOf } from '../../../schema/events/scenes.ts'
import { fnv1a } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'
import { exchangeIn } from './exchanges.ts'
import type { Sight } from './sight.ts'

/** Ten seconds at the usual heartbeat, in which a room hears one unasked line at most. */
const turnBeats = 40
/** A round has at least so many turns, so that a mobile alone speaks every forty seconds at most. */
const turnsMin = 4

/** Beats of one round of turns, in small company. */
export const roundBeats = turnBeats * turnsMin

/** True at one moment of each turn that is this mobile's own. */
export function hasFloor({ world, mobile, beat, passBeats }: Sight): boolean {
  const turn = Math.floor(beat / turnBeats)
  // The moment within a turn differs by mobile and turn, or mobiles would speak like a clock.
  const delay = fnv1a(`${mobile.id}${turn}`) % (turnBeats - passBeats)
  const since = beat - turn * turnBeats - delay
  if (since < 0 || since >= passBeats) return false
  // Two who talk with each other have the room to themselves.
  if (exchangeIn(world, mobile.place, beat)) return false
  const speakers = mobilesAt(world, mobile.place)
    .filter((one) => one.id === mobile.id || mayInterject(world, one, beat))
    .map(({ id }) => id)
    .sort()
  return turn % Math.max(turnsMin, speakers.length) === speakers.indexOf(mobile.id)
}

function mayInterject(world: WorldReader, mobile: Mobile, beat: number): boolean {
  if (mobile.position !== 'standing') return false
  const behaviours = mobilePrototype(world, mobile.proto)?.behaviours ?? []
  return (
    behaviours.some(({ kind }) => kind === 'talker') || planOf(world, mobile.id, beat) !== undefined
  )
}
