import type { AreaDice, Place } from './area-model.ts'
import { damaged } from './damage.ts'
import { circleBits } from './flag-bits.ts'

/**
 * Reads the line-oriented files of the CircleMUD family. Strings end with `~` at the end of a line;
 * lines of numbers may be preceded by blank lines and by comments that begin with `*`.
 */
export type LineReader = {
  /** The place of the line read last. */
  place(): Place
  /** The next line that is neither blank nor a comment, without taking it. */
  peekData(): string | undefined
  /** Takes that line; the file is damaged if there is none. */
  data(expected: string): string
  /** Takes text up to a line that ends with `~`. */
  text(what: string): string
  /** Takes a line of at least `min` whole numbers. */
  numbers(what: string, min: number): number[]
}

export function createLineReader(file: string, content: string): LineReader {
  const lines = content.split(/\r\n|\n|\r/)
  const last = Math.max(1, lines.findLastIndex((line) => line.trim() !== '') + 1)
  let at = 0
  const place = (): Place => ({ file, line: Math.max(1, at) })

  function skipToData(): string | undefined {
    while (at < lines.length && /^\s*(\*.*)?$/.test(lines[at] ?? '')) at += 1
    return lines[at]
  }

  function data(expected: string): string {
    const found = skipToData()
    if (found === undefined) {
      return damaged({ file, line: last }, `the file ends where ${expected} should stand`)
    }
    at += 1
    return found.trimEnd()
  }

  function text(what: string): string {
    const begin = at
    for (let end = begin; end < lines.length; end += 1) {
      const last = (lines[end] ?? '').trimEnd()
      if (!last.endsWith('~')) continue
      at = end + 1
      return [...lines.slice(begin, end), last.slice(0, -1)].join('\n')
    }
    return damaged({ file, line: begin + 1 }, `${what} has no closing ~`)
  }

  function numbers(what: string, min: number): number[] {
    const found = leadingNumbers(data(what))
    if (found.length < min) {
      damaged(place(), `expected ${what}: ${min} numbers, found ${found.length}`)
    }
    return found
  }

  return { place, peekData: skipToData, data, text, numbers }
}

/** The whole numbers at the beginning of a line; what follows them is a comment. */
export function leadingNumbers(line: string): number[] {
  const numbers: number[] = []
  for (const word of line.trim().split(/\s+/)) {
    if (!/^[+-]?\d{1,12}$/.test(word)) break
    numbers.push(Number(word))
  }
  return numbers
}

/** Takes the `#vnum` of the next record, or `undefined` at the `$` that ends a file. */
export function nextRecord(reader: LineReader, what: string): number | undefined {
  const line = reader.data(`#<number> of ${what} or the closing $`).trim()
  if (line.startsWith('$')) return undefined
  const match = /^#(\d{1,9})$/.exec(line)
  if (match === null) {
    return damaged(reader.place(), `expected #<number> of ${what}, found "${excerpt(line)}"`)
  }
  // The oldest files end with a record that consists of nothing but the closing mark.
  if (/^\$~?$/.test((reader.peekData() ?? '').trim())) {
    if (Number(match[1]) === 99_999) return undefined
  }
  return Number(match[1])
}

/** One flag word, or damage. */
export function flagWord(reader: LineReader, word: string | undefined, what: string): number[] {
  const bits = word === undefined ? undefined : circleBits(word)
  return bits ?? damaged(reader.place(), `expected ${what} as a number or letters, found "${word}"`)
}

/** Dice written as `2d6+1`. */
export function diceWord(place: Place, word: string | undefined, what: string): AreaDice {
  const match = /^(\d{1,6})[dD](\d{1,6})(?:([+-]\d{1,6}))?$/.exec(word ?? '')
  if (match === null) return damaged(place, `expected ${what} such as 2d6+1, found "${word}"`)
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)]
}

/** A whole number, or damage. */
export function wholeWord(place: Place, word: string | undefined, what: string): number {
  if (word === undefined || !/^[+-]?\d{1,12}$/.test(word)) {
    return damaged(place, `expected ${what} as a whole number, found "${word ?? ''}"`)
  }
  return Number(word)
}

/** A piece of a line that is short enough and plain enough for a message. */
export function excerpt(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
}
