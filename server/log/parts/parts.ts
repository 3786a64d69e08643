/** The parts of the log: those in files are the oldest, the others are tables. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'

export interface LogPart {
  readonly fromTick: number
  /** The first tick of the next part. */
  readonly toTick: number
  /** Name of its file; null while it is in the database. */
  readonly file: string | null
  /** Of the events in a file; 0 while it is in the database. */
  readonly events: number
  readonly bytes: number
  readonly firstMs: number
  readonly lastMs: number
}

/** All parts from the oldest to the newest. */
export async function partsOf(db: Reader): Promise<LogPart[]> {
  const { rows } = await sql<LogPart>`
    select from_tick::float8 as "fromTick", to_tick::float8 as "toTick", file, events::float8 as events,
      bytes::float8 as bytes, first_ms::float8 as "firstMs", last_ms::float8 as "lastMs"
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
 * Keeps parts from being moved while this transaction reads. It has to be the first statement, before
 * the moment that the transaction shows is fixed.
 */
export async function holdParts(work: Reader): Promise<void> {
  await sql`lock table events in access share mode`.execute(work)
}
