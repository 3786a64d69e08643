/** A shopkeeper serves those who ask by a verb: `buy`, `sell` and `list` look for its `shop`. */
import type { BehaviourRule } from './rule.ts'

export const shopkeeper: BehaviourRule<'shopkeeper'> = { turn: null }
