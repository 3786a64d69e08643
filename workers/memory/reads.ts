/** What a worker may read beside its job, and the short-lived copies of it. Reading only: see `think.ts`. */
import { LRUCache } from 'lru-cache'
import type { CanonEntry } from './lore.ts'
import type { Memory } from './memory.ts'
import type { Persona } from './persona.ts'

/** What a job wants to know; what is left out is not read. */
export interface ContextWish {
  /** Prototype of the speaker. */
  readonly persona?: string
  /** Memories of one NPC about everyone and about `speaker`, bounded by `memoryLimits`. */
  readonly memories?: { readonly npc: string; readonly speaker: string | null }
  /** Zone whose canon may be cited. */
  readonly canon?: string
}

export interface Context {
  readonly persona?: Persona
  readonly memories: readonly Memory[]
  readonly canon: readonly CanonEntry[]
}

/** The port to the store: everything in one round trip; rejects with weather. */
export interface MindReads {
  context(wish: ContextWish): Promise<Context>
}

export interface CachedReads extends MindReads {
  /** Forgets copies after an event. */
  forget(what: { persona?: string; zone?: string }): void
  counters(): { hits: number; misses: number }
}

/** A safety net only: events are what keep the copies right. */
const ttlMs = 120_000
const entriesMax = 2_000

/**
 * Wraps reads with copies per persona and per zone. Memories have none: another worker may have
 * written one a moment ago, and the row is as near as the copy once a round trip is due anyway.
 */
export function cacheReads(
  reads: MindReads,
  now: () => number = () => performance.now(),
): CachedReads {
  let hits = 0
  let misses = 0
  let forgotten = 0
  const options = { max: entriesMax, ttl: ttlMs, perf: { now } }
  const personas = new LRUCache<string, { value: Persona | undefined }>(options)
  const canons = new LRUCache<string, { value: readonly CanonEntry[] }>(options)
  const counted = <T>(copy: T | undefined, wanted: unknown): T | undefined => {
    if (wanted === undefined) return undefined
    if (copy) hits += 1
    else misses += 1
    return copy
  }
  return {
    async context(wish) {
      const { persona, canon, memories } = wish
      const knownPersona = counted(personas.get(persona ?? ''), persona)
      const knownCanon = counted(canons.get(canon ?? ''), canon)
      const missing: ContextWish = {
        ...(persona === undefined || knownPersona ? {} : { persona }),
        ...(canon === undefined || knownCanon ? {} : { canon }),
        ...(memories ? { memories } : {}),
      }
      const before = forgotten
      const read =
        Object.keys(missing).length > 0
          ? await reads.context(missing)
          : ({ memories: [], canon: [] } satisfies Context)
      // What was forgotten while it was being read may be old already: it is used once, not kept.
      if (before === forgotten) {
        if (missing.persona !== undefined) personas.set(missing.persona, { value: read.persona })
        if (missing.canon !== undefined) canons.set(missing.canon, { value: read.canon })
      }
      const speaker = knownPersona ? knownPersona.value : read.persona
      return {
        ...(speaker ? { persona: speaker } : {}),
        memories: read.memories,
        canon: knownCanon?.value ?? read.canon,
      }
    },
    forget({ persona, zone }) {
      forgotten += 1
      if (persona !== undefined) personas.delete(persona)
      if (zone !== undefined) canons.delete(zone)
    },
    counters: () => ({ hits, misses }),
  }
}

/** Reads of a world that stores nothing yet: personas from a table, no memories, no canon. */
export function readsOf(personas: Readonly<Record<string, Persona>>): MindReads {
  return {
    async context({ persona = '' }) {
      const known = personas[persona]
      return { ...(known ? { persona: known } : {}), memories: [], canon: [] }
    },
  }
}
