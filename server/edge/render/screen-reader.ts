/**
 * Makes lines ready for a screen reader: no drawings, no rulers, no columns. A reader speaks every
 * character of a table's frame, and a picture made of characters means nothing to the ear. Every word
 * is kept, because a player who cannot see must not learn less.
 */

const drawing = /[\u2500-\u259f\u25a0-\u25ff\u2800-\u28ff]/g
const letterOrDigit = /[\p{L}\p{N}]/u
const sentenceMark = /[?!]/

/** Rewrites lines of plain text; lines that say nothing are dropped, never reordered. */
export function linesForScreenReader(lines: readonly string[]): string[] {
  return lines.map(spoken).filter((line) => line !== '')
}

function spoken(line: string): string {
  const cells = line
    .replace(drawing, '|')
    .split(/\||\s{2,}/)
    .map(withoutRuler)
    .filter((cell) => letterOrDigit.test(cell) || sentenceMark.test(cell))
  return cells.join(', ').replaceAll('→', 'to')
}

/** A cell without the strokes around it: `---- Exits ----` is `Exits`. */
function withoutRuler(cell: string): string {
  return cell
    .trim()
    .replace(/^[-=*~_+#]{2,}/, '')
    .replace(/(?<![-=*~_+#])[-=*~_+#]{2,}$/, '')
    .trim()
}
