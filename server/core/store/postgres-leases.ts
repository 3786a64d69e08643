/** The lease on a shard, kept in the shard's row in Postgres. */
import { historyTag, type LedHistory } from './led-history.ts'
import type { SteadyClient } from './steady-client.ts'
import { type Checkpoint, type LostTicks, lostTicksMax, type TickStore } from './tick-store.ts'

type Leases = Pick<
  TickStore,
  'acquire' | 'beginTimeline' | 'renew' | 'prolong' | 'adoptStream' | 'release' | 'settle'
>

interface ShardRow {
  epoch: string
  tick: string
  beat: string
  cmd_seq: string
  stream_tag: string
  bus_generation: number
  relayed_tick: string
  at_ms: string
  attempts: number
  timeline: string
}

/**
 * Takes the lease when nobody holds it, when it ran out, or when the holder's backend has ended. The
 * kernel closes the socket of a process that died, so a kill is noticed at once; only after a pause
 * does one have to wait until the lease runs out. The epoch makes both cases safe.
 *
 * The history of the server is its identifier and the timeline of its log, which grows with every
 * promotion and every recovery to a point in time. When it is another than the last leader's, ticks may
 * be missing that were shown to people. So the next ones are numbered by the clock, in milliseconds: above
 * all that came before, because ticks are slower than that.
 */
const acquireSql = `
with store as (
  select ${historyTag} as tag,
    floor(extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms
  from pg_control_system()
), old as (
  select o.tick, store.tag, o.store_tag not in ('', store.tag) as went_back,
    greatest(o.tick + 1, store.now_ms) as began
  from shards o, store where o.shard = $1::int
), taken as (
  update shards s set
    owner = $2, epoch = s.epoch + 1, backend_pid = pg_backend_pid(),
    attempts = case when s.cmd_seq = s.attempt_seq then s.attempts + 1 else 0 end, attempt_seq = s.cmd_seq,
    lease_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000),
    tick = case when old.went_back then old.began else s.tick end,
    timeline = case when old.went_back then old.began else s.timeline end,
    store_tag = old.tag
  from old
  where s.shard = $1::int and s.tick = old.tick and (
    s.lease_until < clock_timestamp()
    or s.backend_pid = pg_backend_pid()
    or not exists (select from pg_stat_activity a where a.pid = s.backend_pid and a.datname = current_database())
  )
  returning s.shard, s.epoch, s.tick, s.beat, s.cmd_seq, s.stream_tag, s.bus_generation, s.relayed_tick,
    s.at_ms, s.attempts, s.timeline, s.store_tag, old.went_back, old.tick as after
), noted as (
  insert into timelines (shard, began, after) select shard, timeline, after from taken where went_back
)
select * from taken`

/** As in the statement above, for a store that has lost ticks while its server kept its history. */
const beginTimelineSql = `
with old as (
  select o.tick, greatest($3::bigint + 1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint) as began
  from shards o where o.shard = $1::int
), taken as (
  update shards s set tick = old.began, timeline = old.began from old
  where s.shard = $1::int and s.epoch = $2::bigint and s.tick = old.tick and old.tick < $3::bigint
  returning s.shard, s.epoch, s.tick, s.beat, s.cmd_seq, s.stream_tag, s.bus_generation, s.relayed_tick,
    s.at_ms, s.attempts, s.timeline, old.tick as after
), noted as (
  insert into timelines (shard, began, after) select shard, timeline, after from taken
)
select * from taken`

/** `eventsPartTicks`: ticks in a new part of the log. */
export function createLeases(
  { query }: SteadyClient,
  history: LedHistory,
  eventsPartTicks: number,
): Leases {
  return { ...createBeginnings(query, history, eventsPartTicks), ...createHeld(query) }
}

function createBeginnings(
  query: Query,
  history: LedHistory,
  eventsPartTicks: number,
): Pick<Leases, 'acquire' | 'beginTimeline'> {
  const begin = (shard: number, row: ShardRow) => beginAt(query, shard, row, eventsPartTicks)
  return {
    async acquire(shard, owner, leaseMs) {
      history.forget()
      await query('shard', 'insert into shards (shard) values ($1) on conflict do nothing', [shard])
      const asked = [shard, owner, leaseMs]
      const [row] = await query<ShardRow & { store_tag: string }>('acquire', acquireSql, asked)
      if (!row) return null
      history.led(row.store_tag)
      return await begin(shard, row)
    },
    async beginTimeline(shard, epoch, seenTick) {
      const [row] = await query<ShardRow>('timeline', beginTimelineSql, [shard, epoch, seenTick])
      return row ? await begin(shard, row) : null
    },
  }
}

/** What only the holder of a lease does with it. */
function createHeld(query: Query): Omit<Leases, 'acquire' | 'beginTimeline'> {
  const isHeld = async (...asked: Parameters<Query>) => (await query(...asked)).length === 1
  return {
    async renew(shard, epoch, leaseMs) {
      return await isHeld(
        'renew',
        `update shards set attempts = 0,
           lease_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
         where shard = $1 and epoch = $2 returning shard`,
        [shard, epoch, leaseMs],
      )
    },
    async prolong(shard, epoch, leaseMs) {
      return await isHeld(
        'prolong',
        `update shards set lease_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
         where shard = $1 and epoch = $2 returning shard`,
        [shard, epoch, leaseMs],
      )
    },
    async adoptStream(shard, epoch, tag, commandSeq) {
      return await isHeld(
        'adopt',
        `update shards set stream_tag = $3, cmd_seq = $4, bus_generation = bus_generation + 1
         where shard = $1 and epoch = $2 returning shard`,
        [shard, epoch, tag, commandSeq],
      )
    },
    async release(shard, epoch) {
      await query(
        'release',
        `update shards set lease_until = '-infinity', owner = '', attempts = 0 where shard = $1 and epoch = $2`,
        [shard, epoch],
      )
    },
    async settle(shard, epoch) {
      const [row] = await query<{ epoch: string; tick: string }>(
        'settle',
        `update shards set epoch = epoch + 1, backend_pid = pg_backend_pid()
         where shard = $1 and epoch = $2 returning epoch, tick`,
        [shard, epoch],
      )
      return row ? { epoch: Number(row.epoch), tick: Number(row.tick) } : null
    },
  }
}

type Query = SteadyClient['query']

async function beginAt(
  query: Query,
  shard: number,
  row: ShardRow,
  eventsPartTicks: number,
): Promise<Checkpoint> {
  // A leader never finds that there is no place for its first tick; later ones are made beside it.
  await query('parts', 'select make_event_parts($1, $2)', [row.tick, eventsPartTicks])
  const turns = await query<{ after: string; began: string }>(
    'lost',
    `select after, began from timelines where shard = $1 order by began desc limit ${lostTicksMax}`,
    [shard],
  )
  const lost = turns.map(({ after, began }): LostTicks => [Number(after), Number(began)]).reverse()
  return { ...checkpointOf(shard, row), lost }
}

function checkpointOf(shard: number, row: ShardRow): Omit<Checkpoint, 'lost'> {
  return {
    shard,
    epoch: Number(row.epoch),
    tick: Number(row.tick),
    beat: Number(row.beat),
    commandSeq: Number(row.cmd_seq),
    streamTag: row.stream_tag,
    busGeneration: row.bus_generation,
    relayedTick: Number(row.relayed_tick),
    atMs: Number(row.at_ms),
    attempts: row.attempts,
    timeline: Number(row.timeline),
  }
}
