/** Packs old events of the log into pages, which the database does by itself, a few at a time. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'

/** Some tenths of a second of work for the database. */
const eventsAtOnce = 20_000

/** How many events were packed; 0: nothing more can be packed now. */
export async function packLog(db: Reader): Promise<number> {
  const { rows } = await sql<{ events: number }>`
    select pack_log(${eventsAtOnce}) as events`.execute(db)
  return rows[0]?.events ?? 0
}
