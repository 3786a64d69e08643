import type { AreaExtra, AreaItem, AreaLibrary } from './area-model.ts'
import { circleItemTypes } from './classic-items.ts'
import { damaged } from './damage.ts'
import { readExtra } from './diku-rooms.ts'
import { joinedBits } from './flag-bits.ts'
import type { LineReader } from './line-reader.ts'
import { excerpt, flagWord, leadingNumbers, nextRecord, wholeWord } from './line-reader.ts'

/** Reads a `.obj` file: three or four fields in the old form, thirteen with 128-bit flags. */
export function readItems(reader: LineReader, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(reader, 'an object')
    if (vnum === undefined) return
    library.items.push(readItem(reader, vnum, library))
  }
}

function readItem(reader: LineReader, vnum: number, library: AreaLibrary): AreaItem {
  const at = reader.place()
  const keywords = reader.text(`the keywords of object ${vnum}`)
  const short = reader.text(`the short name of object ${vnum}`)
  const long = reader.text(`the line of object ${vnum}`)
  const action = reader.text(`the action text of object ${vnum}`)
  const flags = readFlags(reader, vnum, library)
  const values = reader.numbers(`the values of object ${vnum}`, 4).slice(0, 4)
  const measures = reader.numbers(`weight, cost and rent of object ${vnum}`, 3)
  const [weight = 0, cost = 0, rent = 0, level = 0, timer = 0] = measures
  return {
    ...{ at, vnum, keywords, short, long, action, ...flags, values, weight, cost, level },
    ...readAdditions(reader, vnum),
    notes: [`rent ${rent}`, ...(timer === 0 ? [] : [`timer ${timer}`])],
  }
}

function readFlags(reader: LineReader, vnum: number, library: AreaLibrary) {
  const words = reader.data(`type and flags of object ${vnum}`).trim().split(/\s+/)
  if (words.length < 3) damaged(reader.place(), 'expected type, extra flags and wear flags')
  const wide = words.length >= 13
  const group = (index: number) => {
    const found = wide
      ? words.slice(1 + index * 4, 5 + index * 4)
      : words.slice(1 + index, 2 + index)
    return joinedBits(found.map((word) => flagWord(reader, word, 'object flags')))
  }
  const type = wholeWord(reader.place(), words[0], 'the object type')
  return {
    type: circleItemTypes(library.dialect)[type] ?? `type ${type}`,
    extra: group(0),
    wear: group(1),
    affects: group(2),
  }
}

/** Extra descriptions, applies and triggers, in any order, up to the next record. */
function readAdditions(reader: LineReader, vnum: number) {
  const extras: AreaExtra[] = []
  const applies: { location: number; modifier: number }[] = []
  const triggers: number[] = []
  for (;;) {
    const line = (reader.peekData() ?? '').trim()
    if (line.startsWith('#') || line.startsWith('$')) return { extras, applies, triggers }
    const taken = reader.data(`the object after ${vnum} or the closing $`).trim()
    if (taken === 'E') extras.push(readExtra(reader))
    else if (taken === 'A') {
      const [location = 0, modifier = 0] = reader.numbers('location and modifier', 2)
      applies.push({ location, modifier })
    } else if (/^T\s+\d+/.test(taken)) triggers.push(...leadingNumbers(taken.slice(1)).slice(0, 1))
    else damaged(reader.place(), `expected E, A, T or #<number>, found "${excerpt(taken)}"`)
  }
}
