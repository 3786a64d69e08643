/** What scripts compute, without looking at the world. */
import type { FunctionName } from '../../schema/scripts/vocabulary.ts'
import type { Dice } from '../decision.ts'
import { callLimits } from './limits.ts'
import { Fault, type Meter } from './meter.ts'
import { isHandle, isList, isSame, isTable, kindOf, type List, type Value } from './values.ts'

type Computes = (given: readonly Value[], meter: Meter, dice: Dice) => Value

/** Those that need nothing but what they are given, and dice. */
export const computed: Partial<Readonly<Record<FunctionName, Computes>>> = {
  roll(given, meter, dice) {
    const [count = 0, sides = 0, plus = 0] = given.map((one) => meter.number(one))
    if (count < 0 || count > 100 || sides < 1) throw new Fault('there are no such dice')
    meter.step(count * 16)
    return meter.whole(dice.roll(count, Math.min(sides, 1_000_000), plus))
  },
  chance: ([percent = null], meter, dice) => dice.chance(meter.number(percent)),
  pick: ([list = null], _meter, dice) => dice.pick(listOf(list)) ?? null,
  has([whole = null, part = null], meter) {
    if (whole === null) return false
    meter.step(sizeOf(whole))
    if (isList(whole)) return whole.some((one) => isSame(one, part))
    if (isTable(whole)) return whole.has(meter.plain(part))
    const [text, wanted] = [whole, part].map((one) => meter.plain(one).toLowerCase())
    return text !== undefined && wanted !== undefined && text.includes(wanted)
  },
  word: ([text = null, at = null], meter) => wordsIn(text, meter)[meter.number(at) - 1] ?? '',
  words_after: ([text = null, count = null], meter) =>
    meter.text(
      wordsIn(text, meter)
        .slice(Math.max(0, meter.number(count)))
        .join(' '),
    ),
  len: ([value = null]) => sizeOf(value),
  min: ([one = null, other = null], meter) => Math.min(meter.number(one), meter.number(other)),
  max: ([one = null, other = null], meter) => Math.max(meter.number(one), meter.number(other)),
  abs: ([value = null], meter) => Math.abs(meter.number(value)),
  lower: ([value = null], meter) => meter.text(meter.plain(value).toLowerCase()),
  text: ([value = null], meter) => meter.text(meter.plain(value)),
  number_of([value = null], meter) {
    const text = meter.plain(value).trim()
    return /^-?\d{1,15}$/.test(text) ? meter.whole(Number(text)) : 0
  },
  split([value = null, by = null], meter) {
    const [text, mark] = [meter.plain(value), meter.plain(by)]
    meter.step(text.length)
    return meter.list(text === '' ? [] : text.split(mark, callLimits.list))
  },
  join: ([list = null, by = null], meter) =>
    meter.text(
      listOf(list)
        .map((one) => meter.plain(one))
        .join(meter.plain(by)),
    ),
  add: ([list = null, entry = null], meter) => meter.list([...listOf(list), entry]),
  without([from = null, entry = null], meter) {
    meter.step(sizeOf(from))
    if (!isTable(from)) return listOf(from).filter((one) => !isSame(one, entry))
    return new Map([...from].filter(([key]) => key !== meter.plain(entry)))
  },
  put([map = null, key = null, value = null], meter) {
    if (map !== null && !isTable(map)) throw new Fault(`a map is expected, not ${kindOf(map)}`)
    meter.list([...(map?.keys() ?? [])])
    return new Map([...(map ?? []), [meter.plain(key), value]])
  },
  keys([map = null], meter) {
    if (map !== null && !isTable(map)) throw new Fault(`a map is expected, not ${kindOf(map)}`)
    return meter.list([...(map?.keys() ?? [])])
  },
}

function listOf(value: Value): List {
  if (value === null) return []
  if (!isList(value)) throw new Fault(`a list is expected here, and this is ${kindOf(value)}`)
  return value
}

function sizeOf(value: Value): number {
  if (value === null) return 0
  if (typeof value === 'string' || isList(value)) return value.length
  if (isTable(value)) return value.size
  throw new Fault(`${isHandle(value) ? 'this' : kindOf(value)} has no length`)
}

function wordsIn(value: Value, meter: Meter): readonly string[] {
  const text = meter.plain(value)
  meter.step(text.length)
  return text.split(/\s+/).filter(Boolean)
}
