import { directionVerb } from './walk.ts'

export const west = directionVerb('west')
