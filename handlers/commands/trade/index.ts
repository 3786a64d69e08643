import type { CommandType } from '../../define-command.ts'
import { balance } from './balance.ts'
import { buy } from './buy.ts'
import { deposit } from './deposit.ts'
import { list } from './list.ts'
import { sell } from './sell.ts'
import { value } from './value.ts'
import { withdraw } from './withdraw.ts'

/** In the order of `help`. */
export const trade: readonly CommandType[] = [list, buy, sell, value, deposit, withdraw, balance]
