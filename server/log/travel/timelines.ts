/** Which timeline of the store a tick belongs to (RELIABILITY 3.1). */
import { sql } from 'kysely'
import type { Reader } from '../verify/read-log.ts'

/** The name of a tick's timeline: the tick at which it began, or 0 for the first one. */
export type TimelineOf = (tick: number) => number

export async function readTimelines(db: Reader, shard: number): Promise<TimelineOf> {
  const { rows } = await sql<{ began: number }>`
    select began::float8 as began from timelines where shard = ${shard} order by began`.execute(db)
  return (tick) => rows.findLast(({ began }) => began <= tick)?.began ?? 0
}
