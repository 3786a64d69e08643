/**
 * The keys that a leading tick has in memory. Sealing is part of a pure decision, so it never waits: a
 * key that is not in memory is loaded like a room, and the command is decided again.
 *
 * A key stays for as long as its process leads. Whoever forgets a person fences the leader, so a key
 * that was destroyed meanwhile seals nothing that is committed, and the next leadership begins with none.
 */
import type { KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { BeingId } from '../../schema/ids.ts'
import { NotLoaded } from '../../schema/world.ts'
import { erasedWords, sealText } from './sealed-text.ts'

export interface PersonVault {
  /** Seals a person's words for a place in the log. Throws `KeyNotLoaded`. */
  seal(person: BeingId, words: string, place: string): string
  /** True when it is known whether, and with what, the person's words are sealed. */
  knows(person: BeingId): boolean
  /** Fetches, or makes, the keys of persons in one query. */
  load(persons: readonly BeingId[]): Promise<void>
  /** Drops every key: a leadership has ended. */
  clear(): void
}

export class KeyNotLoaded extends NotLoaded {
  declare readonly id: BeingId
}

const keysMax = 20_000

/** A vault over a source of keys; a person who was forgotten is not in what `fetchKeys` yields. */
export function personVault(
  fetchKeys: (persons: readonly BeingId[]) => Promise<ReadonlyMap<BeingId, KeyObject>>,
): PersonVault {
  const keys = new LRUCache<BeingId, { readonly key: KeyObject | undefined }>({ max: keysMax })
  return {
    seal(person, words, place) {
      const known = keys.get(person)
      if (!known) throw new KeyNotLoaded(person)
      return known.key ? sealText(known.key, person, words, place) : erasedWords
    },
    knows: (person) => keys.has(person),
    async load(persons) {
      const fetched = await fetchKeys(persons)
      for (const person of persons) keys.set(person, { key: fetched.get(person) })
    },
    clear: () => keys.clear(),
  }
}
