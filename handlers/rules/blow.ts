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

/** One blow of a fighter at a target, with what it breaks; none from a fighter who cannot move. */
export function blowEvents(
  {
    world,
    beat,
    dice,
  }: { readonly world: WorldReader; readonly beat: number; readonly dice: Dice },
  being: Fighter,
  target: Fighter,
): NewEvent[] {
  const own = effectiveStats(world, being)
  const theirs = effectiveStats(world, target)
  if (own.flags.has('stunned') || own.flags.has('asleep')) return []
  // The slowed strike in every second round.
  if (own.flags.has('slowed') && Math.floor(beat / roundBeats) % 2 === 1) return []
  const room = world.room(being.place)
  const unseeing = room !== undefined && !canSee(world, being, room)
  const attacker = unseeing ? { ...own, attack: own.attack - 4 } : own
  const blow = strike(attacker, theirs, dice)
  const struck = blowStruck({ actor: being.id, target: target.id, verb: own.verb, ...blow })
  return blow.damage > 0 ? [struck, ...breakEffects(world, target, 'asleep')] : [struck]
}
