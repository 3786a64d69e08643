/** Memories as workers read and change them; the adapter to the database is in `store/`. */

import type { PrototypeId } from '../../schema/ids.ts'
import type { Memory } from './memory.ts'

export interface MemoryStore {
  /** Adds a memory within the limits; returns the pair's memories as they are now. Repeatable. */
  keep(memory: Memory): Promise<readonly Memory[]>
  /** Puts a summary in the place of its sources. */
  condense(pair: Pair, sources: readonly string[], summary: Summary): Promise<void>
}

/** A mobile and the player it remembers; null for what it knows of everyone. */
export interface Pair {
  readonly npc: PrototypeId
  readonly about: string | null
}

export interface Summary {
  readonly id: string
  readonly text: string
  readonly importance: number
}
