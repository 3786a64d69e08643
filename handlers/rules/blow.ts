/** One blow in a fight, as events. */
import type { NewEvent } from '../../schema/define-event.ts'
import { blowStruck } from '../../schema/events/combat.ts'
import { canSee } from '../../schema/light.ts'
import type { WorldReader } from '../../schema/world.ts'
import type { Dice } from '../decision.ts'
import { breakEffects } from './effects.ts'
import type { Fighter } from './fight.ts'
import { strike } from './hit.ts'
import { effectiveStats } from './stats.ts'

/** Beats between two rounds. */
export const roundBeats = 8

/** One blow of one fighter, with what it breaks; none from who cannot move. */
export function blowEvents(
  world: WorldReader,
  being: Fighter,
  target: Fighter,
  beat: number,
  dice: Dice,
): NewEvent[] {
  const own = effectiveStats(world, being)
  const theirs = effectiveStats(world, target)
  if (own.flags.has('stunned') || own.flags.has('asleep')) return []
  // The slowed strike in every second round.
  if (own.flags.has('slowed') && Math.floor(beat / roundBeats) % 2 === 1) return []
  const helpless = theirs.flags.has('asleep') || theirs.flags.has('stunned')
  const room = world.room(being.place)
  const unseeing = room !== undefined && !canSee(world, being, room)
  const attacker = unseeing ? { ...own, attack: own.attack - 4 } : own
  const blow = strike(attacker, theirs, dice, helpless)
  const struck = blowStruck({ actor: being.id, target: target.id, verb: own.verb, ...blow })
  return blow.damage > 0 ? [struck, ...breakEffects(world, target, 'asleep')] : [struck]
}
