import { ownOf } from '../../../schema/own.ts'
import type { AreaExtra, AreaItem } from './area-model.ts'
import { romItemType, romItemTypes } from './classic-items.ts'
import { damaged } from './damage.ts'
import { romBits } from './flag-bits.ts'
import type { FreeReader } from './free-reader.ts'
import { excerpt } from './line-reader.ts'
import { readRomExtra } from './rom-rooms.ts'

type ValueKind = 'number' | 'word' | 'flags'

const fiveFlags: readonly ValueKind[] = ['flags', 'flags', 'flags', 'flags', 'flags']
const spells: readonly ValueKind[] = ['number', 'word', 'word', 'word', 'word']
const charges: readonly ValueKind[] = ['number', 'number', 'number', 'word', 'number']
const liquid: readonly ValueKind[] = ['number', 'number', 'word', 'number', 'number']

/** How the five values of each type are written (ROM `load_objects`). */
const valueKinds: Readonly<Record<string, readonly ValueKind[]>> = {
  weapon: ['word', 'number', 'number', 'word', 'flags'],
  container: ['number', 'flags', 'number', 'number', 'number'],
  drink: liquid,
  fountain: liquid,
  wand: charges,
  staff: charges,
  potion: spells,
  pill: spells,
  scroll: spells,
}

/** Condition letters, in percent (ROM `load_objects`). */
const conditions: Readonly<Record<string, number>> = {
  P: 100,
  G: 90,
  A: 75,
  W: 50,
  D: 25,
  B: 10,
  R: 0,
}

const additionFields: Readonly<Record<string, string>> = {
  A: 'affects',
  I: 'immunity',
  R: 'resistance',
  V: 'vulnerability',
}

function readTexts(reader: FreeReader, vnum: number) {
  const at = reader.place()
  const keywords = reader.text(`the keywords of object ${vnum}`)
  const short = reader.text(`the short name of object ${vnum}`)
  const long = reader.text(`the line of object ${vnum}`)
  return { at, vnum, keywords, short, long }
}

/** Reads one object after its `#vnum`, as ROM writes it. */
export function readRomItem(reader: FreeReader, vnum: number): AreaItem {
  const texts = readTexts(reader, vnum)
  const notes = [`material ${reader.text(`the material of object ${vnum}`).trim()}`]
  const word = reader.word('the object type')
  const type = ownOf(romItemTypes, word.toLowerCase())
  if (type === undefined) damaged(reader.place(), `unknown object type "${excerpt(word)}"`)
  const extra = reader.flags('extra flags')
  const wear = reader.flags('wear flags')
  const values = (ownOf(valueKinds, type ?? '') ?? fiveFlags).map((kind) => readValue(reader, kind))
  const level = reader.number('the level')
  const weight = reader.number('the weight')
  const cost = reader.number('the cost')
  const letter = reader.letter('the condition')
  if (ownOf(conditions, letter) === undefined) {
    damaged(reader.place(), `expected a condition (P G A W D B R), found "${excerpt(letter)}"`)
  }
  notes.push(`condition ${ownOf(conditions, letter)}`)
  return {
    ...{ ...texts, action: '', type: type ?? 'other', extra, wear, affects: [], values },
    ...{ weight, cost, level, triggers: [], notes, ...readAdditions(reader, notes) },
  }
}

/** Numbers stay numbers, flag letters become the number they stand for, words stay words. */
function readValue(reader: FreeReader, kind: ValueKind): number | string {
  if (kind === 'number') return reader.number('a value')
  const word = reader.word('a value')
  if (kind === 'word') return word
  if (/^-?\d{1,12}$/.test(word)) return Number(word)
  const bits = romBits(word)
  if (bits === undefined) {
    return damaged(reader.place(), `expected a value as flags, found "${excerpt(word)}"`)
  }
  return bits.reduce((sum, bit) => sum + 2 ** bit, 0)
}

function readAdditions(reader: FreeReader, notes: string[]) {
  const extras: AreaExtra[] = []
  const applies: { location: number; modifier: number }[] = []
  for (;;) {
    const next = reader.peek()
    if (next !== 'A' && next !== 'F' && next !== 'E') return { extras, applies }
    reader.letter('A, F or E')
    if (next === 'E') extras.push(readRomExtra(reader))
    else if (next === 'A') applies.push(readApply(reader))
    else {
      const field = ownOf(additionFields, reader.letter('A, I, R or V'))
      if (field === undefined) damaged(reader.place(), 'expected A, I, R or V after F')
      const apply = readApply(reader)
      if (apply.location !== 0) applies.push(apply)
      notes.push(`${field} bits ${reader.flags('flags').join(' ')}`)
    }
  }
}

function readApply(reader: FreeReader) {
  const location = reader.number('the location of an affect')
  return { location, modifier: reader.number('the modifier of an affect') }
}

/** Reads one object of the older `#OBJOLD` section (Merc's form). */
export function readOldRomItem(reader: FreeReader, vnum: number): AreaItem {
  const texts = readTexts(reader, vnum)
  const action = reader.text(`the action text of object ${vnum}`)
  const type = romItemType(reader.number('the object type'))
  const extra = reader.flags('extra flags')
  const wear = reader.flags('wear flags')
  const kind = (): number | string => {
    const word = reader.word('a value')
    return /^-?\d+$/.test(word) ? Number(word) : word
  }
  const values = [kind(), kind(), kind(), kind()]
  const weight = reader.number('the weight')
  const cost = reader.number('the cost')
  const notes = [`rent ${reader.number('the rent')}`]
  return {
    ...{ ...texts, action, type, extra, wear, affects: [], values, weight, cost, level: 0 },
    ...{ triggers: [], notes, ...readAdditions(reader, notes) },
  }
}
