import { choiceVerb } from './choices.ts'

export const bribe = choiceVerb('bribe', 'Buy goodwill in a quarrel here.')
