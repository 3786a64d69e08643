import { choiceVerb } from './choices.ts'

export const mediate = choiceVerb('mediate', 'Try to make peace in a quarrel here.')
