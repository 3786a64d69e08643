/** Changing health, stamina and lucidity within what somebody can have of them. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { vitalsChanged } from '../../schema/events/effects.ts'
import type { WorldReader } from '../../schema/world.ts'
import { bounded } from './recovery.ts'
import { effectiveStats } from './stats.ts'

/** One event for what really changes of the three gauges, or nothing when nothing does. */
export function changeOf(
  world: WorldReader,
  being: Character | Mobile,
  wished: { health: number; stamina: number; lucidity: number },
  why: string,
  by?: string,
): NewEvent | null {
  const stats = effectiveStats(world, being)
  const health = bounded(being.health[0], stats.maxHealth, wished.health)
  const stamina = bounded(being.stamina[0], stats.maxStamina, wished.stamina)
  const lucidity = bounded(being.lucidity[0], stats.maxLucidity, wished.lucidity)
  if (health === 0 && stamina === 0 && lucidity === 0) return null
  return vitalsChanged({
    being: being.id,
    ...(health === 0 ? {} : { health }),
    ...(stamina === 0 ? {} : { stamina }),
    ...(lucidity === 0 ? {} : { lucidity }),
    why,
    ...(by ? { by } : {}),
  })
}
