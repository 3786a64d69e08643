/** What a worker may read beside its job, and the short-lived copies of it. */
import { LRUCache } from 'lru-cache'
import type { BeingId, MobileId, ZoneId } from '../../schema/ids.ts'
import { systemClock } from '../../server/platform/ambient.ts'
import type { CanonEntry } from './lore.ts'
import type { Memory } from './memory.ts'
import type { Persona } from './persona.ts'

/** What a job wants to know; what is left out is not read. */
export interface ContextQuery {
  /** Prototype of the speaker. */
  readonly persona?: string
  /** Memories of one mobile about everyone and about `speaker`, bounded by `memoryLimits`. */
  readonly memories?: { readonly npc: MobileId; readonly speaker: BeingId | null }
  /** Zone whose canon may be cited. */
  readonly canon?: string
}

export interface Context {
  readonly persona?: Persona
  readonly memories: readonly Memory[]
  readonly canon: readonly CanonEntry[]
}

/** The port to the store: everything at once; rejects with a retryable error. */
export interface MindReads {
  context(query: ContextQuery): Promise<Context>
}

export interface CachedReads extends MindReads {
  /** Forgets copies after an event. */
  forget(what: { persona?: string; zone?: ZoneId }): void
}

const entriesMax = 2_000

/**
 * Reads with copies per persona and per zone. Events keep the copies right; none is older than `ttlMs`
 * for the case that an event is missed. Memories have none: another worker may have written one
 * a moment ago, and reading them costs no further round trip where persona or canon are read anyway.
 */
export function createCachedReads(
  reads: MindReads,
  ttlMs: number,
  now: () => number = systemClock.mono,
): CachedReads {
  let forgotten = 0
  const options = { max: entriesMax, ttl: ttlMs, perf: { now } }
  const personas = new LRUCache<string, { value: Persona | undefined }>(options)
  const canons = new LRUCache<string, { value: readonly CanonEntry[] }>(options)
  const keepCopies = ({ persona, canon }: ContextQuery, read: Context): void => {
    if (persona !== undefined) personas.set(persona, { value: read.persona })
    if (canon !== undefined) canons.set(canon, { value: read.canon })
  }
  return {
    async context({ persona, canon, memories }) {
      const knownPersona = personas.get(persona ?? '')
      const knownCanon = canons.get(canon ?? '')
      const missing: ContextQuery = {
        ...(persona === undefined || knownPersona ? {} : { persona }),
        ...(canon === undefined || knownCanon ? {} : { canon }),
        ...(memories ? { memories } : {}),
      }
      const before = forgotten
      const read = Object.keys(missing).length > 0 ? await reads.context(missing) : nothing
      // What was forgotten while it was being read may be old already: it is used once, not kept.
      if (before === forgotten && ttlMs > 0) keepCopies(missing, read)
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
  }
}

const nothing: Context = { memories: [], canon: [] }
