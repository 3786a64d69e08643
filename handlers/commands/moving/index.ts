import type { Direction } from '../../../schema/directions.ts'
import type { CommandType } from '../../define-command.ts'
import { close } from './close.ts'
import { down } from './down.ts'
import { east } from './east.ts'
import { go } from './go.ts'
import { lock } from './lock.ts'
import { north } from './north.ts'
import { northeast } from './northeast.ts'
import { northwest } from './northwest.ts'
import { open } from './open.ts'
import { recall } from './recall.ts'
import { south } from './south.ts'
import { southeast } from './southeast.ts'
import { southwest } from './southwest.ts'
import { unlock } from './unlock.ts'
import { up } from './up.ts'
import { west } from './west.ts'

/** Every direction has its verb. */
const ways: Readonly<Record<Direction, CommandType>> = {
  north,
  east,
  south,
  west,
  up,
  down,
  northeast,
  northwest,
  southeast,
  southwest,
}

/** In the order of `help`. */
export const moving: readonly CommandType[] = [
  ...Object.values(ways),
  go,
  open,
  close,
  lock,
  unlock,
  recall,
]
