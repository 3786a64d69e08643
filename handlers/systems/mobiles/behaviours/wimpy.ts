/** The wimpy flee from fights that go badly: `fights/combat.ts` asks at the end of each round. */
import type { BehaviourRule } from './rule.ts'

export const wimpy: BehaviourRule<'wimpy'> = { turn: null }
