/**
 * A player's own highlight rules. Patterns are plain words, never regular expressions, so that no
 * rule can make the page hang.
 */

export type HighlightStyle = 'amber' | 'green' | 'red' | 'blue'
export type Highlight = {
  readonly pattern: string
  readonly style: HighlightStyle
  /** Play the cue as well. */
  readonly sound?: boolean
  /** Leave the whole line out. */
  readonly hide?: boolean
}
export type MarkedPiece = { readonly text: string; readonly style?: HighlightStyle }

export const highlightStyles: readonly HighlightStyle[] = ['amber', 'green', 'red', 'blue']

/** The first rule that fits the line, if any. Upper and lower case are alike. */
export function matchingHighlight(
  text: string,
  rules: readonly Highlight[],
): Highlight | undefined {
  const line = text.toLowerCase()
  return rules.find(({ pattern }) => pattern !== '' && line.includes(pattern.toLowerCase()))
}

/** Splits `text` at every place where a rule fits; the pieces joined give `text` again. */
export function splitHighlights(text: string, rules: readonly Highlight[]): MarkedPiece[] {
  const line = text.toLowerCase()
  // A few letters change length in lower case; such a line is left alone rather than cut wrongly.
  if (line.length !== text.length) return [{ text }]
  const pieces: MarkedPiece[] = []
  let from = 0
  for (;;) {
    const next = nearest(line, from, rules)
    if (!next) break
    if (next.at > from) pieces.push({ text: text.slice(from, next.at) })
    const end = next.at + next.rule.pattern.length
    pieces.push({ text: text.slice(next.at, end), style: next.rule.style })
    from = end
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

function nearest(line: string, from: number, rules: readonly Highlight[]) {
  let best: { at: number; rule: Highlight } | undefined
  for (const rule of rules) {
    if (rule.pattern === '' || rule.hide) continue
    const at = line.indexOf(rule.pattern.toLowerCase(), from)
    if (at >= 0 && (!best || at < best.at)) best = { at, rule }
  }
  return best
}
