import { choiceVerb } from './choices.ts'

export const oppose = choiceVerb('oppose', 'Stand against one party of a quarrel here.')
