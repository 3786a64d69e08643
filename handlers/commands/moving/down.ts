import { directionVerb } from './walk.ts'

export const down = directionVerb('down')
