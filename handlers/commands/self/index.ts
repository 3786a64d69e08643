import type { CommandType } from '../../define-command.ts'
import { bug } from './bug.ts'
import { claim } from './claim.ts'
import { commandsListed } from './commands.ts'
import { describe } from './describe.ts'
import { help } from './help.ts'
import { hint } from './hint.ts'
import { idea } from './idea.ts'
import { motd } from './motd.ts'
import { news } from './news.ts'
import { origin } from './origin.ts'
import { pronouns } from './pronouns.ts'
import { quit } from './quit.ts'
import { rest } from './rest.ts'
import { rules } from './rules.ts'
import { score } from './score.ts'
import { set } from './set.ts'
import { skills } from './skills.ts'
import { skip } from './skip.ts'
import { sleep } from './sleep.ts'
import { stand } from './stand.ts'
import { title } from './title.ts'
import { train } from './train.ts'
import { typo } from './typo.ts'
import { wake } from './wake.ts'

/** In the order of `help`. */
export const self: readonly CommandType[] = [
  score,
  skills,
  train,
  rest,
  sleep,
  stand,
  wake,
  title,
  describe,
  set,
  hint,
  help,
  claim,
  commandsListed,
  news,
  rules,
  motd,
  bug,
  typo,
  idea,
  origin,
  pronouns,
  skip,
  quit,
]
