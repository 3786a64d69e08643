/**
 * Whose turn it is to do something unasked where players are. A room full of people who all fill
 * every silence is not a conversation; so each room has short turns, and each turn one speaker.
 */

import type { Mobile } from '../../../schema/entities.ts'
import { planOf } from '../../../schema/events/scenes.ts'
import { fnv1a } from '../../../schema/ids.ts'
import { mobilePrototype } from '../../../schema/words.ts'
import { mobilesAt, type WorldReader } from '../../../schema/world.ts'
import type { Sight } from './sight.ts'

/** Ten seconds at the usual heartbeat: no room hears more than one unasked line in that time. */
const turnBeats = 40
/** At least so many turns go round, so that somebody alone speaks every forty seconds at most. */
const turnsMin = 4

/** Beats until the turns have gone round, in small company. */
export const roundBeats = turnBeats * turnsMin

/** True at one moment of those turns that are this mobile's own. */
export function hasFloor({ world, mobile, beat, passBeats }: Sight): boolean {
  const turn = Math.floor(beat / turnBeats)
  // Where in its turn somebody begins differs, or people would speak by the clock.
  const delay = fnv1a(`${mobile.id}${turn}`) % (turnBeats - passBeats)
  const since = beat - turn * turnBeats - delay
  if (since < 0 || since >= passBeats) return false
  const speakers = mobilesAt(world, mobile.place)
    .filter((one) => one.id === mobile.id || speaksUp(world, one, beat))
    .map(({ id }) => id)
    .sort()
  return turn % Math.max(turnsMin, speakers.length) === speakers.indexOf(mobile.id)
}

function speaksUp(world: WorldReader, mobile: Mobile, beat: number): boolean {
  if (mobile.position !== 'standing') return false
  const behaviours = mobilePrototype(world, mobile.proto)?.behaviours ?? []
  return (
    behaviours.some(({ kind }) => kind === 'talker') || planOf(world, mobile.id, beat) !== undefined
  )
}
