/**
 * Light markup for text that people see: `{npc}Old Maren{/} nods.` Sentences made by the world carry
 * it, gateways turn it into plain text, ANSI colours or spans, and nothing else in the system has to
 * know about colours. A literal brace is written `{{`; a style opened is closed by `{/}`, and styles
 * nest. Text that is not one of our tokens is ordinary text, so a stray brace is harmless.
 *
 * Text of players and models goes through {@link escapeMarkup} before it is put into a
 * sentence. Escaping yields complete tokens only, so escaped text can neither open nor close a style,
 * nor change how the text after it is read.
 */
import type { Span } from './frames/server.ts'
import { type TextStyle, textStyles } from './text-styles.ts'

const STYLE_NAMES: ReadonlySet<string> = new Set(textStyles)
const LONGEST_TAG = Math.max(...textStyles.map((style) => style.length))

// C0 without LF, DEL, C1, line and paragraph separators, and the bidirectional overrides and
// isolates with which a sentence could be made to read differently from what was said.
const UNSAFE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/
const UNSAFE_ALL = new RegExp(UNSAFE.source, 'g')

/**
 * Removes every control character except LF; a tab or CR LF becomes a space or LF, and a lone
 * surrogate becomes U+FFFD, so the result can always be sent as UTF-8.
 */
export function stripControls(text: string): string {
  const wellFormed = text.toWellFormed()
  if (!UNSAFE.test(wellFormed)) return wellFormed
  return wellFormed.replaceAll('\r\n', '\n').replaceAll('\t', ' ').replace(UNSAFE_ALL, '')
}

/** Makes text that a player or a model wrote safe to stand inside marked text. */
export function escapeMarkup(playerText: string): string {
  return playerText.replaceAll('{', '{{')
}

type Token =
  | { kind: 'text'; text: string; length: number }
  | { kind: 'open'; style: TextStyle; length: number }
  | { kind: 'close'; length: number }

/** The token at `at`. Looks ahead a fixed distance only, so reading a text is linear in its length. */
function tokenAt(marked: string, at: number): Token {
  if (marked[at] !== '{') {
    const brace = marked.indexOf('{', at)
    const text = brace === -1 ? marked.slice(at) : marked.slice(at, brace)
    return { kind: 'text', text, length: text.length }
  }
  if (marked[at + 1] === '{') return { kind: 'text', text: '{', length: 2 }
  const ahead = marked.slice(at + 1, at + 2 + LONGEST_TAG)
  const name = ahead.slice(0, Math.max(0, ahead.indexOf('}')))
  if (name === '/') return { kind: 'close', length: 3 }
  if (isStyle(name)) return { kind: 'open', style: name, length: name.length + 2 }
  return { kind: 'text', text: '{', length: 1 }
}

function isStyle(name: string): name is TextStyle {
  return STYLE_NAMES.has(name)
}

/**
 * Reads marked text into runs of one style each; neighbours of the same style are joined. Line breaks
 * stay as LF inside the runs; other control characters are gone.
 */
export function toSpans(marked: string): Span[] {
  const source = stripControls(marked)
  const spans: Span[] = []
  const open: TextStyle[] = []
  for (let at = 0; at < source.length; ) {
    const token = tokenAt(source, at)
    at += token.length
    if (token.kind === 'open') open.push(token.style)
    else if (token.kind === 'close') open.pop()
    else appendSpan(spans, token.text, open.at(-1))
  }
  return spans
}

/** Adds text to the end of a list of spans, joining it to the last one when the style is the same. */
export function appendSpan(spans: Span[], text: string, style: TextStyle | undefined): void {
  if (text === '') return
  const last = spans.at(-1)
  if (last !== undefined && last.s === style) last.t += text
  else spans.push(style === undefined ? { t: text } : { t: text, s: style })
}

/** The same spans cut at their line breaks: one list for each line, without the LF. */
export function splitSpanLines(spans: readonly Span[]): Span[][] {
  const lines: Span[][] = [[]]
  for (const span of spans) {
    span.t.split('\n').forEach((piece, index) => {
      if (index > 0) lines.push([])
      const line = lines.at(-1)
      if (line !== undefined) appendSpan(line, piece, span.s)
    })
  }
  return lines
}

/** The text without its markup, lines kept. For terminals and for transcripts. */
export function toPlainLines(marked: string): string[] {
  return toSpans(marked)
    .map((span) => span.t)
    .join('')
    .split('\n')
}

/**
 * The text on one line, without markup and without any control character, LF included: what the
 * protocol promises of `event.text`. Lines are joined by a space; clients that lay out lines use the
 * spans.
 */
export function toPlain(marked: string): string {
  const lines = toPlainLines(marked)
  if (lines.length === 1) return lines[0] ?? ''
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
}
