/** Which memories go into a prompt: by importance, recency and relevance, within a token budget. */

import type { BeingId, MobileId, PrototypeId } from '../../schema/ids.ts'
import type { TokenCounter } from '../text/tokens.ts'
import { contentWords, relevance } from '../text/words.ts'
import type { Memory } from './memory.ts'

export interface Recall {
  readonly npc: PrototypeId
  /** A copy under whose id older memories were kept. */
  readonly former?: MobileId
  /** Who is being spoken to; memories about any other player are invisible. */
  readonly speaker: BeingId | null
  readonly query: string
  readonly nowBeat: number
  readonly tokensMax: number
}

/** Weights of the three; relevance leads because a prompt is about what was just said. */
const weights = { importance: 0.35, recency: 0.2, relevance: 0.45 }
/** Beats after which recency has halved: about an hour at four beats a second. */
const halfLifeBeats = 14_400
/** Pinned memories may fill this much of the budget before the rest gets its turn. */
const pinnedShare = 0.6

/** The score of one memory for this question, 0 to 1. */
function scoreOf(memory: Memory, query: ReadonlySet<string>, nowBeat: number): number {
  const recency = 0.5 ** (Math.max(0, nowBeat - memory.beat) / halfLifeBeats)
  const fitting = relevance(query, new Set(contentWords(memory.text)))
  return (
    (weights.importance * memory.importance) / 100 +
    weights.recency * recency +
    weights.relevance * fitting
  )
}

/**
 * Memories of `recall.npc` about everyone or about the speaker, best first, as many as fit.
 * Invariant: nothing that one player told a mobile is ever returned for another.
 */
export function recallMemories(
  known: readonly Memory[],
  recall: Recall,
  counter: TokenCounter,
): Memory[] {
  const query = new Set(contentWords(recall.query))
  const own = known
    .filter(
      (memory) =>
        (memory.npc === recall.npc || memory.npc === recall.former) &&
        (memory.about === null || memory.about === recall.speaker),
    )
    .map((memory) => ({ memory, score: scoreOf(memory, query, recall.nowBeat) }))
    .sort((a, b) => b.score - a.score)
  const chosen: Memory[] = []
  let left = recall.tokensMax
  const take = (candidates: typeof own, floor: number) => {
    for (const { memory } of candidates) {
      const tokens = counter.count(memory.text) + 2
      if (left - tokens < floor) continue
      left -= tokens
      chosen.push(memory)
    }
  }
  take(
    own.filter(({ memory }) => memory.pinned),
    recall.tokensMax * (1 - pinnedShare),
  )
  take(
    own.filter(({ memory }) => !chosen.includes(memory)),
    0,
  )
  return chosen
}
