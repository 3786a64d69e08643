/**
 * What a mobile remembers. A memory belongs to one mobile and is about one player, or about everyone.
 *
 * Invariant: for each mobile and player there are never more memories than `memoryLimits` allow,
 * and for each mobile never more than `perNpc`, however long they talk: old exchanges are folded into
 * summaries, old summaries into one another, and what matters least is forgotten. Pure: time is an argument.
 */

import type { PrototypeId } from '../../schema/ids.ts'
import { contentWords } from '../text/words.ts'

export interface Memory {
  readonly id: string
  readonly npc: PrototypeId
  /** The player it is about; null for what may be told to anyone. */
  readonly about: string | null
  readonly kind: 'exchange' | 'fact' | 'summary'
  readonly text: string
  /** 0 to 100. */
  readonly importance: number
  /** World beat at which it happened; for a summary, that of its newest part. */
  readonly beat: number
  /** Never folded and never forgotten while it is among the newest pinned ones. */
  readonly pinned: boolean
  /** How many exchanges it stands for. */
  readonly span: number
}

export const memoryLimits = {
  exchangesPerPair: 24,
  foldedAtOnce: 12,
  factsPerPair: 24,
  summariesPerPair: 6,
  pinnedPerPair: 8,
  // Forty players with all they may have, or hundreds with a line each.
  perNpc: 1_000,
  textMax: 240,
} as const

/** A little before the rule folds exchanges, so that the model's summary usually comes first. */
export const summaryDueAt = memoryLimits.exchangesPerPair - 4
/** From here an exchange is kept as a fact of its own instead of being folded. */
const factImportance = 60
/** From here a memory is pinned: a promise, a debt, a death. */
const pinnedImportance = 85

const weighty: readonly (readonly [RegExp, number])[] = [
  [
    /\b(?:promis\w*|swear|sworn|oath|vow\w*|owe[sd]?|debt|never forget|remember (?:this|that|well))\b/i,
    45,
  ],
  [
    /\b(?:kill\w*|murder\w*|died|dead|death|drown\w*|betray\w*|stole|stolen|threat\w*|revenge)\b/i,
    35,
  ],
  [/\b(?:father|mother|brother|sister|son|daughter|wife|husband|child|friend|enemy)\b/i, 25],
  [/\b(?:secret|trust|love|hate|afraid|fear|hope|dream)\b/i, 20],
  [/\b(?:my name|i am called|i come from|born|home)\b/i, 25],
  [/\b(?:gave|gift|paid|gold|ring|sword|letter|key|map)\b/i, 12],
]
const plainImportance = 15

/** How much an exchange matters, by rules: 0 to 100. */
export function importanceOf(text: string): number {
  let importance = plainImportance
  for (const [pattern, weight] of weighty) if (pattern.test(text)) importance += weight
  return Math.min(100, importance)
}

/** A new exchange as a memory of the right kind. */
export function memoryOf(
  parts: Pick<Memory, 'id' | 'npc' | 'about' | 'text' | 'beat'> & { importance?: number },
): Memory {
  const importance = parts.importance ?? importanceOf(parts.text)
  return {
    id: parts.id,
    npc: parts.npc,
    about: parts.about,
    kind: importance >= factImportance ? 'fact' : 'exchange',
    text: firstWords(parts.text, memoryLimits.textMax),
    importance,
    beat: parts.beat,
    pinned: importance >= pinnedImportance,
    span: 1,
  }
}

/** Adds a memory to `known` and keeps them within the limits, folding by rule where no model is at hand. */
export function remember(known: readonly Memory[], memory: Memory): readonly Memory[] {
  const isPair = (other: Memory) => other.npc === memory.npc && other.about === memory.about
  const pair = tidyPair([...known.filter(isPair), memory])
  const others = known.filter((other) => !isPair(other))
  return withinNpc([...others, ...pair], memory.npc)
}

/** The exchanges that a `summarise-memory` job should condense, or none while there are few. */
export function dueForSummary(
  known: readonly Memory[],
  npc: PrototypeId,
  about: string | null,
): readonly Memory[] {
  const exchanges = byAge(
    known.filter(
      (memory) => memory.npc === npc && memory.about === about && memory.kind === 'exchange',
    ),
  )
  return exchanges.length < summaryDueAt ? [] : exchanges.slice(0, memoryLimits.foldedAtOnce)
}

