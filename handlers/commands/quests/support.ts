import { choiceVerb } from './choices.ts'

export const support = choiceVerb('support', 'Stand with one party of a quarrel here.')
