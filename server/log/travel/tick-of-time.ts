/** Which tick was the last one at a moment of wall time. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { FIRST_SHARD } from '../../../schema/ids.ts'

/**
 * The last tick that had happened at `atMs` (milliseconds since the epoch); 0 before the first.
 * Times never decrease in the log, so a binary search finds it without an index on times.
 */
export async function tickAtTime(db: Reader, atMs: number, shard = FIRST_SHARD): Promise<number> {
  let low = 0
  let high = await lastTick(db, shard)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const at = await timeFrom(db, shard, middle)
    if (at === undefined || at.atMs > atMs) high = middle - 1
    else low = at.tick
  }
  return low
}

/** The tick up to which the world has come. */
export async function lastTick(db: Reader, shard = FIRST_SHARD): Promise<number> {
  const { rows } = await sql<{ tick: string }>`
    select tick from shards where shard = ${shard}`.execute(db)
  return Number(rows[0]?.tick ?? 0)
}

/** The first tick with events from `tick` on, with its time. */
async function timeFrom(
  db: Reader,
  shard: number,
  tick: number,
): Promise<{ tick: number; atMs: number } | undefined> {
  const { rows } = await sql<{ tick: string; atMs: string }>`
    select tick, at_ms as "atMs" from events where shard = ${shard} and tick >= ${tick}::bigint
    order by tick, ordinal limit 1`.execute(db)
  const [row] = rows
  return row ? { tick: Number(row.tick), atMs: Number(row.atMs) } : undefined
}
