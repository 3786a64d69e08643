/** Arithmetic and comparison of scripts: whole numbers, and texts that are put together. */
import type { Operator } from '../../schema/scripts/program.ts'
import { Fault, type Meter } from './meter.ts'
import { isHandle, isList, isSame, isTable, kindOf, type Value } from './values.ts'

export function compute(sign: Operator, left: Value, right: Value, meter: Meter): Value {
  if (sign === '===') return isSame(left, right)
  if (sign === '!==') return !isSame(left, right)
  for (const one of [left, right]) {
    if (isList(one) || isTable(one) || isHandle(one)) {
      throw new Fault(`nothing is computed with ${kindOf(one)}`)
    }
  }
  if (typeof left === 'string' || typeof right === 'string') {
    return withText(sign, meter.plain(left), meter.plain(right), meter)
  }
  return withNumbers(sign, meter.number(left), meter.number(right), meter)
}

function withText(sign: Operator, left: string, right: string, meter: Meter): Value {
  meter.step(left.length + right.length)
  switch (sign) {
    case '+':
      return meter.text(left + right)
    case '<':
      return left < right
    case '>':
      return left > right
    case '<=':
      return left <= right
    case '>=':
      return left >= right
    default:
      throw new Fault(`there is no ${sign} for texts`)
  }
}

function withNumbers(sign: Operator, left: number, right: number, meter: Meter): Value {
  switch (sign) {
    case '+':
      return meter.whole(left + right)
    case '-':
      return meter.whole(left - right)
    case '*':
      return meter.whole(left * right)
    case '/':
    case '%':
      if (right === 0) throw new Fault('nothing is divided by 0')
      return meter.whole(sign === '/' ? Math.trunc(left / right) : left % right)
    case '<':
      return left < right
    case '>':
      return left > right
    case '<=':
      return left <= right
    default:
      return left >= right
  }
}
