import type { CommandType } from '../../define-command.ts'
import { assist } from './assist.ts'
import { consider } from './consider.ts'
import { flee } from './flee.ts'
import { kill } from './kill.ts'
import { pvp } from './pvp.ts'
import { wimpy } from './wimpy.ts'

/** In the order of `help`. */
export const fighting: readonly CommandType[] = [kill, flee, assist, consider, wimpy, pvp]
