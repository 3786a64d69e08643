/**
 * Answers that may serve another visitor as well.
 *
 * Invariant: an answer is found only under the same world, mobile, persona version, mood and
 * versions of what it depends on; the scope names the mobile, so its words never come from another.
 * Within that scope a question matches exactly, or by nearly the same words with the same intent.
 */
import { LRUCache } from 'lru-cache'
import type { MobileId } from '../../schema/ids.ts'
import { systemClock } from '../../server/platform/ambient.ts'
import { likeness, type Question, questionOf, topicOf } from '../text/words.ts'
import { genericWords, type Intent } from './intents.ts'

export interface CacheScope {
  readonly world: string
  readonly npc: MobileId
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
  readonly npc: MobileId
  readonly scope: string
  readonly intent: Intent
  readonly question: Question
  readonly say: string
  readonly deps: readonly string[]
}

/** Seven words of eight: a longer question may lose a word, a short one may not. */
const similarEnough = 0.85
/** Candidates compared per lookup: bounds the time of a miss. */
const candidatesMax = 200
const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** Rumours age; who somebody is does not, until an event says otherwise. */
const ttlOf = (intent: Intent) => (intent === 'rumours' ? 10 * minuteMs : 24 * hourMs)

/** Answers of one process, at most `entriesMax`; 0 keeps none. Invariant: `#byScope` holds the keys of exactly the entries there are. */
export class ResponseCache {
  readonly #keeps: boolean
  readonly #entries: LRUCache<string, Entry>
  readonly #byScope = new Map<string, Set<string>>()
  readonly #tally = { exact: 0, similar: 0, misses: 0, fromOthers: 0, invalidated: 0 }

  /** `now` is monotonic milliseconds. */
  constructor({ entriesMax, now = systemClock.mono }: { entriesMax: number; now?: () => number }) {
    this.#keeps = entriesMax > 0
    this.#entries = new LRUCache<string, Entry>({
      max: Math.max(1, entriesMax),
      ttl: 24 * hourMs,
      perf: { now },
      ttlResolution: 0,
      dispose: (entry, key) => this.#forgetKey(entry.scope, key),
      // Replacing an entry keeps its key in the scope's set, so only real removals may clean up.
      noDisposeOnSet: true,
    })
  }

  find(scope: CacheScope, intent: Intent, line: string): CachedAnswer | null {
    const name = scopeKey(scope)
    const question = subjectOf(scope, intent, line)
    const exact = this.#entries.get(entryKey(name, intent, question))
    if (exact) {
      this.#tally.exact += 1
      return { say: exact.say, how: 'exact' }
    }
    const similar = this.#nearest(name, intent, question)
    if (!similar) {
      this.#tally.misses += 1
      return null
    }
    this.#entries.get(entryKey(name, similar.intent, similar.question))
    this.#tally.similar += 1
    return { say: similar.say, how: 'similar' }
  }

  /** Keeps an answer here; what is returned can be kept for other workers. */
  keep(scope: CacheScope, intent: Intent, line: string, say: string): KeptAnswer {
    const { exact, strict } = subjectOf(scope, intent, line)
    const kept = { scope, intent, exact, strict, say, ttlMs: ttlOf(intent) }
    this.#put(scope, kept)
    return kept
  }

  /** Takes in what others kept in this scope, and looks again for a question that was not found. */
  findAgain(
    scope: CacheScope,
    intent: Intent,
    line: string,
    others: readonly OthersAnswer[],
  ): CachedAnswer | null {
    if (others.length === 0) return null
    for (const answer of others) this.#put(scope, answer)
    const found = this.find(scope, intent, line)
    // It was counted as a miss before; it is one, or none, but not two.
    this.#tally.misses -= 1
    if (found) this.#tally.fromOthers += 1
    return found
  }

  /** What makes two questions one: callers with the same key may wait for one another's answer. */
  keyOf(scope: CacheScope, intent: Intent, line: string): string {
    return entryKey(scopeKey(scope), intent, subjectOf(scope, intent, line))
  }

  /** Drops what the change may have made wrong; returns how many answers. */
  invalidate(change: Change): number {
    const mark = `${change.kind}:${change.id}@`
    const stale = [...this.#entries.entries()].filter(([, entry]) =>
      change.kind === 'npc'
        ? entry.npc === change.id
        : entry.deps.some((dep) => dep.startsWith(mark)),
    )
    for (const [key] of stale) this.#entries.delete(key)
    this.#tally.invalidated += stale.length
    return stale.length
  }

  /** Drops what has expired without being asked for; call it about once a minute. */
  sweep(): void {
    this.#entries.purgeStale()
  }

  counters(): CacheCounters {
    return { size: this.#entries.size, ...this.#tally }
  }

  #put(scope: CacheScope, { intent, exact, strict, say, ttlMs }: OthersAnswer): void {
    if (!this.#keeps) return
    const name = scopeKey(scope)
    const question = { exact, strict, words: new Set(exact.split(' ').filter(Boolean)) }
    const key = entryKey(name, intent, question)
    const entry = { npc: scope.npc, scope: name, intent, question, say, deps: scope.deps }
    this.#entries.set(key, entry, { ttl: ttlMs })
    const keys = this.#byScope.get(name) ?? new Set()
    this.#byScope.set(name, keys.add(key))
  }

  #forgetKey(scope: string, key: string): void {
    const keys = this.#byScope.get(scope)
    keys?.delete(key)
    if (keys?.size === 0) this.#byScope.delete(scope)
  }

  #nearest(scope: string, intent: Intent, question: Question): Entry | null {
    let best: Entry | null = null
    let bestLikeness = similarEnough
    for (const key of [...(this.#byScope.get(scope) ?? [])].slice(-candidatesMax)) {
      const entry = this.#entries.peek(key)
      if (!entry || entry.intent !== intent) continue
      const like = likeness(question, entry.question)
      if (like < bestLikeness) continue
      best = entry
      bestLikeness = like
    }
    return best
  }
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
