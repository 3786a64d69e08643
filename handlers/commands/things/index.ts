import type { CommandType } from '../../define-command.ts'
import { drink } from './drink.ts'
import { drop } from './drop.ts'
import { eat } from './eat.ts'
import { equipment } from './equipment.ts'
import { extinguish } from './extinguish.ts'
import { fill } from './fill.ts'
import { give } from './give.ts'
import { hold } from './hold.ts'
import { inventory } from './inventory.ts'
import { light } from './light.ts'
import { put } from './put.ts'
import { quaff } from './quaff.ts'
import { recite } from './recite.ts'
import { remove } from './remove.ts'
import { take } from './take.ts'
import { use } from './use.ts'
import { wear } from './wear.ts'
import { wield } from './wield.ts'

/** In the order of `help`. */
export const things: readonly CommandType[] = [
  take,
  drop,
  put,
  give,
  wear,
  wield,
  hold,
  remove,
  inventory,
  equipment,
  light,
  extinguish,
  fill,
  eat,
  drink,
  quaff,
  recite,
  use,
]
