/** Writes rows of the log without a tick: for forgetting and for imports. */
import { type QueryExecutorProvider, sql } from 'kysely'
import type { EventMeta } from '../../schema/define-event.ts'
import type { EventRow } from '../../schema/record-events.ts'

/** An event as a row of the log, with its position and time. */
export type LoggedRow = EventRow & Omit<EventMeta, 'shard'>

/** The rows of one tick, in the order of their ordinals; `first` is the position of the first. */
export function loggedRows(rows: readonly EventRow[], first: EventMeta): LoggedRow[] {
  const { tick, ordinal, beat, atMs } = first
  return rows.map((row, at) => ({ ...row, tick, ordinal: ordinal + at, beat, atMs }))
}

/** Ticks in a part that is made for rows without a tick that runs. */
const partTicks = 1_000_000

/** Inserts rows of the log in one statement. */
export async function writeEventRows(
  work: QueryExecutorProvider,
  shard: number,
  rows: readonly LoggedRow[],
): Promise<void> {
  const newest = rows.at(-1)?.tick ?? 0
  await sql`select make_event_parts(${newest}::bigint, ${partTicks}::bigint)`.execute(work)
  const column = <At extends keyof LoggedRow>(at: At) => rows.map((row) => row[at] ?? null)
  await sql`
    insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, changed, body)
    select ${shard}::int, e.tick, e.ordinal, e.type, e.version, e.subject, e.actor, e.cause, e.beat, e.at_ms,
      e.changed, convert_to(e.body, 'UTF8')
    from unnest(${column('tick')}::bigint[], ${column('ordinal')}::int[], ${column('type')}::text[],
      ${column('version')}::smallint[], ${column('subject')}::text[], ${column('actor')}::text[],
      ${column('cause')}::text[], ${column('beat')}::bigint[], ${column('atMs')}::bigint[],
      ${column('changed')}::text[], ${column('body')}::text[])
      as e(tick, ordinal, type, version, subject, actor, cause, beat, at_ms, changed, body)`.execute(
    work,
  )
}
