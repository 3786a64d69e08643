/**
 * The scrolling story: an append-only list of paragraphs built from text nodes, so that nothing a
 * player writes can become markup. It follows the newest line only while the reader is at the end.
 */
import { type Signal, signal } from '@preact/signals'
import { directions } from '../../../../schema/directions.ts'
import { type Highlight, splitHighlights } from './highlights.ts'
import { splitLinks } from './links.ts'
import { knownStyle, type StoryLine } from './story-line.ts'

export type LogView = {
  readonly element: HTMLElement
  /** Lines that came while the reader was further up. */
  readonly missed: Signal<number>
  append(line: StoryLine, highlights: readonly Highlight[]): void
  /** Shows or changes the text of a narration that is still being written. */
  stream(narration: string, text: string): void
  /** Takes the text of a narration away that will not be finished. */
  unstream(narration: string): void
  /** Puts the finished line where its narration was streamed; false if there was none. */
  settle(narration: string, line: StoryLine, highlights: readonly Highlight[]): boolean
  /** Marks the line of a typed command: `waiting`, `stored`, or nothing when all is done. */
  mark(lineId: number, stage: string): void
  /** The reader sees the newest line. */
  isAtEnd(): boolean
  jumpToEnd(): void
  page(direction: -1 | 1): void
  clear(): void
}

const wayWords = new RegExp(`\\b(${directions.join('|')})\\b`)
const isDirection = (word: string) => directions.some((way) => way === word)

const linesMost = 5_000
/** Trimming waits for this many too many, so that it is rare. */
const trimSlack = 250
/** Narrations that may still be replaced; one that was never finished stays as it stands. */
const streamsMost = 64
const nearEndPx = 24

type State = {
  readonly element: HTMLElement
  readonly missed: Signal<number>
  readonly streams: Map<string, HTMLElement>
  fresh: HTMLElement[]
  scheduled: boolean
  atEnd: boolean
}

/** Makes an empty story named `label` for screen readers. */
export function createLogView(label: string): LogView {
  const element = document.createElement('div')
  element.className = 'story'
  element.tabIndex = 0
  element.setAttribute('role', 'log')
  element.setAttribute('aria-live', 'polite')
  element.setAttribute('aria-relevant', 'additions')
  element.setAttribute('aria-label', label)
  const missed = signal(0)
  const state: State = {
    element,
    missed,
    streams: new Map(),
    fresh: [],
    scheduled: false,
    atEnd: true,
  }
  watchScrolling(state)
  return {
    element,
    missed,
    append: (line, highlights) => queue(state, paragraph(line, highlights)),
    stream: (narration, text) => stream(state, narration, text),
    unstream: (narration) => void settle(state, narration),
    settle: (narration, line, highlights) => settle(state, narration, paragraph(line, highlights)),
    mark(lineId, stage) {
      const at = state.fresh.find((p) => p.dataset['line'] === String(lineId))
      const found = at ?? element.querySelector<HTMLElement>(`[data-line="${lineId}"]`)
      if (!found) return
      if (stage) found.dataset['stage'] = stage
      else delete found.dataset['stage']
    },
    isAtEnd: () => state.atEnd,
    jumpToEnd() {
      flush(state)
      state.atEnd = true
      missed.value = 0
      toEnd(state)
    },
    page(direction) {
      element.scrollBy({ top: direction * element.clientHeight * 0.85 })
    },
    clear() {
      state.fresh = []
      state.streams.clear()
      element.replaceChildren()
      missed.value = 0
    },
  }
}

function watchScrolling(state: State): void {
  const { element, missed } = state
  let lastTop = 0
  element.addEventListener(
    'scroll',
    () => {
      const below = element.scrollHeight - element.scrollTop - element.clientHeight
      // Only scrolling upwards is the reader's wish. A panel that opens below hides the end as well,
      // and then the page must follow.
      if (below <= nearEndPx) state.atEnd = true
      else if (element.scrollTop < lastTop) state.atEnd = false
      lastTop = element.scrollTop
      if (state.atEnd) missed.value = 0
    },
    { passive: true },
  )
  // A growing keyboard or a turned phone changes the height; the reader stays at the end.
  new ResizeObserver(() => state.atEnd && toEnd(state)).observe(element)
}

function toEnd({ element }: State): void {
  element.scrollTop = element.scrollHeight
}

