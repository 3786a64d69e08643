import type { CommandType } from '../../define-command.ts'
import { follow } from './follow.ts'
import { group } from './group.ts'
import { gsay } from './gsay.ts'

/** In the order of `help`. */
export const company: readonly CommandType[] = [follow, group, gsay]
