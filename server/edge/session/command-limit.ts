/**
 * How fast a player may act on a gateway. Invariant: a player has one allowance, whichever way the commands come
 * in, and a new connection brings no new one.
 */
import { LRUCache } from 'lru-cache'
import type { Person } from '../../../schema/envelope.ts'
import type { Config } from '../../platform/config.ts'
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export interface CommandLimit {
  /** Counts a command; 0, or the milliseconds after which the next one may come. */
  take(person: Pick<Person, 'account' | 'character'>): number
}

/** Whoever has been forgotten among so many has long had time to fill the bucket again. */
const playersMax = 50_000

export function createCommandLimit(
  {
    limitCommandsPerSecond,
    limitCommandBurst,
  }: Pick<Config, 'limitCommandsPerSecond' | 'limitCommandBurst'>,
  mono: () => number,
): CommandLimit {
  const buckets = new LRUCache<string, TokenBucket>({ max: playersMax })
  return {
    take({ account, character }) {
      // A guest has a character for one session only.
      const who = account ?? character
      let bucket = buckets.get(who)
      if (!bucket) {
        bucket = createTokenBucket(limitCommandsPerSecond, limitCommandBurst, mono)
        buckets.set(who, bucket)
      }
      return bucket.take()
    },
  }
}
