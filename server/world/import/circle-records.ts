/** What all files of the CircleMUD family are made of: records, flag words and extra descriptions. */
import type { AreaExtra, AreaTrigger } from './area-model.ts'
import type { AreaReader } from './area-reader.ts'
import { excerpt, leadingNumbers } from './area-reader.ts'
import type { Flag } from './area-values.ts'
import { damaged } from './damage.ts'
import type { Dialect } from './dialect-names.ts'
import { tableOf } from './dialects.ts'
import { joinedFlags, readFlags } from './flag-bits.ts'

/** A file of a library while it is read. */
export interface CircleFile {
  readonly reader: AreaReader
  readonly dialect: Dialect
}

/** From this number on a record is the mark that ends old files. */
const endNumber = 99_999

/** Takes a text, which ends as the dialect has it. */
export function textOf({ reader, dialect }: CircleFile, what: string): string {
  const ends = tableOf(dialect).textEnd
  return reader.lines(what, ends === 'anywhere' ? 'first-in-line' : ends)
}

/** Takes whole numbers, which in DikuMUD I may go on in the next line. */
export function numbersOf({ reader, dialect }: CircleFile, what: string, min: number): number[] {
  return reader.numbers(what, min, tableOf(dialect).freeLines ? 'free' : 'in-line')
}

/** Takes the `#number` of the next record, or `undefined` at the `$` or the record that ends a file. */
export function nextRecord(file: CircleFile, what: string): number | undefined {
  const { reader } = file
  const line = reader.data(`#<number> of ${what} or the closing $`)
  if (line.startsWith('$')) return undefined
  const match = /^#(\d{1,9})(?!\w)/.exec(line)
  if (match === null) {
    return damaged(reader.place(), `expected #<number> of ${what}, found "${excerpt(line)}"`)
  }
  const vnum = Number(match[1])
  return isEnd(file, vnum) ? undefined : vnum
}

/** The oldest files end with a record that consists of nothing but the closing mark. */
export function isEnd({ reader }: CircleFile, vnum: number): boolean {
  return vnum >= endNumber || /^\$~?\s*$/.test(reader.peekData() ?? '')
}

/** Flags of words side by side. Signs that are no letters say nothing, as in the original loaders. */
export function circleFlags(
  { reader }: CircleFile,
  words: readonly (string | undefined)[],
  what: string,
): Flag[] {
  return joinedFlags(
    words.map((word = '') => {
      if (/^-?\d{1,12}$/.test(word)) return readFlags(word, 'a') ?? []
      const letters = word.replace(/[^a-zA-F]/g, '')
      if (letters !== word) reader.notice(`signs in ${what} that are no flags`, reader.place())
      return letters === '' ? [] : (readFlags(letters, 'a') ?? [])
    }),
  )
}

/** Reads keywords and text after an `E`. */
export function readExtra(file: CircleFile): AreaExtra {
  const at = file.reader.place()
  const keywords = textOf(file, 'the keywords of an extra description')
  return { at, keywords, text: textOf(file, 'an extra description') }
}

/** Takes the `T <trigger>` lines that may follow a record. */
export function readTriggers({ reader }: CircleFile): AreaTrigger[] {
  const triggers: AreaTrigger[] = []
  for (;;) {
    const line = reader.peekData()?.trim() ?? ''
    if (!/^T\s*\d/.test(line)) return triggers
    triggers.push(triggerIn(line))
    reader.data('a trigger')
  }
}

/** The trigger that a line `T 7001` attaches. */
export function triggerIn(line: string): AreaTrigger {
  return { vnum: leadingNumbers(line.slice(1))[0] ?? 0, on: '', argument: '' }
}
