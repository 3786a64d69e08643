/**
 * A layout says in which order the fields of a record stand and what each is: `act:flags level
 * hit:dice race:text`. A field without a kind is a number. Fields in brackets stand on one line, on
 * which those that come last may be missing.
 */

import type { AreaReader } from './area-reader.ts'
import { excerpt } from './area-reader.ts'
import type { AreaDice, Flag } from './area-values.ts'
import { damaged } from './damage.ts'
import { readFlags } from './flag-bits.ts'

const kinds = [
  'number',
  'flags',
  'dice',
  'word',
  'text',
  'letter',
  'numberOrWord',
  'numbers',
  'flagNumber',
  'names',
] as const
type Kind = (typeof kinds)[number]

type Field = { readonly name: string; readonly kind: Kind }
export type Layout = readonly (Field | readonly Field[])[]

type Value = number | string | AreaDice | readonly Flag[]

/** What was read, by the names of the fields. */
export class Fields {
  private readonly values = new Map<string, Value>()
  private readonly used = new Set<string>()

  set(name: string, value: Value): void {
    this.values.set(name, value)
  }

  number(name: string, otherwise = 0): number {
    const value = this.take(name)
    if (typeof value === 'number') return value
    return typeof value === 'string' && /^\s*[+-]?\d{1,12}/.test(value)
      ? Number.parseInt(value, 10)
      : otherwise
  }

  text(name: string): string {
    const value = this.take(name)
    return value === undefined ? '' : String(value)
  }

  flags(name: string): readonly Flag[] {
    const value = this.take(name)
    return Array.isArray(value) ? (value as readonly Flag[]) : []
  }

  dice(name: string): AreaDice {
    const value = this.take(name)
    return Array.isArray(value) ? (value as unknown as AreaDice) : [0, 0, 0]
  }

  /** A number where it reads as one, words as they stand. */
  either(name: string): number | string | undefined {
    const value = this.take(name)
    if (typeof value === 'number') return value
    if (typeof value !== 'string') return undefined
    return /^\s*[+-]?\d{1,12}\s*$/.test(value) ? Number(value) : value.trim()
  }

  /** What nobody asked for, as notes: `race human`. Zeros and empty texts say nothing. */
  notes(): string[] {
    return [...this.values]
      .filter(([name, value]) => !this.used.has(name) && says(value))
      .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' ') : value}`.trim())
  }

  private take(name: string): Value | undefined {
    this.used.add(name)
    return this.values.get(name)
  }
}

function says(value: Value): boolean {
  if (typeof value === 'number') return value !== 0
  return typeof value === 'string' ? value.trim() !== '' : value.length > 0
}

/** Reads the text of a layout. */
export function layout(text: string): Layout {
  const parts = text.trim().match(/\[[^\]]*\]|\S+/g) ?? []
  return parts.map((part) =>
    part.startsWith('[') ? part.slice(1, -1).trim().split(/\s+/).map(field) : field(part),
  )
}

function field(text: string): Field {
  const [name = '', kind = 'number'] = text.split(':')
  const known = kinds.find((one) => one === kind)
  if (known === undefined) throw new Error(`unknown kind of field: ${text}`)
  return { name, kind: known }
}

/** Reads the fields of a layout; `what` names the record in messages. */
export function readFields(
  reader: AreaReader,
  fields: Layout,
  what: string,
  into: Fields = new Fields(),
): Fields {
  for (const part of fields) {
    if (isLine(part)) readLine(reader, part, what, into)
    else into.set(part.name, readField(reader, part, what))
  }
  return into
}

function isLine(part: Field | readonly Field[]): part is readonly Field[] {
  return Array.isArray(part)
}

function readField(reader: AreaReader, { name, kind }: Field, what: string): Value {
  const named = `the ${name} of ${what}`
  if (kind === 'number') return reader.number(named)
  if (kind === 'dice') return reader.dice(named)
  if (kind === 'text') return reader.text(named)
  if (kind === 'letter') return reader.letter(named)
  if (kind === 'names') return reader.text(named).trim().split(/\s+/).filter(Boolean)
  if (kind === 'flags') return flagsIn(reader, reader.word(named), named)
  if (kind === 'numbers') return restOfNumbers(reader)
  const word = reader.word(named)
  if (kind === 'flagNumber' && !/^[+-]?\d{1,12}$/.test(word)) {
    const bits = flagsIn(reader, word, named)
    return bits.reduce<number>((sum, bit) => sum + 2 ** Number(bit), 0)
  }
  if (kind === 'flagNumber') return Number(word)
  return kind === 'numberOrWord' && /^[+-]?\d{1,12}$/.test(word) ? Number(word) : word
}

function flagsIn(reader: AreaReader, word: string, what: string): readonly Flag[] {
  const flags = readFlags(word, 'A')
  return flags ?? damaged(reader.place(), `expected ${what} as flags, found "${excerpt(word)}"`)
}

function restOfNumbers(reader: AreaReader): number[] {
  const numbers: number[] = []
  while (reader.ahead(/[+-]?\d/)) numbers.push(reader.number('a number'))
  return numbers
}

/** One line; what is missing at its end keeps its default, what is too much is a comment. */
function readLine(reader: AreaReader, fields: readonly Field[], what: string, into: Fields): void {
  reader.peek()
  const words = reader.restOfLine().trim().split(/\s+/)
  for (const [index, { name, kind }] of fields.entries()) {
    const word = words[index] ?? ''
    if (word === '') return
    if (kind === 'flags') into.set(name, flagsIn(reader, word, `the ${name} of ${what}`))
    else if (!/^[+-]?\d/.test(word)) return missing(reader, index, `the ${name} of ${what}`, word)
    else into.set(name, Number.parseInt(word, 10))
  }
}

function missing(reader: AreaReader, index: number, what: string, word: string): void {
  if (index > 0) return
  damaged(reader.place(), `expected ${what} as a whole number, found "${excerpt(word)}"`)
}
