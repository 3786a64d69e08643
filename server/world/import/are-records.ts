/** What the records of `.are` files share: the file at hand, extra descriptions and programs. */
import type { AreaExtra, AreaLibrary, AreaProgram, AreaReset, AreaShop } from './area-model.ts'
import type { AreaReader } from './area-reader.ts'
import { excerpt } from './area-reader.ts'
import type { Place } from './area-values.ts'
import { damaged } from './damage.ts'
import type { AreLayouts, DialectTable } from './dialect-table.ts'
import { tableOf } from './dialects.ts'
import type { Layout } from './layout.ts'
import { Fields, readFields } from './layout.ts'
import type { Reporter } from './report.ts'

export type AreHeader = {
  name: string
  builders: string
  levels?: readonly [number, number]
  resetMinutes?: number
  notes: string[]
}

/** A file while it is read, and what its sections add up to: at most one area. */
export interface AreFile {
  readonly reader: AreaReader
  readonly library: AreaLibrary
  readonly reporter: Reporter
  readonly table: DialectTable
  readonly are: AreLayouts
  readonly at: Place
  header?: AreHeader
  readonly resets: AreaReset[]
  readonly shops: AreaShop[]
}

export function openAre(reader: AreaReader, library: AreaLibrary, reporter: Reporter): AreFile {
  const table = tableOf(library.dialect)
  if (table.are === undefined) throw new Error(`${table.title} has no .are files`)
  const at = reader.place()
  return { reader, library, reporter, table, are: table.are, at, resets: [], shops: [] }
}

/** Reads records, each after its `#number`, up to `#0`. */
export function eachRecord(reader: AreaReader, read: (vnum: number) => void): void {
  for (;;) {
    if (reader.letter('#<number> of a record, or #0') !== '#') {
      const rest = excerpt(reader.restOfLine())
      damaged(reader.place(), `expected #<number> or #0, found something else before "${rest}"`)
    }
    const vnum = reader.number('the number of a record')
    if (vnum === 0) return
    if (vnum < 0) damaged(reader.place(), `expected the number of a record, found ${vnum}`)
    read(vnum)
  }
}

/** Reads keywords and text after an `E`. */
export function readAreExtra(reader: AreaReader): AreaExtra {
  const at = reader.place()
  const keywords = reader.text('the keywords of an extra description')
  return { at, keywords, text: reader.text('an extra description') }
}

/** Fields that follow a letter, as one note: `mana 200`. */
export function lettered(reader: AreaReader, layout: Layout, what: string): string[] {
  const fields = readFields(reader, layout, what, new Fields())
  return fields.notes()
}

/** Programs behind a record: `> greet_prog 50~`, commands and `~`, until a line with `|`. */
export function readPrograms(reader: AreaReader): AreaProgram[] {
  const programs: AreaProgram[] = []
  while (reader.peek() === '>') {
    reader.letter('a program')
    const at = reader.place()
    const on = reader.word('what begins a program')
    const inFile = on.toLowerCase() === 'in_file_prog'
    const argument = reader.text('the argument of a program').trim()
    const commands = inFile ? '' : reader.text('the commands of a program')
    programs.push({ at, on, argument, commands })
  }
  if (programs.length > 0 && reader.peek() === '|') {
    reader.letter('the end of programs')
    reader.restOfLine()
  }
  return programs
}
