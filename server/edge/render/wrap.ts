/** Wraps lines at the ends of words. Wide characters count twice; words longer than a line are cut. */
import type { Span } from '../../../schema/frames/server.ts'
import { appendSpan, splitSpanLines } from '../../../schema/markup.ts'
import { type Cell, cellWidth, toCells } from './cell-width.ts'

/** A range of cells, end not included. */
type Range = readonly [start: number, end: number]

/**
 * Wraps styled text (LF between lines) to lines of at most `width` columns: a list of spans for each,
 * without line ends; styles go on after a break. `width` counts from 2, because a wide character cannot
 * be cut.
 */
export function wrapSpans(spans: readonly Span[], width: number): Span[][] {
  return splitSpanLines(spans).flatMap((line) => wrapLine(line, Math.max(2, width)))
}

function wrapLine(spans: readonly Span[], width: number): Span[][] {
  const text = spans.map((span) => span.t).join('')
  // Most lines fit; a line cannot have more columns than twice its UTF-16 length.
  if (text.length * 2 <= width || cellWidth(text) <= width) return [[...spans]]
  const cells = toCells(text)
  const offset = (index: number) => cells[index]?.at ?? text.length
  return breakCells(cells, width).map(([start, end]) =>
    sliceSpans(spans, offset(start), offset(end)),
  )
}

function breakCells(cells: readonly Cell[], width: number): Range[] {
  const lines: Range[] = []
  let start = 0
  while (start < cells.length) {
    const full = endOfFit(cells, start, width)
    if (full === cells.length) {
      lines.push([start, full])
      break
    }
    const end = lastBreak(cells, start, full)
    lines.push([start, trimEnd(cells, start, end)])
    start = skipSpaces(cells, end)
  }
  return lines
}

/** The first cell that no longer fits a line begun at `start`; at least one cell always fits. */
function endOfFit(cells: readonly Cell[], start: number, width: number): number {
  let used = 0
  for (let at = start; at < cells.length; at += 1) {
    used += cells[at]?.width ?? 0
    if (used > width) return at
  }
  return cells.length
}

/** Where to end a line that is full at `full`: after a word or a wide character, else in the word. */
function lastBreak(cells: readonly Cell[], start: number, full: number): number {
  for (let at = full; at > start; at -= 1) {
    if (mayBreakBefore(cells, at) && trimEnd(cells, start, at) > start) return at
  }
  return full
}

function mayBreakBefore(cells: readonly Cell[], at: number): boolean {
  const here = cells[at]
  const before = cells[at - 1]
  if (here === undefined || before === undefined) return true
  return here.text === ' ' || before.text === ' ' || (here.width === 2 && before.width === 2)
}

function trimEnd(cells: readonly Cell[], start: number, end: number): number {
  let last = end
  while (last > start && cells[last - 1]?.text === ' ') last -= 1
  return last
}

function skipSpaces(cells: readonly Cell[], from: number): number {
  let at = from
  while (cells[at]?.text === ' ') at += 1
  return at
}

function sliceSpans(spans: readonly Span[], start: number, end: number): Span[] {
  const slice: Span[] = []
  let at = 0
  for (const span of spans) {
    const from = Math.max(start - at, 0)
    appendSpan(slice, span.t.slice(from, Math.max(end - at, from)), span.s)
    at += span.t.length
  }
  return slice
}
