import { directionVerb } from './walk.ts'

export const northwest = directionVerb('northwest')
