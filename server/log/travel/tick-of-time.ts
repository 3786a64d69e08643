/** Which tick was the last one at a moment of wall time. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { archivedParts, archivedUpTo, type LogPart } from '../parts/parts.ts'
import { readFiles } from '../parts/read-files.ts'

/**
 * The last tick that had happened at `atMs` (milliseconds since the epoch); 0 before the first.
 * Times never decrease in the log, so a binary search finds it without an index on times.
 */
export async function tickAtTime(db: Reader, atMs: number, shard = FIRST_SHARD): Promise<number> {
  const parts = await archivedParts(db)
  if ((parts.at(-1)?.lastMs ?? 0) > atMs) return await archivedTick(db, parts, atMs)
  let low = await archivedUpTo(db)
  let high = await lastTick(db, shard)
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const at = await timeFrom(db, shard, middle)
    if (at === undefined || at.atMs > atMs) high = middle - 1
    else low = at.tick
  }
  return low
}

/** The same in the files: only the one that holds the moment is read. */
async function archivedTick(db: Reader, parts: readonly LogPart[], atMs: number): Promise<number> {
  const part = parts.findLast((one) => one.events > 0 && one.firstMs <= atMs)
  let tick = 0
  if (!part) return tick
  for await (const page of readFiles(db, {
    afterTick: part.fromTick - 1,
    upToTick: part.toTick - 1,
  })) {
    for (const event of page) if (event[9] <= atMs) tick = event[1]
  }
  return tick
}

/** The tick up to which the world has come. */
export async function lastTick(db: Reader, shard = FIRST_SHARD): Promise<number> {
  const { rows } = await sql<{ tick: string }>`
    select tick from shards where shard = ${shard}`.execute(db)
  return Number(rows[0]?.tick ?? 0)
}

/** When a tick was, or the last one before it that has events; null when nothing had happened. */
export async function timeOf(db: Reader, tick: number): Promise<number | null> {
  const { rows } = await sql<{ atMs: number | null }>`
    select coalesce(
      (select at_ms from events where shard = ${FIRST_SHARD} and tick <= ${tick}::bigint
        order by tick desc limit 1),
      (select last_ms from event_parts where from_tick <= ${tick}::bigint and events > 0
        order by from_tick desc limit 1))::float8 as "atMs"`.execute(db)
  return rows[0]?.atMs ?? null
}

/** The first tick with events from `tick` on, with its time. */
async function timeFrom(
  db: Reader,
  shard: number,
  tick: number,
): Promise<{ tick: number; atMs: number } | undefined> {
  const { rows } = await sql<{ tick: string; atMs: string }>`
    select tick, at_ms as "atMs"
    from log_page(${shard}, ${tick - 1}::bigint, 2147483647, 9223372036854775807, 1) limit 1`.execute(
    db,
  )
  const [row] = rows
  return row ? { tick: Number(row.tick), atMs: Number(row.atMs) } : undefined
}
