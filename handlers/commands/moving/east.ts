import { directionVerb } from './walk.ts'

export const east = directionVerb('east')
