import { directionVerb } from './walk.ts'

export const northeast = directionVerb('northeast')
