/** Every command, topic by topic. */
import type { CommandType } from '../define-command.ts'
import { building } from './building/index.ts'
import { company } from './company/index.ts'
import { fighting } from './fighting/index.ts'
import { looking } from './looking/index.ts'
import { magic } from './magic/index.ts'
import { moving } from './moving/index.ts'
import { quests } from './quests/index.ts'
import { self } from './self/index.ts'
import { talking } from './talking/index.ts'
import { things } from './things/index.ts'
import { trade } from './trade/index.ts'

export const commands: readonly CommandType[] = [
  ...moving,
  ...looking,
  ...talking,
  ...things,
  ...fighting,
  ...magic,
  ...trade,
  ...company,
  ...quests,
  ...self,
  ...building,
]
