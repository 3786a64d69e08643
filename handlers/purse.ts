/** The gold somebody carries. */
import type { Being } from '../schema/entities.ts'
import { type Decision, reject } from './decision.ts'

/** How much gold is meant, or why the being cannot part with that much. */
export function goldAmount(being: Being, wanted: number | 'all'): number | Decision {
  const amount = wanted === 'all' ? being.gold : wanted
  if (being.gold <= 0) return reject('no-gold', 'You have no gold.')
  if (amount === 0) return reject('how-much', 'None at all? That is quickly done.')
  if (amount > being.gold) return reject('no-gold', `You have only ${being.gold} gold.`)
  return amount
}
