import type { CommandType } from '../../define-command.ts'
import { bribe } from './bribe.ts'
import { choose } from './choose.ts'
import { conflict } from './conflict.ts'
import { conflicts } from './conflicts.ts'
import { mediate } from './mediate.ts'
import { oppose } from './oppose.ts'
import { quest } from './quest.ts'
import { support } from './support.ts'

/** In the order of `help`. */
export const quests: readonly CommandType[] = [
  quest,
  conflicts,
  conflict,
  support,
  oppose,
  mediate,
  bribe,
  choose,
]
