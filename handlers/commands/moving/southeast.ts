import { directionVerb } from './walk.ts'

export const southeast = directionVerb('southeast')
