/**
 * The one flush of a tick: one statement, one transaction, one round trip, one fsync.
 *
 * Invariant: every write depends on `fence`. If the shard row does not show this leader's epoch and
 * the tick before this one, the statement changes nothing at all and returns 0.
 *
 * Why `unnest` of arrays: one prepared statement serves every batch size, there is no limit on the
 * number of parameters, and in binary it is the fastest form that was measured. Why not BEGIN … COMMIT:
 * a leader that is paused between two statements would hold the row lock against its own successor.
 */
import { integerArray, textArray } from './binary-arrays.ts'
import type { Flush } from './tick-store.ts'

export const flushSql = `
with fence as (
  update shards set
    tick = $3::bigint, beat = $4::bigint, at_ms = $5::bigint, cmd_seq = $6::bigint,
    relayed_tick = greatest(relayed_tick, $7::bigint),
    lease_until = clock_timestamp() + make_interval(secs => $8::double precision / 1000)
  where shard = $1::int and epoch = $2::bigint and tick = $3::bigint - 1
  returning shard
), appended as (
  insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body, changed)
  select f.shard, $3::bigint, e.ordinal, e.type, e.version, e.subject, e.actor, e.cause,
         $4::bigint, $5::bigint, convert_to(e.body, 'UTF8'), e.changed
  from fence f, unnest($9::text[], $10::smallint[], $11::text[], $12::text[], $13::text[], $14::text[],
                      $33::text[])
    with ordinality as e(type, version, subject, actor, cause, body, changed, ordinal)
), upserted as (
  insert into entities (shard, id, kind, place, tick, body)
  select f.shard, u.id, u.kind, u.place, $3::bigint, convert_to(u.body, 'UTF8')
  from fence f, unnest($15::text[], $16::text[], $17::text[], $18::text[]) as u(id, kind, place, body)
  on conflict (shard, id) do update
    set kind = excluded.kind, place = excluded.place, tick = excluded.tick, body = excluded.body
), removed as (
  delete from entities e using fence f where e.shard = f.shard and e.id = any($19::text[])
), recorded as (
  -- A number that is there already, or twice in here, leaves last_n without a value, which the table refuses.
  insert into ledger as l (base_tick, base_ms, page, shard, session, actor, last_n, entries)
  select $3::bigint, $5::bigint, (c.n - 1) / 64, f.shard, c.session, max(c.actor),
         case when count(distinct c.n) = count(*) then max(c.n) end,
         '0:0:' || string_agg(concat(c.n, '.', c.status, '.', $5::bigint - c.enqueued_ms, '.' || nullif(translate(c.code, ' :.,', '----'), '')), ',' order by c.n)
  from fence f, unnest($20::text[], $21::int[], $22::smallint[], $23::text[], $24::text[], $25::bigint[])
    as c(session, n, status, code, actor, enqueued_ms)
  group by f.shard, c.session, (c.n - 1) / 64
  on conflict (session, page) do update set
    last_n = case when split_part(substr(excluded.entries, 5), '.', 1)::int > l.last_n then excluded.last_n end,
    actor = case l.actor when '' then excluded.actor else l.actor end,
    entries = concat(excluded.base_tick - l.base_tick, ':', excluded.base_ms - l.base_ms, ':',
                     substr(excluded.entries, 5), ' ', l.entries)
), asked as (
  insert into jobs (id, shard, tick, lane, kind, key, created_ms, body)
  select j.id, f.shard, $3::bigint, j.lane, j.kind, j.key, $5::bigint, convert_to(j.body, 'UTF8')
  from fence f, unnest($26::text[], $27::text[], $28::text[], $29::text[], $30::text[])
    as j(id, lane, kind, key, body)
  on conflict (id) do nothing
), told as (
  insert into outputs (shard, tick, at_ms, body)
  select f.shard, $3::bigint, $5::bigint, convert_to($31::text, 'UTF8') from fence f where $31::text <> ''
), dropped as (
  delete from outputs o using fence f where o.shard = f.shard and o.tick <= $32::bigint
)
select count(*)::int as written from fence`

/** The parameters of `flushSql` in their order. */
export function flushParameters(flush: Flush): unknown[] {
  const { events, upserts, commands, jobs } = flush
  return [
    flush.shard,
    flush.epoch,
    flush.tick,
    flush.beat,
    flush.atMs,
    flush.commandSeq,
    flush.relayedTick,
    flush.leaseMs,
    textArray(events.map((event) => event.type)),
    integerArray(
      'smallint',
      events.map((event) => event.version),
    ),
    textArray(events.map((event) => event.subject)),
    textArray(events.map((event) => event.actor)),
    textArray(events.map((event) => event.cause)),
    textArray(events.map((event) => event.body)),
    textArray(upserts.map((row) => row.id)),
    textArray(upserts.map((row) => row.kind)),
    textArray(upserts.map((row) => row.place)),
    textArray(upserts.map((row) => row.body)),
    textArray(flush.removals),
    textArray(commands.map((row) => row.session)),
    integerArray(
      'int',
      commands.map((row) => row.n),
    ),
    integerArray(
      'smallint',
      commands.map((row) => row.status),
    ),
    textArray(commands.map((row) => row.code)),
    textArray(commands.map((row) => row.actor)),
    integerArray(
      'bigint',
      commands.map((row) => row.enqueuedMs),
    ),
    textArray(jobs.map((row) => row.id)),
    textArray(jobs.map((row) => row.lane)),
    textArray(jobs.map((row) => row.kind)),
    textArray(jobs.map((row) => row.key)),
    textArray(jobs.map((row) => row.body)),
    flush.outputs,
    flush.dropOutputsTo,
    textArray(events.map((event) => event.changed ?? null)),
  ]
}
