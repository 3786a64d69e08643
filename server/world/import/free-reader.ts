import type { AreaDice, Place } from './area-model.ts'
import { damaged } from './damage.ts'
import { romBits } from './flag-bits.ts'
import { diceWord, excerpt } from './line-reader.ts'

/**
 * Reads the free-format `.are` files of ROM: words and numbers stand anywhere, text ends at the
 * first `~`. Lines matter only for messages and where a comment runs to the end of one.
 */
export type FreeReader = {
  /** The place of what was read last. */
  place(): Place
  /** The next character that is not blank, without taking it; empty at the end. */
  peek(): string
  /** Takes a word; quotes keep several words together. */
  word(what: string): string
  number(what: string): number
  flags(what: string): number[]
  dice(what: string): AreaDice
  /** Takes text up to the first `~`. */
  text(what: string): string
  /** Takes the single character that comes next. */
  letter(what: string): string
  /** Takes the rest of the line. */
  restOfLine(): string
}

export function freeReader(file: string, content: string): FreeReader {
  const source = content.replaceAll('\r\n', '\n')
  const last = source.trimEnd().split('\n').length
  let at = 0
  let line = 1
  let wordLine = 1
  const place = (): Place => ({ file, line: wordLine })

  function skipBlanks(): void {
    while (at < source.length && /\s/.test(source[at] ?? '')) {
      if (source[at] === '\n') line += 1
      at += 1
    }
  }

  function begin(what: string): void {
    skipBlanks()
    wordLine = line
    if (at >= source.length)
      damaged({ file, line: last }, `the file ends where ${what} should stand`)
  }

  function take(end: number): string {
    const taken = source.slice(at, end)
    at = end
    for (const char of taken) if (char === '\n') line += 1
    return taken
  }

  function word(what: string): string {
    begin(what)
    const quote = source[at] ?? ''
    if (quote !== "'" && quote !== '"') return take(endOfWord(source, at))
    const close = source.indexOf(quote, at + 1)
    if (close === -1) return damaged(place(), `${what} begins with ${quote} and never ends`)
    at += 1
    const found = take(close)
    at += 1
    return found
  }

  function number(what: string): number {
    const found = word(what)
    if (/^[+-]?\d{1,12}$/.test(found)) return Number(found)
    return damaged(place(), `expected ${what} as a whole number, found "${excerpt(found)}"`)
  }

  function flags(what: string): number[] {
    const found = word(what)
    const bits = romBits(found)
    return bits ?? damaged(place(), `expected ${what} as flags, found "${excerpt(found)}"`)
  }

  function text(what: string): string {
    begin(what)
    const close = source.indexOf('~', at)
    if (close === -1) return damaged(place(), `${what} has no closing ~`)
    const found = take(close)
    at += 1
    return found
  }

  function letter(what: string): string {
    begin(what)
    return take(at + 1)
  }

  function restOfLine(): string {
    wordLine = line
    const end = source.indexOf('\n', at)
    return take(end === -1 ? source.length : end)
  }

  function peek(): string {
    skipBlanks()
    return source[at] ?? ''
  }

  const dice = (what: string) => diceWord(place(), word(what), what)
  return { place, peek, word, number, flags, dice, text, letter, restOfLine }
}

function endOfWord(source: string, from: number): number {
  let end = from
  while (end < source.length && !/\s/.test(source[end] ?? '')) end += 1
  return end
}
