import type { AreaDice, Place } from './area-model.ts'
import { damaged } from './damage.ts'
import { romBits } from './flag-bits.ts'
import { diceWord, excerpt } from './line-reader.ts'

/**
 * Reads the free-format `.are` files of ROM: words and numbers stand anywhere, text ends at the
 * first `~`. Lines matter only for messages and where a comment runs to the end of one.
 *
 * Invariant: `line` is the line of the character at `at`. Everything that moves `at` counts lines.
 */
export class FreeReader {
  private readonly file: string
  private readonly source: string
  /** The last line with anything on it: where a file that ends too early is damaged. */
  private readonly last: number
  private at = 0
  private line = 1
  private wordLine = 1

  constructor(file: string, content: string) {
    this.file = file
    this.source = content.replaceAll('\r\n', '\n')
    this.last = this.source.trimEnd().split('\n').length
  }

  /** The place of what was read last. */
  place(): Place {
    return { file: this.file, line: this.wordLine }
  }

  /** The next character that is not blank, without taking it; empty at the end. */
  peek(): string {
    this.skipBlanks()
    return this.source[this.at] ?? ''
  }

  /** Takes a word; quotes keep several words together. */
  word(what: string): string {
    this.begin(what)
    const quote = this.source[this.at] ?? ''
    if (quote !== "'" && quote !== '"') return this.take(endOfWord(this.source, this.at))
    const close = this.source.indexOf(quote, this.at + 1)
    if (close === -1) return damaged(this.place(), `${what} begins with ${quote} and never ends`)
    this.at += 1
    return this.takeWithEnd(close)
  }

  number(what: string): number {
    const found = this.word(what)
    if (/^[+-]?\d{1,12}$/.test(found)) return Number(found)
    return damaged(this.place(), `expected ${what} as a whole number, found "${excerpt(found)}"`)
  }

  flags(what: string): number[] {
    const found = this.word(what)
    const bits = romBits(found)
    return bits ?? damaged(this.place(), `expected ${what} as flags, found "${excerpt(found)}"`)
  }

  dice(what: string): AreaDice {
    const found = this.word(what)
    return diceWord(this.place(), found, what)
  }

  /** Takes text up to the first `~`. */
  text(what: string): string {
    this.begin(what)
    const close = this.source.indexOf('~', this.at)
    if (close === -1) return damaged(this.place(), `${what} has no closing ~`)
    return this.takeWithEnd(close)
  }

  /** Takes the single character that comes next. */
  letter(what: string): string {
    this.begin(what)
    return this.take(this.at + 1)
  }

  /** Takes the rest of the line. */
  restOfLine(): string {
    this.wordLine = this.line
    const end = this.source.indexOf('\n', this.at)
    return this.take(end === -1 ? this.source.length : end)
  }

  private skipBlanks(): void {
    while (this.at < this.source.length && /\s/.test(this.source[this.at] ?? '')) {
      if (this.source[this.at] === '\n') this.line += 1
      this.at += 1
    }
  }

  private begin(what: string): void {
    this.skipBlanks()
    this.wordLine = this.line
    if (this.at >= this.source.length) {
      damaged({ file: this.file, line: this.last }, `the file ends where ${what} should stand`)
    }
  }

  private take(end: number): string {
    const taken = this.source.slice(this.at, end)
    this.at = end
    for (const char of taken) if (char === '\n') this.line += 1
    return taken
  }

  /** Takes what stands before `end`, and the closing mark that stands there. */
  private takeWithEnd(end: number): string {
    const taken = this.take(end)
    this.at += 1
    return taken
  }
}

function endOfWord(source: string, from: number): number {
  let end = from
  while (end < source.length && !/\s/.test(source[end] ?? '')) end += 1
  return end
}
