/**
 * Writes marked text for terminals, with the SGR colour sequences that the terminal shows, or none
 * (ECMA-48 8.3.117; the 256-colour and 24-bit forms are those of xterm).
 *
 * Invariants: no other escape sequences are written than those of this file, and each line ends in the
 * terminal's own style, so no colour reaches what the client prints next.
 */
import type { Span } from '../../../schema/frames/server.ts'
import { splitSpanLines, toSpans } from '../../../schema/markup.ts'
import type { TextStyle } from '../../../schema/text-styles.ts'
import { toAscii } from './ascii.ts'
import type { ClientCaps, ColourDepth } from './client-caps.ts'
import { linesForScreenReader } from './screen-reader.ts'
import { wrapSpans } from './wrap.ts'

interface Look {
  /** SGR parameters on a 16-colour terminal: the user's own palette decides the shade. */
  readonly basic: string
  /** Index into the 256-colour cube. */
  readonly index: number
  readonly rgb: readonly [number, number, number]
}

// Colours of middle brightness can be read on dark and on light backgrounds.
const looks: Readonly<Record<TextStyle, Look>> = {
  room: { basic: '1;36', index: 179, rgb: [214, 162, 78] },
  npc: { basic: '33', index: 173, rgb: [204, 136, 94] },
  player: { basic: '1;32', index: 72, rgb: [88, 166, 122] },
  item: { basic: '36', index: 73, rgb: [84, 164, 176] },
  exit: { basic: '32', index: 107, rgb: [132, 164, 84] },
  speech: { basic: '1', index: 110, rgb: [128, 164, 200] },
  danger: { basic: '1;31', index: 167, rgb: [214, 92, 82] },
  good: { basic: '32', index: 71, rgb: [92, 164, 92] },
  dim: { basic: '90', index: 245, rgb: [138, 138, 138] },
  channel: { basic: '35', index: 139, rgb: [168, 128, 176] },
  command: { basic: '4', index: 109, rgb: [124, 160, 172] },
  narration: { basic: '3', index: 144, rgb: [168, 160, 128] },
}

const weights: Readonly<Partial<Record<TextStyle, string>>> = {
  room: '1;',
  narration: '3;',
  command: '4;',
}

const reset = '\u001b[0m'

/** The part of a client's capabilities that decides how text looks. */
export type TextCaps = Pick<ClientCaps, 'ansi' | 'colours' | 'utf8' | 'screenReader' | 'width'>

/**
 * Marked text as lines for one client, joined by LF: coloured as far as the terminal can, wrapped to
 * its width, in ASCII where UTF-8 is not understood. A screen reader gets neither colours nor
 * drawings nor hard line ends, because it pauses at each of them.
 */
export function toAnsi(marked: string, caps: TextCaps): string {
  const spans = toSpans(marked)
  if (caps.screenReader) {
    const lines = linesForScreenReader(splitSpanLines(spans).map(textOf))
    return lines.map((line) => (caps.utf8 ? line : toAscii(line))).join('\n')
  }
  const readable = caps.utf8 ? spans : spans.map((span) => ({ ...span, t: toAscii(span.t) }))
  const depth = caps.ansi ? caps.colours : 0
  return wrapSpans(readable, caps.width)
    .map((line) => (depth === 0 ? textOf(line) : line.map((span) => paint(span, depth)).join('')))
    .join('\n')
}

function textOf(line: readonly Span[]): string {
  return line.map((span) => span.t).join('')
}

function paint(span: Span, depth: ColourDepth): string {
  if (span.s === undefined) return span.t
  return `\u001b[${parametersOf(span.s, depth)}m${span.t}${reset}`
}

function parametersOf(style: TextStyle, depth: ColourDepth): string {
  const look = looks[style]
  if (depth === 16) return look.basic
  const weight = weights[style] ?? ''
  if (depth === 256) return `${weight}38;5;${look.index}`
  return `${weight}38;2;${look.rgb.join(';')}`
}
