/**
 * Safety of text that players, builders and models write.
 *
 * Invariant: what `cleanSpeech` returns can be stored, logged and sent to any terminal: it is well
 * formed, holds no control character and no invisible one, and is one line of bounded length.
 * Both functions cut the input before they look at it and look at each character once, so a hostile
 * line costs no more than a friendly one.
 */

/** Longest line that is looked at, in UTF-16 units; a longer one is refused (a frame is 8 KiB). */
export const lineUnitsMax = 8_192

/** Longest cleaned speech, in code points. */
export const speechCodePointsMax = 512

/** Combining marks kept per base character: enough for living scripts, too few to cover other lines. */
export const marksPerBaseMax = 3

/** Marks kept before normalisation, as in the Stream-Safe Text Format (UAX 15, section 13). */
const marksBeforeNormalisingMax = 30

const lineBreak = /[\n\v\f\r\u0085\u2028\u2029]/
const lineEnds = /^[\n\v\f\r\u0085\u2028\u2029]+|[\n\v\f\r\u0085\u2028\u2029]+$/g
const combiningMark = /\p{M}/u
const whitespace = /[\s\u0085\u2800]/
const invisible =
  /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Noncharacter_Code_Point}\p{Co}\p{Cc}\ufff9-\ufffb\u200b-\u200f\u{e0000}-\u{e007f}]/u

const plainWords = /^[!-~]+(?: [!-~]+)*$/

/** Words of ASCII with single spaces: nearly every line is this, and cleaning leaves it as it is. */
function isPlainLine(s: string): boolean {
  return s.length <= speechCodePointsMax && plainWords.test(s)
}

/**
 * The text of `s` that is safe to show to others: whole terminal sequences, control characters,
 * bidirectional controls, invisible characters and surplus combining marks are gone, whitespace is
 * single spaces, the form is NFC and the length at most `speechCodePointsMax` code points.
 * Cleaning twice changes nothing.
 */
export function cleanSpeech(s: string): string {
  if (isPlainLine(s)) return s
  const visible = withoutInvisible(stripTerminalSequences(s.slice(0, lineUnitsMax)))
  const composed = withFewMarks(visible, marksBeforeNormalisingMax).normalize('NFC')
  // Normalising may turn one character into another of a class dealt with above (a space, say),
  // therefore the visible text is settled once more before it is cut.
  const settled = withFewMarks(withoutInvisible(composed), marksPerBaseMax)
  return firstCodePoints(settled, speechCodePointsMax).trim()
}

/**
 * The part of a typed line that may enter the world. Clients send stray keys and line ends, so
 * terminal sequences and control characters are left out. Empty when nothing readable is left, and
 * for input that is not one line: with a line break in the middle, half a character, or more than
 * `lineUnitsMax` units.
 */
export function typedLine(s: string): string {
  if (isPlainLine(s)) return s
  if (s.length > lineUnitsMax || !s.isWellFormed()) return ''
  const line = stripTerminalSequences(s).replace(lineEnds, '')
  return lineBreak.test(line) ? '' : cleanSpeech(line)
}

/** The first `max` code points of `s`; never half of a surrogate pair. */
export function firstCodePoints(s: string, max: number): string {
  if (s.length <= max) return s
  let end = 0
  for (let taken = 0; taken < max && end < s.length; taken += 1) {
    end += (s.codePointAt(end) ?? 0) > 0xffff ? 2 : 1
  }
  return s.slice(0, end)
}

/**
 * `s` without terminal control sequences (ECMA-48 and xterm's control string forms), 7-bit and
 * 8-bit introducers alike. A control string that never ends swallows the rest, as a terminal does.
 */
export function stripTerminalSequences(s: string): string {
  let kept = ''
  let at = 0
  while (at < s.length) {
    const end = sequenceEnd(s, at)
    if (end === at) kept += s[at++]
    else at = end
  }
  return kept
}

const controlStrings = new Set(['P', 'X', ']', '^', '_'])

/** Index after the terminal sequence that starts at `at`, or `at` when none starts there. */
function sequenceEnd(s: string, at: number): number {
  const code = s.charCodeAt(at)
  if (code === 0x1b) return escapeEnd(s, at + 1)
  // C1 characters are the 8-bit spelling of ESC followed by the character 0x40 lower.
  if (code >= 0x80 && code <= 0x9f)
    return introducedEnd(s, at + 1, String.fromCharCode(code - 0x40))
  return at
}

function escapeEnd(s: string, at: number): number {
  let next = at
  while (isBetween(s, next, 0x20, 0x2f)) next += 1
  if (next > at) return isBetween(s, next, 0x30, 0x7e) ? next + 1 : next
  return isBetween(s, at, 0x30, 0x7e) ? introducedEnd(s, at + 1, s[at] ?? '') : at
}

function introducedEnd(s: string, at: number, introducer: string): number {
  if (introducer === '[') return controlSequenceEnd(s, at)
  if (controlStrings.has(introducer)) return controlStringEnd(s, at)
  if (introducer === 'N' || introducer === 'O') return isBetween(s, at, 0x21, 0x7e) ? at + 1 : at
  return at
}

function controlSequenceEnd(s: string, at: number): number {
  let next = at
  while (isBetween(s, next, 0x30, 0x3f)) next += 1
  while (isBetween(s, next, 0x20, 0x2f)) next += 1
  return isBetween(s, next, 0x40, 0x7e) ? next + 1 : next
}

function controlStringEnd(s: string, at: number): number {
  for (let next = at; next < s.length; next += 1) {
    const code = s.charCodeAt(next)
    if (code === 0x07 || code === 0x18 || code === 0x1a || code === 0x9c) return next + 1
    if (code === 0x1b) return s[next + 1] === '\\' ? next + 2 : next
  }
  return s.length
}

function isBetween(s: string, at: number, low: number, high: number): boolean {
  const code = s.charCodeAt(at)
  return code >= low && code <= high
}

/** Whitespace of every kind as a space; controls, lone surrogates and invisible characters gone. */
function withoutInvisible(s: string): string {
  let kept = ''
  let spaceBefore = true
  for (const char of s) {
    if (isSurrogate(char)) continue
    if (char !== '\ufeff' && whitespace.test(char)) {
      if (!spaceBefore) kept += ' '
      spaceBefore = true
    } else if (isPlain(char) || !invisible.test(char)) {
      kept += char
      spaceBefore = false
    }
  }
  return kept
}

function isPlain(char: string): boolean {
  return char.length === 1 && char > ' ' && char < '\u007f'
}

function isSurrogate(char: string): boolean {
  return char.length === 1 && char >= '\ud800' && char <= '\udfff'
}

/** At most `max` combining marks after a base; marks without a base are dropped. */
function withFewMarks(s: string, max: number): string {
  let kept = ''
  let room = 0
  for (const char of s) {
    if (isPlain(char) || !combiningMark.test(char)) {
      kept += char
      room = char === ' ' ? 0 : max
    } else if (room > 0) {
      kept += char
      room -= 1
    }
  }
  return kept
}
