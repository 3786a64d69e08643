import { directionVerb } from './walk.ts'

export const up = directionVerb('up')
