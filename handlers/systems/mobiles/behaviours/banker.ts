/** A banker serves those who ask by a verb: `deposit` and `withdraw` look for its fee. */
import type { BehaviourRule } from './rule.ts'

export const banker: BehaviourRule<'banker'> = { turn: null }
