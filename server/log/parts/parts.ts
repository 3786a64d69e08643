/** The parts of the log: those in files are the oldest, the others are tables. */
import { type QueryExecutorProvider as Reader, sql, type Transaction } from 'kysely'
import type { Database } from '../../../schema/db/tables.ts'
import type { Db } from '../../platform/database.ts'

export interface LogPart {
  readonly fromTick: number
  /** The first tick of the next part. */
  readonly toTick: number
  /** Name of its file; null while it is in the database. */
  readonly file: string | null
  /** True when its events are packed in pages of the database, and it has no table any more. */
  readonly packed: boolean
  /** Of the events in a file or in pages; 0 while they are in a table. */
  readonly events: number
  readonly bytes: number
  readonly firstMs: number
  readonly lastMs: number
}

/** All parts from the oldest to the newest. */
export async function partsOf(db: Reader): Promise<LogPart[]> {
  const { rows } = await sql<LogPart>`
    select from_tick::float8 as "fromTick", to_tick::float8 as "toTick", file, events::float8 as events,
      packed, bytes::float8 as bytes, first_ms::float8 as "firstMs", last_ms::float8 as "lastMs"
    from event_parts order by from_tick`.execute(db)
  return rows
}

export async function archivedParts(db: Reader): Promise<(LogPart & { readonly file: string })[]> {
  const parts = await partsOf(db)
  return parts.flatMap((part) => (part.file === null ? [] : [{ ...part, file: part.file }]))
}

/** The last tick that is in a file and not in the database any more; 0 when there is none. */
export async function archivedUpTo(db: Reader): Promise<number> {
  return Math.max(0, ((await archivedParts(db)).at(-1)?.toTick ?? 1) - 1)
}

/**
 * Runs `read` over one moment of the database in which no part of the log is moved: a part that became
 * a file after the moment was fixed would be in neither place for it.
 */
export async function atOneMoment<T>(
  db: Db,
  read: (moment: Transaction<Database>) => Promise<T>,
): Promise<T> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (moment) => {
      await holdParts(moment)
      return await read(moment)
    })
}

/** The shard's last committed tick; 0 before the first. */
export async function lastTickOf(db: Reader, shard: number): Promise<number> {
  const { rows } = await sql<{ tick: number }>`
    select tick::float8 as tick from shards where shard = ${shard}`.execute(db)
  return rows[0]?.tick ?? 0
}

/**
 * Keeps parts from being moved while this transaction reads. It has to be the first statement, before
 * the moment that the transaction shows is fixed.
 */
export async function holdParts(work: Reader): Promise<void> {
  await sql`lock table events in access share mode`.execute(work)
}
