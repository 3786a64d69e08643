/** A trainer serves those who ask by a verb: `train` looks for what it `teaches`. */
import type { BehaviourRule } from './rule.ts'

export const trainer: BehaviourRule<'trainer'> = { turn: null }
