/**
 * Limits how often somebody may try to sign in or to become somebody new. Tries count per name from one
 * address, per address, and per name from all addresses together, so that many addresses guess no faster
 * than a few. Who has signed in from an address before is not kept out there by the guesses of others.
 */
import { LRUCache } from 'lru-cache'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { canonicalName } from '../../../schema/names.ts'

export interface SignInThrottle {
  /** Counts a try; false when there were too many. An empty name counts for the address alone. */
  allow(name: string, address: string): Promise<boolean>
  /** Takes one try back: the password was right. */
  forgive(name: string, address: string): Promise<void>
  /** Counts a new account or guest; false when there were too many. */
  allowNew(address: string): Promise<boolean>
}

const windowS = 600
/** Several people may share an address. */
const addressShare = 3
/** A person has several addresses: at home, at work, on the way. */
const nameShare = 3
/** A class of pupils comes in from one address. */
const newShare = 10
const knownMax = 50_000

interface Counter {
  readonly limiter: RateLimiterMemory
  readonly key: string
}

/** `tries`: how many are allowed per name in ten minutes; 0 for no limit. */
export function createSignInThrottle(tries: number): SignInThrottle {
  if (tries <= 0) {
    return { allow: async () => true, forgive: async () => undefined, allowNew: async () => true }
  }
  const limit = (share: number) =>
    new RateLimiterMemory({ points: tries * share, duration: windowS })
  const byPair = limit(1)
  const byAddress = limit(addressShare)
  const byName = limit(nameShare)
  const newcomers = limit(newShare)
  /** Names with an address from which their owner has signed in. */
  const known = new LRUCache<string, true>({ max: knownMax })
  // The count over all addresses comes last: a try that another limit refuses must not use it up.
  const countersOf = (name: string, address: string): readonly Counter[] => {
    const own = { limiter: byAddress, key: address }
    if (!name) return [own]
    const who = canonicalName(name)
    const pair = { limiter: byPair, key: `${who}|${address}` }
    return known.has(pair.key) ? [pair, own] : [pair, own, { limiter: byName, key: who }]
  }
  return {
    allow: (name, address) => consume(countersOf(name, address)),
    async forgive(name, address) {
      for (const { limiter, key } of countersOf(name, address)) await limiter.reward(key)
      if (name) known.set(`${canonicalName(name)}|${address}`, true)
    },
    allowNew: (address) => consume([{ limiter: newcomers, key: address }]),
  }
}

async function consume(counters: readonly Counter[]): Promise<boolean> {
  try {
    for (const { limiter, key } of counters) await limiter.consume(key)
    return true
  } catch (error) {
    if (error instanceof RateLimiterRes) return false
    throw error
  }
}
