/** Changes of health, stamina and lucidity, within what a being can have of them. */
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Mobile } from '../../schema/entities.ts'
import { vitalsChanged } from '../../schema/events/effects.ts'
import type { BeingId } from '../../schema/ids.ts'
import type { WorldReader } from '../../schema/world.ts'
import { bounded } from './recovery.ts'
import { effectiveStats } from './stats.ts'

/** One event for what really changes of the three gauges; null when nothing does. */
export function changeOf(
  world: WorldReader,
  being: Character | Mobile,
  wanted: { readonly health: number; readonly stamina: number; readonly lucidity: number },
  cause: { readonly why: string; readonly by?: BeingId | undefined },
): NewEvent | null {
  const stats = effectiveStats(world, being)
  const health = bounded(being.health[0], stats.maxHealth, wanted.health)
  const stamina = bounded(being.stamina[0], stats.maxStamina, wanted.stamina)
  const lucidity = bounded(being.lucidity[0], stats.maxLucidity, wanted.lucidity)
  if (health === 0 && stamina === 0 && lucidity === 0) return null
  return vitalsChanged({
    being: being.id,
    ...(health === 0 ? {} : { health }),
    ...(stamina === 0 ? {} : { stamina }),
    ...(lucidity === 0 ? {} : { lucidity }),
    why: cause.why,
    ...(cause.by ? { by: cause.by } : {}),
  })
}
