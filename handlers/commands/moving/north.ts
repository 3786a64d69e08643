import { directionVerb } from './walk.ts'

export const north = directionVerb('north')
