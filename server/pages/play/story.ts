/** The story so far: every line once, shown under `all` and under the tab of its channel. */
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import { isScenery } from '../../../schema/scenery-occasions.ts'
import { noteLine, openTab } from './game.ts'
import { type Highlight, matchingHighlight } from './text/highlights.ts'
import { createLogView, type LogView } from './text/log-view.ts'
import { createNarrations, type Narrations } from './text/narrations.ts'
import {
  eventChannel,
  eventNarration,
  eventOccasion,
  eventSpans,
  eventSpeaker,
  plainText,
  type StoryLine,
} from './text/story-line.ts'

export type Story = {
  /** The view of a tab, made when it is first asked for. */
  view(tab: string): LogView
  event(frame: ServerFrameOf<'event'>): void
  narration(frame: ServerFrameOf<'narration'>): void
  /** Somebody is about to answer. */
  pending(frame: ServerFrameOf<'pending'>): void
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
  /** Whether words about places are wanted. */
  readonly showScenery: () => boolean
  /** The player's own character; its own words are never unread. */
  readonly self: () => string | undefined
  /** A line of somebody else was shown, and perhaps fits a rule of the player. */
  readonly heard: (line: StoryLine, rule: Highlight | undefined) => void
}

/** Lines kept for the export; what is shown is bounded more tightly. */
const keepMost = 20_000
const keepSlack = 1_000

type State = {
  readonly ports: StoryPorts
  readonly views: Map<string, LogView>
  readonly narrations: Narrations
  /** Answers that are awaited, and who gives them. */
  readonly awaited: Map<string, string>
  lines: StoryLine[]
  nextId: number
}

export function createStory(ports: StoryPorts): Story {
  const state: State = {
    ports,
    views: new Map(),
    narrations: createNarrations(),
    awaited: new Map(),
    lines: [],
    nextId: 1,
  }
  return {
    view: (tab) => view(state, tab),
    event: (frame) => tellEvent(state, frame),
    narration(frame) {
      const text = state.narrations.add(frame)
      if (text === '') return
      // Pieces do not say what they are of: without scenery only answers to the player grow in place.
      if (!ports.showScenery() && !state.awaited.has(frame.narration)) return
      view(state, 'all').stream(frame.narration, ports.showStreams() ? text : '…')
    },
    pending: (frame) => tellPending(state, frame),
    typed: (text) => plain(state, 'typed', text),
    note: (text) => void plain(state, 'note', text),
    mark: (lineId, stage) => view(state, 'all').mark(lineId, stage),
    lines: () => state.lines,
    restore(kept) {
      for (const line of kept) {
        const again = { ...line, id: state.nextId++ }
        state.lines.push(again)
        show(state, again)
      }
    },
    recentWords: (most) => recentWords(state.lines, most),
    clear() {
      state.lines = []
      for (const each of state.views.values()) each.clear()
    },
  }
}

function view(state: State, tab: string): LogView {
  const known = state.views.get(tab)
  if (known) return known
  const made = createLogView(tab === 'all' ? 'The story' : `Heard on ${tab}`)
  state.views.set(tab, made)
  return made
}

function show(state: State, line: StoryLine, narration?: string): void {
  const highlights = state.ports.highlights()
  const all = view(state, 'all')
  const settled = narration !== undefined && all.settle(narration, line, highlights)
  if (!settled) all.append(line, highlights)
  if (line.channel) view(state, line.channel).append(line, highlights)
}

function keep(state: State, fields: Omit<StoryLine, 'id' | 'atMs'>): StoryLine {
  const line = { id: state.nextId++, atMs: Date.now(), ...fields }
  state.lines.push(line)
  if (state.lines.length > keepMost + keepSlack) state.lines = state.lines.slice(-keepMost)
  return line
}

function plain(state: State, origin: 'typed' | 'note', text: string): StoryLine {
  const line = keep(state, { origin, kind: origin, spans: [{ t: text }] })
  show(state, line)
  return line
}

/** An answer that comes sooner needs no sign of thinking. */
const signAfterMs = 700
/** The world answers by rule long before. */
const signForMs = 15_000

function tellPending(state: State, { narration, npc, name }: ServerFrameOf<'pending'>): void {
  const { awaited, ports } = state
  if (name === undefined || !ports.showStreams()) return
  awaited.set(narration, npc)
  const whileAwaited = (task: () => void) => () =>
    awaited.has(narration) && !state.narrations.hasBegun(narration) && task()
  const sign = () => view(state, 'all').stream(narration, `${name} thinks…`)
  setTimeout(whileAwaited(sign), signAfterMs)
  setTimeout(
    whileAwaited(() => noLongerAwaited(state, narration)),
    signForMs,
  )
}

function noLongerAwaited(state: State, narration: string): void {
  state.awaited.delete(narration)
  view(state, 'all').unstream(narration)
}

/** Words of somebody who was thinking: those of a rule do not say which answer they are. */
function answered(state: State, speaker: string | undefined, narration: string | undefined): void {
  const { awaited } = state
  if (narration !== undefined) return void awaited.delete(narration)
  const [first] = [...awaited].find(([, npc]) => npc === speaker) ?? []
  if (first !== undefined) noLongerAwaited(state, first)
}

function tellEvent(state: State, frame: ServerFrameOf<'event'>): void {
  const { ports } = state
  const channel = eventChannel(frame)
  const spans = eventSpans(frame)
  const text = plainText({ spans })
  if (text === '') return
  const rule = matchingHighlight(text, ports.highlights())
  const narration = eventNarration(frame)
  if (isScenery(eventOccasion(frame)) && !ports.showScenery()) return
  if (narration !== undefined) state.narrations.settle(narration)
  if (frame.kind === 'npc-spoke') answered(state, eventSpeaker(frame), narration)
  const line = keep(state, {
    origin: 'game',
    kind: frame.kind,
    spans,
    ...(channel ? { channel } : {}),
  })
  if (rule?.hide) return
  show(state, line, narration)
  const own = isOwn(state, frame)
  countUnread(state, channel, { own })
  if (!own) ports.heard(line, rule)
}

function isOwn({ ports }: State, frame: ServerFrameOf<'event'>): boolean {
  const speaker = eventSpeaker(frame)
  return speaker !== undefined && speaker === ports.self()
}

function countUnread(state: State, channel: string | undefined, { own }: { own: boolean }): void {
  const open = openTab.value
  // What was read under one tab is read under every other.
  const isShown = (open === 'all' || open === channel) && !document.hidden
  const seen = own || (isShown && view(state, open).isAtEnd())
  if (channel) noteLine(channel, { seen })
  if (!seen) noteLine('all', { seen: open === 'all' })
}

function recentWords(lines: readonly StoryLine[], most: number): readonly string[] {
  const words = new Set<string>()
  for (const line of lines.slice(-40).toReversed()) {
    for (const word of plainText(line).match(/\p{L}{4,}/gu) ?? []) words.add(word.toLowerCase())
    if (words.size >= most) break
  }
  return [...words].slice(0, most)
}
