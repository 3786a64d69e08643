import { directionVerb } from './walk.ts'

export const southwest = directionVerb('southwest')
