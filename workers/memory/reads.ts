/** What a worker may read beside its job, and the short-lived copies of it. */
import { LRUCache } from 'lru-cache'
import type { BeingId, MobileId, PrototypeId, ZoneId } from '../../schema/ids.ts'
import { systemClock } from '../../server/platform/ambient.ts'
import type { CanonEntry } from './lore.ts'
import type { Memory } from './memory.ts'
import type { Persona } from './persona.ts'

/** What a job wants to know; what is left out is not read. */
export interface ContextQuery {
  /** Prototype of the speaker. */
  readonly persona?: string
  /** Memories of one mobile about everyone and about `speaker`, bounded by `memoryLimits`. */
  readonly memories?: {
    readonly npc: PrototypeId
    /** A copy under whose id older memories were kept. */
    readonly former?: MobileId
    readonly speaker: BeingId | null
  }
  /** Zone whose canon may be cited. */
  readonly canon?: string
  /** Zone whose names may be used. */
  readonly names?: ZoneId
}

export interface Context {
  readonly persona?: Persona
  readonly memories: readonly Memory[]
  readonly canon: readonly CanonEntry[]
  /** Names of the zone and of those beside it. */
  readonly names?: ReadonlySet<string>
}

/** The port to the store: everything at once; rejects with a retryable error. */
export interface MindReads {
  context(query: ContextQuery): Promise<Context>
}

export interface CachedReads extends MindReads {
  /** Forgets copies after an event; `names` are those of the whole world. */
  forget(what: { persona?: string; zone?: ZoneId; names?: true }): void
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
  const vocabularies = new LRUCache<ZoneId, { value: ReadonlySet<string> }>(options)
  const keepCopies = ({ persona, canon, names }: ContextQuery, read: Context): void => {
    if (persona !== undefined) personas.set(persona, { value: read.persona })
    if (canon !== undefined) canons.set(canon, { value: read.canon })
    if (names !== undefined && read.names) vocabularies.set(names, { value: read.names })
  }
  return {
    async context({ persona, canon, memories, names }) {
      const known = {
        persona: personas.get(persona ?? ''),
        canon: canons.get(canon ?? ''),
        names: vocabularies.get(names ?? ''),
      }
      const missing: ContextQuery = {
        ...(persona === undefined || known.persona ? {} : { persona }),
        ...(canon === undefined || known.canon ? {} : { canon }),
        ...(memories ? { memories } : {}),
        ...(names === undefined || known.names ? {} : { names }),
      }
      const before = forgotten
      const read = Object.keys(missing).length > 0 ? await reads.context(missing) : nothing
      // What was forgotten while it was being read may be old already: it is used once, not kept.
      if (before === forgotten && ttlMs > 0) keepCopies(missing, read)
      return withCopies(read, known)
    },
    forget({ persona, zone, names }) {
      forgotten += 1
      if (persona !== undefined) personas.delete(persona)
      if (zone !== undefined) canons.delete(zone)
      if (names) vocabularies.clear()
    },
  }
}

interface Copies {
  readonly persona: { readonly value: Persona | undefined } | undefined
  readonly canon: { readonly value: readonly CanonEntry[] } | undefined
  readonly names: { readonly value: ReadonlySet<string> } | undefined
}

/** What was read, with what was known already. */
function withCopies(read: Context, { persona, canon, names }: Copies): Context {
  const speaker = persona ? persona.value : read.persona
  const vocabulary = names?.value ?? read.names
  return {
    ...(speaker ? { persona: speaker } : {}),
    memories: read.memories,
    canon: canon?.value ?? read.canon,
    ...(vocabulary ? { names: vocabulary } : {}),
  }
}

const nothing: Context = { memories: [], canon: [] }
