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

/** The allowance as one gateway counts it. */
export interface OwnAllowance extends CommandLimit {
  /** Counts what a player, by account or else by character, has sent to other gateways. */
  spend(who: string, count: number): void
}

/** Whoever has been forgotten among so many has long had time to fill the bucket again. */
const playersMax = 50_000

export function createCommandLimit(
  {
    limitCommandsPerSecond,
    limitCommandBurst,
  }: Pick<Config, 'limitCommandsPerSecond' | 'limitCommandBurst'>,
  mono: () => number,
): OwnAllowance {
  const buckets = new LRUCache<string, TokenBucket>({ max: playersMax })
  const bucketOf = (who: string): TokenBucket => {
    let bucket = buckets.get(who)
    if (!bucket) {
      bucket = createTokenBucket(limitCommandsPerSecond, limitCommandBurst, mono)
      buckets.set(who, bucket)
    }
    return bucket
  }
  return {
    // A guest has a character for one session only.
    take: ({ account, character }) => bucketOf(account ?? character).take(),
    spend: (who, count) => bucketOf(who).spend(count),
  }
}
