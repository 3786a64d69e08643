/** What a worker may read beside its job, and the short-lived copies of it. Reading only: see `think.ts`. */
import { LRUCache } from 'lru-cache'
import type { CanonEntry } from './lore.ts'
import type { Memory } from './memory.ts'
import type { Persona } from './persona.ts'

/** The port to the store; each call is one indexed read and may reject with weather. */
export interface MindReads {
  persona(prototype: string): Promise<Persona | undefined>
  /** Memories of one NPC about everyone and about `speaker`, bounded by `memoryLimits`. */
  memories(npc: string, speaker: string | null): Promise<readonly Memory[]>
  canon(zone: string): Promise<readonly CanonEntry[]>
}

export interface CachedReads extends MindReads {
  /** Forgets copies after an event or an own write. */
  forget(what: { persona?: string; npc?: string; zone?: string }): void
  counters(): { hits: number; misses: number }
}

/** A safety net only: events and own writes are what keep the copies right. */
const ttlMs = 120_000
const entriesMax = 2_000

/** Wraps reads with copies per persona, per NPC and speaker, and per zone; parallel misses share one read. */
export function cacheReads(
  reads: MindReads,
  now: () => number = () => performance.now(),
): CachedReads {
  let hits = 0
  let misses = 0
  const copies = new LRUCache<string, { value: unknown }>({
    max: entriesMax,
    ttl: ttlMs,
    perf: { now },
  })
  const underway = new Map<string, Promise<unknown>>()
  const through = async <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const known = copies.get(key)
    if (known) {
      hits += 1
      return known.value as T
    }
    misses += 1
    const shared = underway.get(key) ?? read().finally(() => underway.delete(key))
    underway.set(key, shared)
    const value = await shared
    copies.set(key, { value })
    return value as T
  }
  return {
    persona: (prototype) => through(`p:${prototype}`, () => reads.persona(prototype)),
    memories: (npc, speaker) =>
      through(`m:${npc}:${speaker ?? ''}`, () => reads.memories(npc, speaker)),
    canon: (zone) => through(`c:${zone}`, () => reads.canon(zone)),
    forget({ persona, npc, zone }) {
      for (const key of [...copies.keys()]) {
        if (key === `p:${persona}` || key === `c:${zone}` || (npc && key.startsWith(`m:${npc}:`))) {
          copies.delete(key)
        }
      }
    },
    counters: () => ({ hits, misses }),
  }
}

/** Reads of a world that stores nothing yet: personas from a table, no memories, no canon. */
export function readsOf(personas: Readonly<Record<string, Persona>>): MindReads {
  return {
    persona: async (prototype) => personas[prototype],
    memories: async () => [],
    canon: async () => [],
  }
}
