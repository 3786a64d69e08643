import type { AreaDice, Place } from './area-values.ts'
import { damaged } from './damage.ts'

/** Where a text ends: at the first `~`, at the first `~` of a line, or at a `~` that ends a line. */
export type TextEnd = 'anywhere' | 'first-in-line' | 'end-of-line'

/** Told of what the original readers pass over without a word. */
export type Notice = (what: string, at: Place) => void

const wordPattern = /\S+/y
const numberPattern = /[+-]?\d{1,12}(?:[|&][+-]?\d{1,12})*/y
const dicePattern = /([+-]?\d{1,9})\s*[dD]\s*([+-]?\d{1,9})(?:[ \t]*[+]?[ \t]*([+-]?\d{1,9}))?/y
const blankPattern = /\s*/y
const blankOrComment = /^\s*(?:\*|$)/

/** `content` with one kind of line ends, and without the mark of DOS at its end. */
function withPlainLines(content: string): string {
  return content.replace(/\r\n|\n\r|\r/g, '\n').replace(/\u001a+\s*$/, '')
}

/**
 * The one reader of area files. It knows what the original loaders read: words, whole numbers (also
 * sums such as `1|8`), dice, texts that end with `~`, and, for the CircleMUD family, lines of data
 * between blank lines and comments that begin with `*`.
 *
 * Invariant: `line` is the line of the character at `at`. Everything that moves `at` counts lines.
 */
export class AreaReader {
  readonly notice: Notice
  private readonly file: string
  private readonly source: string
  /** The last line with anything on it: where a file that ends too early is damaged. */
  private readonly last: number
  private at = 0
  private line = 1
  private readLine = 1

  /** What it reads, for messages: the file, or one line of it. */
  private readonly whole: 'file' | 'line'

  constructor(file: string, content: string, notice: Notice = () => undefined, onlyLine?: number) {
    this.file = file
    this.source = withPlainLines(content)
    this.notice = notice
    this.whole = onlyLine === undefined ? 'file' : 'line'
    this.line = onlyLine ?? 1
    this.readLine = this.line
    this.last = this.line + this.source.trimEnd().split('\n').length - 1
  }

  /** Takes the next line of data, to be read word by word. */
  dataLine(expected: string): AreaReader {
    const text = this.data(expected)
    return new AreaReader(this.file, text, this.notice, this.readLine)
  }

  /** The place of what was read last. */
  place(): Place {
    return { file: this.file, line: this.readLine }
  }

  /** The next character that is not blank, without taking it; empty at the end. */
  peek(): string {
    this.skip(blankPattern)
    return this.source[this.at] ?? ''
  }

  /** What follows the next blanks, without taking it. */
  ahead(pattern: RegExp): boolean {
    this.skip(blankPattern)
    const sticky = new RegExp(pattern.source, `${pattern.flags}y`)
    sticky.lastIndex = this.at
    return sticky.test(this.source)
  }

  /** Takes a word; quotes keep several words together. */
  word(what: string): string {
    this.begin(what)
    const quote = this.source[this.at] ?? ''
    if (quote !== "'" && quote !== '"') return this.takeMatch(wordPattern)?.[0] ?? ''
    const close = this.source.indexOf(quote, this.at + 1)
    if (close === -1) return damaged(this.place(), `${what} begins with ${quote} and never ends`)
    this.at += 1
    return this.takeWithEnd(close)
  }

  /** Takes a whole number or a sum of them; what follows it need not be blank. */
  number(what: string): number {
    this.begin(what)
    const found = this.takeMatch(numberPattern)?.[0]
    if (found === undefined) {
      const word = this.takeMatch(wordPattern)?.[0] ?? ''
      return damaged(this.place(), `expected ${what} as a whole number, found "${excerpt(word)}"`)
    }
    return found.split(/[|&]/).reduce((sum, part) => sum + Number(part), 0)
  }

