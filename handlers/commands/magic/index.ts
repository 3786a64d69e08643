import type { CommandType } from '../../define-command.ts'
import { cast } from './cast.ts'

/** In the order of `help`. */
export const magic: readonly CommandType[] = [cast]
