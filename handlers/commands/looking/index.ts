import type { CommandType } from '../../define-command.ts'
import { examine } from './examine.ts'
import { exits } from './exits.ts'
import { finger } from './finger.ts'
import { look } from './look.ts'
import { time } from './time.ts'
import { weather } from './weather.ts'
import { where } from './where.ts'
import { who } from './who.ts'

/** In the order of `help`. */
export const looking: readonly CommandType[] = [
  look,
  examine,
  exits,
  where,
  finger,
  who,
  time,
  weather,
]
