/**
 * The keys that a leading tick has in memory. Sealing is part of a pure decision, so it never waits: a
 * key that is not in memory is loaded like a room, and the command is decided again.
 */
import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { BeingId } from '../../schema/ids.ts'
import { NotLoaded } from '../../schema/world.ts'
import { erasedWords, sealText } from './sealed-text.ts'

export interface PersonVault {
  /** Seals a person's words for a place in the log. Throws `KeyNotLoaded`. */
  seal(person: BeingId, words: string, place: string): string
  /** Fetches, or makes, the key of a person. */
  load(person: BeingId): Promise<void>
}

export class KeyNotLoaded extends NotLoaded {
  declare readonly id: BeingId
}

const keysMax = 20_000
/** A key expires, so that a person who is forgotten while playing does not keep a key in this cache. */
const keptMs = 60_000

/** A vault over a source of keys; `fetchKey` yields null for a person who was forgotten. */
export function personVault(fetchKey: (person: BeingId) => Promise<KeyObject | null>): PersonVault {
  const keys = new LRUCache<string, { readonly key: KeyObject | null }>({
    max: keysMax,
    ttl: keptMs,
  })
  return {
    seal(person, words, place) {
      const known = keys.get(person)
      if (!known) throw new KeyNotLoaded(person)
      return known.key ? sealText(known.key, person, words, place) : erasedWords
    },
    async load(person) {
      keys.set(person, { key: await fetchKey(person) })
    },
  }
}
