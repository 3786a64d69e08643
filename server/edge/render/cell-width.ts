/**
 * How many columns of a terminal a text takes. Wide characters are those of Unicode's East Asian
 * Width classes W and F (UAX 11), emoji among them; combining marks take none.
 */
import { eastAsianWidth } from 'get-east-asian-width'

const plainAscii = /^[\x20-\x7e]*$/

const zeroWidth =
  /^(?:\p{Mn}|\p{Me}|[\u1160-\u11ff]|[\u200b-\u200f]|[\u2060-\u2064]|\ufeff|[\u{e0000}-\u{e01ef}])$/u

/** Asks for emoji presentation of the character before it, which then takes two columns. */
const emojiSelector = '\ufe0f'

// Making a segmenter is slow and using one is not, so there is one for the process.
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A character as people see it, with its place in the text and its columns (0 to 2). */
export interface Cell {
  readonly text: string
  /** Offset in UTF-16 units. */
  readonly at: number
  readonly width: number
}

/** Cuts a line into characters as people see them; none of them may be split by wrapping. */
export function toCells(line: string): Cell[] {
  if (plainAscii.test(line)) return Array.from(line, (text, at) => ({ text, at, width: 1 }))
  return Array.from(segmenter.segment(line), ({ segment, index }) => ({
    text: segment,
    at: index,
    width: graphemeWidth(segment),
  }))
}

/** Columns taken by a line of text without control characters. */
export function cellWidth(line: string): number {
  if (plainAscii.test(line)) return line.length
  let width = 0
  for (const { segment } of segmenter.segment(line)) width += graphemeWidth(segment)
  return width
}

/**
 * Terminals that know nothing of graphemes add up code points, others draw one cell of at most two
 * columns: the sum, but never more than two, is what both stay within for living scripts.
 */
function graphemeWidth(grapheme: string): number {
  let width = 0
  for (const char of grapheme) width += codePointWidth(char)
  return Math.min(width, 2)
}

function codePointWidth(char: string): number {
  if (plainAscii.test(char) || char === emojiSelector) return 1
  if (zeroWidth.test(char)) return 0
  return eastAsianWidth(char.codePointAt(0) ?? 0)
}