/** Lines of one frame of the screen go in together; a hidden page has no frames, so a timer helps. */
function queue(state: State, line: HTMLElement): void {
  state.fresh.push(line)
  if (state.scheduled) return
  state.scheduled = true
  if (document.hidden) setTimeout(() => flush(state), 50)
  else requestAnimationFrame(() => flush(state))
}

function flush(state: State): void {
  state.scheduled = false
  const { element, fresh } = state
  if (fresh.length === 0) return
  state.fresh = []
  const hidden = element.clientHeight === 0
  element.append(...fresh.slice(-linesMost))
  trim(state)
  if (state.atEnd && !hidden) toEnd(state)
  else if (!state.atEnd) state.missed.value += fresh.length
}

/** Takes the oldest lines away without moving the ones being read. */
function trim({ element, atEnd }: State): void {
  const surplus = element.childElementCount - linesMost
  if (surplus < trimSlack) return
  const before = element.scrollHeight
  for (let i = 0; i < surplus; i++) element.firstElementChild?.remove()
  if (!atEnd) element.scrollTop -= before - element.scrollHeight
}

function stream(state: State, narration: string, text: string): void {
  const known = state.streams.get(narration)
  if (known) {
    known.textContent = text
    if (state.atEnd) toEnd(state)
    return
  }
  const line = document.createElement('p')
  line.className = 'line narrating narration'
  // The finished sentence is announced once; its growing pieces are only for the eye.
  line.setAttribute('aria-hidden', 'true')
  line.textContent = text
  state.streams.set(narration, line)
  for (const oldest of state.streams.keys()) {
    if (state.streams.size <= streamsMost) break
    state.streams.delete(oldest)
  }
  queue(state, line)
}

/** Puts an element, or nothing, where a narration was streamed; false if there was none. */
function settle(state: State, narration: string, element?: HTMLElement): boolean {
  const streamed = state.streams.get(narration)
  if (!streamed) return false
  state.streams.delete(narration)
  flush(state)
  streamed.replaceWith(...(element ? [element] : []))
  if (state.atEnd) toEnd(state)
  return true
}

function paragraph(line: StoryLine, highlights: readonly Highlight[]): HTMLElement {
  const element = document.createElement('p')
  element.className = `line ${line.origin}`
  element.dataset['line'] = String(line.id)
  if (line.origin === 'game') element.dataset['kind'] = line.kind
  if (line.channel) element.dataset['channel'] = line.channel
  // Screen readers speak what is typed already; hearing it again from the story is noise.
  if (line.origin === 'typed') element.setAttribute('aria-hidden', 'true')
  const time = document.createElement('time')
  const at = new Date(line.atMs)
  time.dateTime = at.toISOString()
  time.textContent = at.toTimeString().slice(0, 8)
  time.setAttribute('aria-hidden', 'true')
  element.append(time)
  for (const span of line.spans) element.append(styled(span.t, knownStyle(span.s), highlights))
  return element
}

function styled(
  text: string,
  style: string | undefined,
  highlights: readonly Highlight[],
): DocumentFragment | HTMLElement {
  const pieces = splitLinks(text).flatMap(({ text: piece, href }) =>
    href ? [anchor(piece, href)] : highlighted(piece, highlights),
  )
  if (style === 'exit') pieces.splice(0, pieces.length, ...pieces.flatMap(withWays))
  const holder = style ? document.createElement('span') : document.createDocumentFragment()
  if (style) (holder as HTMLElement).className = `s-${style}`
  holder.append(...pieces)
  return holder
}

/** The names of directions, each as something to press. */
function withWays(piece: HTMLElement | string): (HTMLElement | string)[] {
  if (typeof piece !== 'string') return [piece]
  return piece.split(wayWords).map((word) => {
    if (!isDirection(word)) return word
    const way = document.createElement('span')
    way.className = 'way-word'
    way.textContent = word
    return way
  })
}

function anchor(text: string, href: string): HTMLAnchorElement {
  const link = document.createElement('a')
  link.href = href
  link.rel = 'noopener noreferrer nofollow'
  link.target = '_blank'
  link.textContent = text
  return link
}

function highlighted(text: string, highlights: readonly Highlight[]): (HTMLElement | string)[] {
  return splitHighlights(text, highlights).map(({ text: piece, style }) => {
    if (!style) return piece
    const mark = document.createElement('mark')
    mark.className = `h-${style}`
    mark.textContent = piece
    return mark
  })
}
