/** Canon and conflicts as far as they matter to this moment. */

import type { ZoneId } from '../../schema/ids.ts'
import type { ConflictView } from '../../schema/jobs.ts'
import type { TokenCounter } from '../text/tokens.ts'
import { contentWords, relevance } from '../text/words.ts'

/** One settled piece of the world's past. */
export interface CanonEntry {
  readonly id: string
  readonly zone: ZoneId
  readonly text: string
  /** Ids of people, places and conflicts it is about. */
  readonly about: readonly string[]
  readonly beat: number
}

/** Entries are kept between prompts, and so are the words they are looked for by. */
const entryWords = new WeakMap<CanonEntry, ReadonlySet<string>>()

function wordsOfEntry(entry: CanonEntry): ReadonlySet<string> {
  const words = entryWords.get(entry) ?? new Set(contentWords(entry.text))
  entryWords.set(entry, words)
  return words
}

const aboutPresentWeight = 0.6
const sameZoneWeight = 0.3

/** Canon of this zone or about those present, most fitting first, as much as fits. */
export function selectCanon(
  canon: readonly CanonEntry[],
  wanted: { query: string; zone: ZoneId; present: readonly string[]; tokensMax: number },
  counter: TokenCounter,
): CanonEntry[] {
  const query = new Set(contentWords(wanted.query))
  const present = new Set(wanted.present)
  const scored = canon
    .map((entry) => ({
      entry,
      score:
        relevance(query, wordsOfEntry(entry)) +
        (entry.about.some((id) => present.has(id)) ? aboutPresentWeight : 0) +
        (entry.zone === wanted.zone ? sameZoneWeight : 0),
    }))
    .filter(({ score }) => score >= sameZoneWeight)
    .sort((a, b) => b.score - a.score || b.entry.beat - a.entry.beat)
  const chosen: CanonEntry[] = []
  let left = wanted.tokensMax
  for (const { entry } of scored) {
    const tokens = counter.count(entry.text) + 2
    if (tokens > left) continue
    left -= tokens
    chosen.push(entry)
  }
  return chosen
}

const feeling: readonly (readonly [number, string])[] = [
  [20, 'calm'],
  [45, 'uneasy'],
  [70, 'tense'],
  [90, 'near breaking'],
  [100, 'at breaking point'],
]

/** A conflict in one line of words: prompts need its mood, not its numbers. */
export function conflictLine(conflict: ConflictView): string {
  const [, mood = 'calm'] = feeling.find(([upTo]) => conflict.tension <= upTo) ?? []
  const parties = conflict.parties
    .map((party) => `${party.name} (${party.stance})`)
    .join(' against ')
  return `${conflict.name}, ${conflict.phase}, ${mood}: ${parties}.`
}
