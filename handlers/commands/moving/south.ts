import { directionVerb } from './walk.ts'

export const south = directionVerb('south')
