/** Whether a gateway can serve players, and if not, why. */
import { sql } from 'kysely'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Db } from '../../platform/database.ts'

export interface Readiness {
  readonly ready: boolean
  /** `ok`, or why not, in words for an operator. */
  readonly checks: Readonly<Record<'nats' | 'postgres' | 'tick', string>>
}

export interface ReadinessParts {
  readonly bus: Pick<Bus, 'flush'>
  /** True while commands are stored. */
  readonly stores: () => boolean
  readonly db: Db
  readonly shard: number
}

/** Asks the bus, the store and the shard's lease; never rejects. */
export async function readReadiness(parts: ReadinessParts): Promise<Readiness> {
  const { bus, stores, db, shard } = parts
  const nats = await bus
    .flush()
    .then(() => (stores() ? 'ok' : 'commands cannot be stored'))
    .catch((error: unknown) => `away: ${String(error)}`)
  const postgres = await sql`select 1`
    .execute(db)
    .then(() => 'ok')
    .catch(() => 'away')
  const tick = await db
    .selectFrom('shards')
    .select(sql<boolean>`lease_until > now()`.as('led'))
    .where('shard', '=', shard)
    .executeTakeFirst()
    .then((row) => (row?.led ? 'ok' : 'no leader'))
    .catch(() => 'unknown')
  const checks = { nats, postgres, tick }
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks }
}
