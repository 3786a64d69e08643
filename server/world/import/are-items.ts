import { ownOf } from '../../../schema/own.ts'
import type { AreFile } from './are-records.ts'
import { lettered, readAreExtra, readPrograms } from './are-records.ts'
import type { AreaExtra, AreaItem, AreaProgram } from './area-model.ts'
import type { AreaReader } from './area-reader.ts'
import { excerpt } from './area-reader.ts'
import type { Flag } from './area-values.ts'
import { typeNumbered, typeOfWord } from './classic-items.ts'
import { damaged } from './damage.ts'
import { itemTypeOf } from './item-types.ts'
import type { Fields, Layout } from './layout.ts'
import { layout, readFields } from './layout.ts'

/** Merc's way to write an object, which ROM still reads in `#OBJOLD`. */
export const oldItem =
  layout(`action:text type extra:flags wear:flags v0:numberOrWord v1:numberOrWord
  v2:numberOrWord v3:numberOrWord weight cost rent`)

const valueNames = Array.from({ length: 11 }, (_, index) => `v${index}`)

/** Reads one object after its `#number`. */
export function readAreItem(file: AreFile, vnum: number, fields: Layout): AreaItem {
  const { reader, are } = file
  const at = reader.place()
  const what = `object ${vnum}`
  const keywords = reader.text(`the keywords of ${what}`)
  const short = reader.text(`the short name of ${what}`)
  const long = reader.text(`the line of ${what}`)
  const found = readFields(reader, fields, what)
  const type = typeOf(file, found)
  if (are.objectValues !== undefined && fields === are.object) {
    readFields(reader, ownOf(are.objectValues.ofType, type) ?? are.objectValues.usual, what, found)
    readFields(reader, are.objectEnd ?? [], what, found)
  }
  const spells = ownOf(are.objectOfType ?? {}, type)
  if (spells !== undefined && reader.ahead(/['"]/)) readFields(reader, spells, what, found)
  const additions = readAdditions(file, what)
  return {
    ...{ at, vnum, keywords, short, long, type, action: found.text('action') },
    ...{ extra: found.flags('extra'), wear: found.flags('wear'), affects: [] },
    values: valueNames.flatMap((name) => found.either(name) ?? []),
    ...{ weight: found.number('weight'), cost: found.number('cost'), level: found.number('level') },
    ...{ ...additions, triggers: [], notes: [...found.notes(), ...additions.notes] },
  }
}

function typeOf({ library, reader }: AreFile, found: Fields): string {
  const type = found.either('type') ?? 0
  if (typeof type === 'number') return typeNumbered(library.dialect, type)
  const word = typeOfWord(type)
  if (itemTypeOf(word) !== undefined) return word
  return damaged(reader.place(), `unknown object type "${excerpt(type)}"`)
}

const flagFields: Readonly<Record<string, string>> = {
  A: 'affects',
  I: 'immunity',
  R: 'resistance',
  V: 'vulnerability',
}

type Additions = {
  readonly extras: AreaExtra[]
  readonly applies: { location: Flag; modifier: number }[]
  readonly programs: AreaProgram[]
  readonly notes: string[]
}

function readAdditions(file: AreFile, what: string): Additions {
  const { reader, are } = file
  const added: Additions = { extras: [], applies: [], programs: [], notes: [] }
  for (;;) {
    const next = reader.peek()
    const known = ownOf(are.objectLetters ?? {}, next)
    if (next === '>') added.programs.push(...readPrograms(reader))
    else if (known === undefined && !'AFE'.includes(next || '-')) return added
    else {
      reader.letter('A, F or E')
      if (known !== undefined) added.notes.push(...lettered(reader, known, what))
      else if (next === 'E') added.extras.push(readAreExtra(reader))
      else if (next === 'A') added.applies.push(readApply(reader))
      else readFlagApply(reader, added)
    }
  }
}

function readFlagApply(reader: AreaReader, added: Additions): void {
  const field = ownOf(flagFields, reader.letter('A, I, R or V'))
  if (field === undefined) damaged(reader.place(), 'expected A, I, R or V after F')
  const apply = readApply(reader)
  if (apply.location !== 0) added.applies.push(apply)
  added.notes.push(`${field} flags ${reader.word('flags')}`)
}

/** Location and modifier; AFKMud writes words for both. */
function readApply(reader: AreaReader): { location: Flag; modifier: number } {
  const named = !reader.ahead(/[+-]?\d/)
  if (!named) {
    const location = reader.number('the location of an affect')
    return { location, modifier: reader.number('the modifier of an affect') }
  }
  const location = reader.word('the location of an affect')
  if (reader.ahead(/[+-]?\d/)) return { location, modifier: reader.number('a modifier') }
  return { location: `${location} ${reader.restOfLine().replace(/~\s*$/, '').trim()}`, modifier: 1 }
}
