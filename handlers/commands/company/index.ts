import type { CommandType } from '../../define-command.ts'
import { afk } from './afk.ts'
import { follow } from './follow.ts'
import { friend } from './friend.ts'
import { group } from './group.ts'
import { gsay } from './gsay.ts'
import { lfg } from './lfg.ts'

/** In the order of `help`. */
export const company: readonly CommandType[] = [follow, group, gsay, friend, afk, lfg]
