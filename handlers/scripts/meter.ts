/** Counts what a call uses, and refuses what is too much or of the wrong kind. */
import { callLimits, shownMax } from './limits.ts'
import { isHandle, isList, isTable, kindOf, type List, type Value } from './values.ts'

/** A fault of the script. It ends the call and nothing else. */
export class Fault extends Error {
  readonly kind: 'fault' | 'overrun'
  constructor(why: string, kind: 'fault' | 'overrun' = 'fault') {
    super(why)
    this.kind = kind
  }
}

/** What reads or makes this much costs a step more. */
const perStep = 16

export interface Meter {
  steps(): number
  /** One step, or several for work in proportion to `size` characters or entries. */
  step(size?: number): void
  /** A number from a value: nothing is 0, and a text is none. */
  number(value: Value): number
  /** The result of arithmetic. */
  whole(result: number): number
  /** A new text or list, within the limits. */
  text(text: string): string
  list(list: List): List
  /** A value as it stands in a text. */
  plain(value: Value): string
  /** A value as a line that somebody reads. */
  shown(value: Value): string
}

export function newMeter(stepsMax: number): Meter {
  let steps = 0
  let made = 0
  const make = (size: number) => {
    made += size
    meter.step(size)
    if (made > callLimits.made) throw new Fault('this makes too much text', 'overrun')
  }
  const meter: Meter = {
    steps: () => steps,
    step(size = 0) {
      steps += 1 + Math.floor(size / perStep)
      if (steps > stepsMax) throw new Fault(`this takes more than ${stepsMax} steps`, 'overrun')
    },
    number(value) {
      if (value === null) return 0
      if (typeof value === 'boolean') return value ? 1 : 0
      if (typeof value === 'number') return value
      throw new Fault(`a number is expected here, and this is ${kindOf(value)}`)
    },
    whole(result) {
      // Adding 0 turns a negative zero, which JSON does not know, into zero.
      if (Number.isSafeInteger(result)) return result + 0
      throw new Fault('this number is too large')
    },
    text(text) {
      if (text.length > callLimits.text) throw new Fault(`this text is too long (${text.length})`)
      make(text.length)
      return text
    },
    list(list) {
      if (list.length > callLimits.list) throw new Fault(`this list is too long (${list.length})`)
      make(list.length)
      return list
    },
    plain(value) {
      if (value === null) return ''
      if (typeof value === 'string') return value
      if (typeof value === 'number') return String(value)
      if (typeof value === 'boolean') return value ? 'yes' : 'no'
      if (isHandle(value)) return value.id
      if (isList(value) || isTable(value))
        throw new Fault(`${kindOf(value)} is no text; use join()`)
      return ''
    },
    shown(value) {
      return meter.plain(value).slice(0, shownMax)
    },
  }
  return meter
}
