import type { CommandType } from '../../define-command.ts'
import { describe } from './describe.ts'
import { help } from './help.ts'
import { quit } from './quit.ts'
import { rest } from './rest.ts'
import { score } from './score.ts'
import { set } from './set.ts'
import { skills } from './skills.ts'
import { sleep } from './sleep.ts'
import { stand } from './stand.ts'
import { title } from './title.ts'
import { train } from './train.ts'
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
  help,
  quit,
]
