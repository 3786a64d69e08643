/** Events of the table as records, in pages. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import type { ArchivedEvent } from './records.ts'

const pageRows = 2_000

export interface TickRange {
  readonly shard: number
  readonly afterTick: number
  readonly upToTick: number
}

/** The events of ticks in `(afterTick, upToTick]` that are in the database. */
export async function* eventPages(
  db: Reader,
  { shard, afterTick, upToTick }: TickRange,
): AsyncGenerator<ArchivedEvent[]> {
  let tick = afterTick
  let ordinal = 2_147_483_647
  for (;;) {
    const { rows } = await sql<{ head: string; body: string }>`
      select json_build_array(tick, ordinal, type, version, subject, actor, cause, beat, at_ms, changed)::text as head,
        convert_from(body, 'UTF8') as body
      from log_page(${shard}, ${tick}::bigint, ${ordinal}::int, ${upToTick}::bigint, ${pageRows}::int)`.execute(
      db,
    )
    const page = rows.map(
      (row) => ['event', ...JSON.parse(row.head), JSON.parse(row.body)] as ArchivedEvent,
    )
    const last = page.at(-1)
    if (!last) return
    yield page
    tick = last[1]
    ordinal = last[2]
  }
}