  dice(what: string): AreaDice {
    this.begin(what)
    const found = this.takeMatch(dicePattern)
    if (found !== undefined) return [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)]
    const word = this.takeMatch(wordPattern)?.[0] ?? ''
    return damaged(this.place(), `expected ${what} such as 2d6+1, found "${excerpt(word)}"`)
  }

  /** Takes text up to the first `~`; leading blanks are no part of it. */
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
    this.readLine = this.line
    const end = this.source.indexOf('\n', this.at)
    return this.take(end === -1 ? this.source.length : end)
  }

  /** The next line that is neither blank nor a comment, without taking it. */
  peekData(): string | undefined {
    while (this.at < this.source.length) {
      const found = this.source.indexOf('\n', this.at)
      const end = found === -1 ? this.source.length : found
      const line = this.source.slice(this.at, end)
      if (!blankOrComment.test(line)) return line
      this.take(end + 1)
    }
    return undefined
  }

  /** Takes that line, trimmed; the file is damaged if there is none. */
  data(expected: string): string {
    if (this.peekData() === undefined) return this.endsEarly(expected)
    const line = this.restOfLine().trim()
    this.at += 1
    this.line += 1
    return line
  }

  /** Takes text line by line, from the line after what was read last. */
  lines(what: string, ends: Exclude<TextEnd, 'anywhere'>): string {
    this.readLine = this.line
    const close = this.endOfText(ends)
    if (close === undefined) return damaged(this.place(), `${what} has no closing ~`)
    const text = this.takeWithEnd(close)
    const rest = this.restOfLine().trim()
    if (rest !== '') this.notice('words after the ~ that ends a text', this.place())
    this.at += 1
    this.line += 1
    return text
  }

  /** Takes a line of at least `min` whole numbers, or several lines of them where they stand free; what follows is a comment. */
  numbers(what: string, min: number, where: 'in-line' | 'free' = 'in-line'): number[] {
    const found = leadingNumbers(this.data(what))
    while (
      where === 'free' &&
      found.length < min &&
      leadingNumbers(this.peekData() ?? '').length > 0
    ) {
      found.push(...leadingNumbers(this.data(what)))
    }
    if (found.length < min) {
      damaged(this.place(), `expected ${what}: ${min} numbers, found ${found.length}`)
    }
    return found
  }

  private endOfText(ends: Exclude<TextEnd, 'anywhere'>): number | undefined {
    if (ends === 'first-in-line') {
      const close = this.source.indexOf('~', this.at)
      return close === -1 ? undefined : close
    }
    const pattern = /~[^\S\n]*(?=\n|$)/g
    pattern.lastIndex = this.at
    return pattern.exec(this.source)?.index
  }

  private skip(pattern: RegExp): void {
    pattern.lastIndex = this.at
    this.take(this.at + (pattern.exec(this.source)?.[0].length ?? 0))
  }

  private begin(what: string): void {
    this.skip(blankPattern)
    this.readLine = this.line
    if (this.at >= this.source.length) this.endsEarly(what)
  }

  private endsEarly(what: string): never {
    return damaged(
      { file: this.file, line: this.last },
      `the ${this.whole} ends where ${what} should stand`,
    )
  }

  private takeMatch(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.source)
    if (found === null) return undefined
    this.take(this.at + found[0].length)
    return found
  }

  private take(end: number): string {
    const taken = this.source.slice(this.at, end)
    this.at = end
    for (let next = taken.indexOf('\n'); next !== -1; next = taken.indexOf('\n', next + 1)) {
      this.line += 1
    }
    return taken
  }

  /** Takes what stands before `end`, and the closing mark that stands there. */
  private takeWithEnd(end: number): string {
    const taken = this.take(end)
    this.at += 1
    return taken
  }
}

/** The whole numbers at the beginning of a line; what follows them is a comment. */
export function leadingNumbers(line: string): number[] {
  const found = /^(?:\s*[+-]?\d{1,12}(?=\s|$))*/.exec(line)?.[0].trim() ?? ''
  return found === '' ? [] : found.split(/\s+/).map(Number)
}

/** A whole number at the beginning of a word, or damage. */
export function wholeWord(place: Place, word: string | undefined, what: string): number {
  const found = /^[+-]?\d{1,12}/.exec(word ?? '')
  if (found !== null) return Number(found[0])
  return damaged(place, `expected ${what} as a whole number, found "${excerpt(word ?? '')}"`)
}

/** A piece of a line that is short enough and plain enough for a message. */
export function excerpt(line: string): string {
  return line.replace(/[^\x20-\x7e]/g, '?').slice(0, 40)
}
