/**
 * Answers that may serve another visitor as well.
 *
 * Invariant: an answer is found only under the same world, NPC, persona version, mood and versions
 * of what it depends on; the key begins with the NPC, so one NPC's words never come from another.
 * Within that scope a question matches exactly, or by nearly the same words with the same intent.
 */
import { LRUCache } from 'lru-cache'
import { likeness, type Question, questionOf, topicOf } from '../text/words.ts'
import { genericWords, type Intent } from './intents.ts'

export interface CacheScope {
  readonly world: string
  readonly npc: string
  readonly npcName: string
  readonly personaVersion: number
  readonly mood: string
  /** `kind:id@version` of everything the answer depends on. */
  readonly deps: readonly string[]
}

export interface CachedAnswer {
  readonly say: string
  readonly how: 'exact' | 'similar'
}

/** An answer as it is kept for other workers. */
export interface KeptAnswer {
  readonly scope: CacheScope
  readonly intent: Intent
  readonly exact: string
  readonly strict: string
  readonly say: string
  readonly ttlMs: number
}

/** An answer that another worker kept in the scope it was asked for in. */
export type OthersAnswer = Omit<KeptAnswer, 'scope'>

/** What happened in the world that may make answers wrong. */
export interface Change {
  readonly kind: 'npc' | 'conflict' | 'canon' | 'room' | 'zone'
  readonly id: string
}

export interface ResponseCache {
  find(scope: CacheScope, intent: Intent, line: string): CachedAnswer | null
  /** Keeps an answer here; what is returned is for whoever keeps it for other workers. */
  keep(scope: CacheScope, intent: Intent, line: string, say: string): KeptAnswer
  /** Takes in what others kept in this scope, and looks again for a question that was not found. */
  findAgain(
    scope: CacheScope,
    intent: Intent,
    line: string,
    others: readonly OthersAnswer[],
  ): CachedAnswer | null
  /** What makes two questions one: callers with the same key may wait for one another's answer. */
  keyOf(scope: CacheScope, intent: Intent, line: string): string
  invalidate(change: Change): number
  /** Drops what has expired without being asked for; call it about once a minute. */
  sweep(): void
  clear(): void
  counters(): CacheCounters
}

export interface CacheCounters {
  readonly size: number
  readonly exact: number
  readonly similar: number
  readonly misses: number
  /** Of those found, the ones that another worker had kept. */
  readonly fromOthers: number
  readonly invalidated: number
}

interface Entry {
  readonly npc: string
  readonly scope: string
  readonly intent: Intent
  readonly question: Question
  readonly say: string
  readonly deps: readonly string[]
}

export interface CacheOptions {
  readonly entriesMax?: number
  readonly now?: () => number
}

const defaultEntriesMax = 1_000
/** Seven words of eight: a longer question may lose a word, a short one may not. */
const similarEnough = 0.85
/** Candidates compared per lookup: bounds the time of a miss. */
const candidatesMax = 200
const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Rumours age; who somebody is does not, until an event says otherwise. */
const ttlOf = (intent: Intent) => (intent === 'rumours' ? 10 * minuteMs : 24 * hourMs)

export function createResponseCache(options: CacheOptions = {}): ResponseCache {
  const { entriesMax = defaultEntriesMax, now = () => performance.now() } = options
  const byScope = new Map<string, Set<string>>()
  const tally = { exact: 0, similar: 0, misses: 0, fromOthers: 0, invalidated: 0 }
  const entries = new LRUCache<string, Entry>({
    max: entriesMax,
    ttl: 24 * hourMs,
    perf: { now },
    ttlResolution: 0,
    dispose: (entry, key) => {
      const keys = byScope.get(entry.scope)
      keys?.delete(key)
      if (keys?.size === 0) byScope.delete(entry.scope)
    },
    // Replacing an entry keeps its key in the scope's set, so only real removals may clean up.
    noDisposeOnSet: true,
  })

  const put = (scope: CacheScope, answer: OthersAnswer) => {
    const name = scopeKey(scope)
    const { intent, exact, strict, say } = answer
    const question = { exact, strict, words: new Set(exact.split(' ').filter(Boolean)) }
    const key = entryKey(name, intent, question)
    const entry = { npc: scope.npc, scope: name, intent, question, say, deps: scope.deps }
    entries.set(key, entry, { ttl: answer.ttlMs })
    const keys = byScope.get(name) ?? new Set()
    byScope.set(name, keys.add(key))
  }
  const cache: ResponseCache = {
    find(scope, intent, line) {
      const name = scopeKey(scope)
      const question = subjectOf(scope, intent, line)
      const exact = entries.get(entryKey(name, intent, question))
      if (exact) {
        tally.exact += 1
        return { say: exact.say, how: 'exact' }
      }
      const similar = nearest(entries, byScope.get(name), intent, question)
      if (!similar) {
        tally.misses += 1
        return null
      }
      entries.get(entryKey(name, similar.intent, similar.question))
      tally.similar += 1
      return { say: similar.say, how: 'similar' }
    },
    keep(scope, intent, line, say) {
      const { exact, strict } = subjectOf(scope, intent, line)
      const kept = { scope, intent, exact, strict, say, ttlMs: ttlOf(intent) }
      put(scope, kept)
      return kept
    },
    findAgain(scope, intent, line, others) {
      if (others.length === 0) return null
      for (const answer of others) put(scope, answer)
      const found = cache.find(scope, intent, line)
      // It was counted as a miss before; it is one, or none, but not two.
      tally.misses -= 1
      if (found) tally.fromOthers += 1
      return found
    },
    keyOf: (scope, intent, line) =>
      entryKey(scopeKey(scope), intent, subjectOf(scope, intent, line)),
    invalidate(change) {
      const mark = `${change.kind}:${change.id}@`
      const stale = [...entries.entries()].filter(([, entry]) =>
        change.kind === 'npc'
          ? entry.npc === change.id
          : entry.deps.some((dep) => dep.startsWith(mark)),
      )
      for (const [key] of stale) entries.delete(key)
      tally.invalidated += stale.length
      return stale.length
    },
    sweep: () => void entries.purgeStale(),
    clear: () => entries.clear(),
    counters: () => ({ size: entries.size, ...tally }),
  }
  return cache
}

function nearest(
  entries: LRUCache<string, Entry>,
  keys: ReadonlySet<string> | undefined,
  intent: Intent,
  question: Question,
): Entry | null {
  let best: Entry | null = null
  let bestLikeness = similarEnough
  for (const key of [...(keys ?? [])].slice(-candidatesMax)) {
    const entry = entries.peek(key)
    if (!entry || entry.intent !== intent) continue
    const like = likeness(question, entry.question)
    if (like < bestLikeness) continue
    best = entry
    bestLikeness = like
  }
  return best
}

const nothing: ReadonlySet<string> = new Set()

function subjectOf(scope: CacheScope, intent: Intent, line: string): Question {
  return topicOf(questionOf(line, scope.npcName), genericWords[intent] ?? nothing)
}

/** The scope as one text: equal for equal scopes and for no others. */
export function scopeKey({ world, npc, personaVersion, mood, deps }: CacheScope): string {
  return JSON.stringify([world, npc, personaVersion, mood, [...deps].sort()])
}

function entryKey(scope: string, intent: Intent, question: Question): string {
  return JSON.stringify([scope, intent, question.exact, question.strict])
}