/** Replaces `sources` by one summary (a model's, or `foldByRule`'s). Sources already gone stay gone. */
export function summarised(
  known: readonly Memory[],
  sources: readonly Memory[],
  summary: { id: string; text: string; importance: number },
): readonly Memory[] {
  const gone = new Set(sources.map((source) => source.id))
  const present = known.filter((memory) => gone.has(memory.id))
  const [first] = present
  if (!first) return known
  const folded = fold(present, summary)
  return remember(
    known.filter((memory) => !gone.has(memory.id)),
    folded,
  )
}

function tidyPair(pair: readonly Memory[]): readonly Memory[] {
  let kept = unpinSurplus(pair)
  const exchanges = byAge(kept.filter((memory) => memory.kind === 'exchange'))
  if (exchanges.length > memoryLimits.exchangesPerPair) {
    kept = foldAway(kept, exchanges.slice(0, memoryLimits.foldedAtOnce))
  }
  const summaries = byAge(kept.filter((memory) => memory.kind === 'summary'))
  if (summaries.length > memoryLimits.summariesPerPair) kept = foldAway(kept, summaries.slice(0, 3))
  const facts = kept.filter((memory) => memory.kind === 'fact' && !memory.pinned)
  const surplus = facts.length - memoryLimits.factsPerPair
  if (surplus <= 0) return kept
  const weakest = new Set(byWorth(facts).slice(-surplus))
  return kept.filter((memory) => !weakest.has(memory))
}

function unpinSurplus(pair: readonly Memory[]): readonly Memory[] {
  const pinned = byWorth(pair.filter((memory) => memory.pinned))
  const surplus = new Set(pinned.slice(memoryLimits.pinnedPerPair))
  return surplus.size === 0
    ? pair
    : pair.map((memory) => (surplus.has(memory) ? { ...memory, pinned: false } : memory))
}

function foldAway(pair: readonly Memory[], sources: readonly Memory[]) {
  const gone = new Set(sources)
  const text = foldByRule(sources)
  const importance = Math.max(...sources.map((source) => source.importance))
  const folded = fold(sources, { id: `${sources.at(-1)?.id ?? ''}~`, text, importance })
  return [...pair.filter((memory) => !gone.has(memory)), folded]
}

function fold(
  sources: readonly Memory[],
  summary: { id: string; text: string; importance: number },
): Memory {
  const [first] = sources
  return {
    id: summary.id,
    npc: first?.npc ?? '',
    about: first?.about ?? null,
    kind: 'summary',
    text: firstWords(summary.text, memoryLimits.textMax),
    importance: Math.min(100, summary.importance),
    beat: Math.max(...sources.map((source) => source.beat)),
    pinned: false,
    span: sources.reduce((sum, source) => sum + source.span, 0),
  }
}

/** A summary without a model: the weightiest parts, each said once, in the order they happened. */
export function foldByRule(sources: readonly Memory[]): string {
  const chosen: Memory[] = []
  const said = new Set<string>()
  let length = 0
  for (const memory of byWorth(sources)) {
    const gist = contentWords(memory.text).slice(0, 8).join(' ')
    if (said.has(gist) || length + memory.text.length > memoryLimits.textMax) continue
    said.add(gist)
    chosen.push(memory)
    length += memory.text.length + 1
  }
  const parts = chosen.length > 0 ? byAge(chosen) : sources.slice(0, 1)
  return parts.map((memory) => memory.text).join(' ')
}

/** All memories of one mobile: those that matter least are forgotten first, older ones before newer ones. */
function withinNpc(known: readonly Memory[], npc: PrototypeId): readonly Memory[] {
  const own = known.filter((memory) => memory.npc === npc)
  if (own.length <= memoryLimits.perNpc) return known
  const surplus = new Set(byWorth(own).slice(memoryLimits.perNpc))
  return known.filter((memory) => !surplus.has(memory))
}

function byAge(memories: readonly Memory[]): Memory[] {
  return [...memories].sort((a, b) => a.beat - b.beat || (a.id < b.id ? -1 : 1))
}

/** Pinned first, then important, then recent. */
function byWorth(memories: readonly Memory[]): Memory[] {
  return [...memories].sort(
    (a, b) => Number(b.pinned) - Number(a.pinned) || b.importance - a.importance || b.beat - a.beat,
  )
}

function firstWords(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text
  const cut = text.slice(0, charactersMax - 1).toWellFormed()
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), charactersMax / 2))}…`
}
