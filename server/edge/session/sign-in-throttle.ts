/**
 * Limits how often somebody may try to sign in or to become somebody new. Tries count per name from one
 * address, per address, and per name from all addresses together, so that many addresses guess no faster
 * than a few. Who has signed in from an address before is not kept out there by the guesses of others.
 *
 * The counts are in the store: they are the same on every gateway and outlive each of them. A sign-in asks
 * the store for much more than that.
 */
import { CompiledQuery } from 'kysely'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { canonicalName } from '../../../schema/names.ts'
import type { Db } from '../../platform/database.ts'

/** Seconds after which the next try is allowed; 0 for now. */
export type WaitS = number

/** Every method rejects with the database's error while it is away. */
export interface SignInThrottle {
  /** Counts a try, or says how long to wait. An empty name counts for the address alone. */
  allow(name: string, address: string): Promise<WaitS>
  /** Takes one try back: the password was right. */
  forgive(name: string, address: string): Promise<void>
  /** Counts a new account or guest, or says how long to wait. */
  allowNew(address: string): Promise<WaitS>
}

const windowS = 600
/** Several people may share an address. */
const addressShare = 3
/** A person has several addresses: at home, at work, on the way. */
const nameShare = 3
/** A class of pupils comes in from one address. */
const newShare = 10
/** How long an address counts as one of its owner. */
const knownS = 90 * 86_400

interface Counter {
  readonly limiter: RateLimiterPostgres
  readonly key: string
}

/** `tries`: how many are allowed per name in ten minutes; 0 for no limit. */
export function createSignInThrottle(db: Db, tries: number): SignInThrottle {
  if (tries <= 0) {
    return { allow: async () => 0, forgive: async () => undefined, allowNew: async () => 0 }
  }
  const limiter = (keyPrefix: string, points: number, duration = windowS) =>
    new RateLimiterPostgres({
      storeClient: clientOf(db),
      storeType: 'client',
      tableName: 'sign_in_tries',
      tableCreated: true,
      clearExpiredByTimeout: true,
      keyPrefix,
      points,
      duration,
    })
  const byPair = limiter('pair', tries)
  const byAddress = limiter('from', tries * addressShare)
  const byName = limiter('name', tries * nameShare)
  const newcomers = limiter('new', tries * newShare)
  /** Names with an address from which their owner has signed in. */
  const known = limiter('known', 1, knownS)
  // The count over all addresses comes last: a try that another limit refuses must not use it up.
  const countersOf = async (name: string, address: string): Promise<readonly Counter[]> => {
    const own = { limiter: byAddress, key: address }
    if (!name) return [own]
    const who = canonicalName(name)
    const pair = { limiter: byPair, key: `${who}|${address}` }
    const isKnown = (await known.get(pair.key)) !== null
    return isKnown ? [pair, own] : [pair, own, { limiter: byName, key: who }]
  }
  return {
    allow: async (name, address) => consume(await countersOf(name, address)),
    async forgive(name, address) {
      for (const { limiter: of, key } of await countersOf(name, address)) await of.reward(key)
      if (name) await known.set(`${canonicalName(name)}|${address}`, 1, knownS)
    },
    allowNew: (address) => consume([{ limiter: newcomers, key: address }]),
  }
}

async function consume(counters: readonly Counter[]): Promise<WaitS> {
  try {
    for (const { limiter, key } of counters) await limiter.consume(key)
    return 0
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1_000))
    throw error
  }
}

/** What the library asks of a client of the database, over the pool of the gateway. */
function clientOf(db: Db) {
  return {
    async query({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]))
      return { rows, rowCount: rows.length }
    },
  }
}
