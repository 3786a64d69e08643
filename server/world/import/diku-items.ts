import type { AreaExtra, AreaItem, AreaLibrary, AreaTrigger } from './area-model.ts'
import { excerpt, wholeWord } from './area-reader.ts'
import type { CircleFile } from './circle-records.ts'
import {
  circleFlags,
  nextRecord,
  numbersOf,
  readExtra,
  textOf,
  triggerIn,
} from './circle-records.ts'
import { typeNumbered } from './classic-items.ts'
import { damaged } from './damage.ts'

/** Reads a `.obj` file: three or four fields in the old form, thirteen with 128-bit flags. */
export function readItems(file: CircleFile, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(file, 'an object')
    if (vnum === undefined) return
    library.items.push(readItem(file, vnum))
  }
}

function readItem(file: CircleFile, vnum: number): AreaItem {
  const { reader } = file
  const at = reader.place()
  const keywords = textOf(file, `the keywords of object ${vnum}`)
  const short = textOf(file, `the short name of object ${vnum}`)
  const long = textOf(file, `the line of object ${vnum}`)
  const action = textOf(file, `the action text of object ${vnum}`)
  const flags = readItemFlags(file, vnum)
  const values = numbersOf(file, `the values of object ${vnum}`, 4).slice(0, 4)
  const measures = numbersOf(file, `weight, cost and rent of object ${vnum}`, 3)
  const [weight = 0, cost = 0, rent = 0, level = 0, timer = 0] = measures
  return {
    ...{ at, vnum, keywords, short, long, action, ...flags, values, weight, cost, level },
    ...readAdditions(file, vnum),
    programs: [],
    notes: [`rent ${rent}`, ...(timer === 0 ? [] : [`timer ${timer}`])],
  }
}

function readItemFlags(file: CircleFile, vnum: number) {
  const { reader, dialect } = file
  const words = reader.data(`type and flags of object ${vnum}`).split(/\s+/)
  if (words.length < 3) damaged(reader.place(), 'expected type, extra flags and wear flags')
  const wide = words.length >= 13
  const group = (index: number) => {
    const found = wide
      ? words.slice(1 + index * 4, 5 + index * 4)
      : words.slice(1 + index, 2 + index)
    return circleFlags(file, found, 'object flags')
  }
  const type = wholeWord(reader.place(), words[0], 'the object type')
  const affects = wide || words.length > 3 ? group(2) : []
  return { type: typeNumbered(dialect, type), extra: group(0), wear: group(1), affects }
}

/** Extra descriptions, applies and triggers, in any order, up to the next record. */
function readAdditions(file: CircleFile, vnum: number) {
  const { reader } = file
  const extras: AreaExtra[] = []
  const applies: { location: number; modifier: number }[] = []
  const triggers: AreaTrigger[] = []
  for (;;) {
    if (/^\s*[#$]/.test(reader.peekData() ?? '')) return { extras, applies, triggers }
    const taken = reader.data(`the object after ${vnum} or the closing $`)
    if (taken.startsWith('E')) extras.push(readExtra(file))
    else if (taken.startsWith('A')) {
      const [location = 0, modifier = 0] = numbersOf(file, 'location and modifier', 2)
      applies.push({ location, modifier })
    } else if (/^T\s*\d+/.test(taken)) triggers.push(triggerIn(taken))
    else damaged(reader.place(), `expected E, A, T or #<number>, found "${excerpt(taken)}"`)
  }
}
