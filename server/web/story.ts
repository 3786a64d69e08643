/** The story so far: every line once, shown under `all` and under the tab of its channel. */
import { noteLine, openTab } from './game.ts'
import type { EventFrame, Narration, Span } from './link/frames.ts'
import { matchingHighlight, type Highlight } from './text/highlights.ts'
import { createLogView, type LogView } from './text/log-view.ts'
import { createNarrations } from './text/narrations.ts'
import {
  eventChannel,
  eventNarration,
  eventSpeaker,
  eventSpans,
  plainText,
  type StoryLine,
} from './text/story-line.ts'

export type Story = {
  /** The view of a tab, made when it is first asked for. */
  view(tab: string): LogView
  event(frame: EventFrame): void
  narration(frame: Narration): void
  typed(text: string): StoryLine
  note(text: string): void
  mark(lineId: number, stage: string): void
  lines(): readonly StoryLine[]
  /** Shows lines kept over a reload. */
  restore(lines: readonly StoryLine[]): void
  /** The last `most` words seen that are long enough to complete to, newest first. */
  recentWords(most: number): readonly string[]
  clear(): void
}
export type StoryPorts = {
  readonly highlights: () => readonly Highlight[]
  readonly showStreams: () => boolean
  /** The player's own character; what it says itself is never unread. */
  readonly self: () => string | undefined
  /** A line of the world was shown, and perhaps fits a rule of the player. */
  readonly heard: (line: StoryLine, rule: Highlight | undefined, own: boolean) => void
}

/** Lines kept for the export; what is shown is bounded more tightly. */
const keepMost = 20_000

export function createStory(ports: StoryPorts): Story {
  const views = new Map<string, LogView>()
  const narrations = createNarrations()
  let lines: StoryLine[] = []
  let nextId = 1

  const view = (tab: string): LogView => {
    const known = views.get(tab)
    if (known) return known
    const made = createLogView(tab === 'all' ? 'The story' : `Heard on ${tab}`)
    views.set(tab, made)
    return made
  }
  const show = (line: StoryLine, narration?: string) => {
    const highlights = ports.highlights()
    const settled = narration !== undefined && view('all').settle(narration, line, highlights)
    if (!settled) view('all').append(line, highlights)
    if (line.channel) view(line.channel).append(line, highlights)
  }
  const keep = (fields: Omit<StoryLine, 'id' | 'atMs'>): StoryLine => {
    const line = { id: nextId++, atMs: Date.now(), ...fields }
    lines.push(line)
    if (lines.length > keepMost + 1_000) lines = lines.slice(-keepMost)
    return line
  }
  const plain = (origin: 'typed' | 'note', text: string): StoryLine => {
    const spans: readonly Span[] = [{ t: text }]
    const line = keep({ origin, kind: origin, spans })
    show(line)
    return line
  }

  return {
    view,
    event(frame) {
      const channel = eventChannel(frame)
      const spans = eventSpans(frame)
      const text = plainText({ spans })
      if (text === '') return
      const rule = matchingHighlight(text, ports.highlights())
      const narration = eventNarration(frame)
      if (narration !== undefined) narrations.settle(narration)
      const line = keep({
        origin: 'game',
        kind: frame.kind,
        spans,
        ...(channel ? { channel } : {}),
      })
      if (rule?.hide) return
      show(line, narration)
      const own = eventSpeaker(frame) !== undefined && eventSpeaker(frame) === ports.self()
      if (channel) noteLine(channel, own)
      if (!own && openTab.value !== 'all') noteLine('all', false)
      ports.heard(line, rule, own)
    },
    narration(frame) {
      const text = narrations.add(frame)
      view('all').stream(frame.narration, ports.showStreams() ? text : '…')
    },
    typed: (text) => plain('typed', text),
    note: (text) => void plain('note', text),
    mark: (lineId, stage) => view('all').mark(lineId, stage),
    lines: () => lines,
    restore(kept) {
      for (const line of kept) {
        const again = { ...line, id: nextId++ }
        lines.push(again)
        show(again)
      }
    },
    recentWords(most) {
      const words = new Set<string>()
      for (const line of lines.slice(-40).toReversed()) {
        for (const word of plainText(line).match(/\p{L}{4,}/gu) ?? []) words.add(word.toLowerCase())
        if (words.size >= most) break
      }
      return [...words].slice(0, most)
    },
    clear() {
      lines = []
      for (const each of views.values()) each.clear()
    },
  }
}
