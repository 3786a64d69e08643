/**
 * The tick's store on Postgres: one dedicated connection for everything a leader writes, so that
 * its backend's end is proof of the leader's end; statements are prepared once and named.
 */
import type pg from 'pg'
import type { Entity } from '../../../schema/entities.ts'
import type { StoredEvent } from '../../../schema/fold.ts'
import { DEFINITIONS_PLACE } from '../../../schema/ids.ts'
import { classifyError, UnknownOutcome } from '../../platform/errors.ts'
import { flushParameters, flushSql } from './flush-sql.ts'
import { steadyClient } from './steady-client.ts'
import {
  type Checkpoint,
  type CommandOutcome,
  type JobRow,
  PoisonFlush,
  type TickStore,
} from './tick-store.ts'

export interface PostgresTickStore extends TickStore {
  /** Ends the connection; pending calls reject. */
  close(): Promise<void>
}

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
}

/**
 * Takes the lease when nobody holds it, when it ran out, or when the holder's backend has ended:
 * a dead leader's socket is closed by its kernel, so a kill is noticed at once and only a pause has
 * to wait for the lease. The epoch makes either safe.
 */
const acquireSql = `
update shards s set
  owner = $2, epoch = s.epoch + 1, backend_pid = pg_backend_pid(),
  attempts = case when s.cmd_seq = s.attempt_seq then s.attempts + 1 else 0 end, attempt_seq = s.cmd_seq,
  lease_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
where s.shard = $1::int and (
  s.lease_until < clock_timestamp()
  or s.backend_pid = pg_backend_pid()
  or not exists (select from pg_stat_activity a where a.pid = s.backend_pid and a.datname = current_database())
)
returning epoch, tick, beat, cmd_seq, stream_tag, bus_generation, relayed_tick, at_ms, attempts`

// Only what is somewhere is indexed by its place; without `<> ''` Postgres reads every entity there is.
const treesSql = `
with recursive tree as (
  select id, place, kind, body, 0 as depth from entities where shard = $1::int and id = any($2::text[])
  union all
  select e.id, e.place, e.kind, e.body, t.depth + 1
  from tree t join entities e on e.shard = $1::int and e.place = t.id and e.place <> ''
  where t.depth < 16
)
select convert_from(body, 'UTF8') as body from tree order by depth`

const startSql = `
with recursive roots as (
  select id from entities where shard = $1::int and place = $2 and place <> ''
  union
  select place from entities where shard = $1::int and kind = 'character' and place <> ''
), tree as (
  select id, place, body, 0 as depth from entities where shard = $1::int and id in (select id from roots)
  union all
  select e.id, e.place, e.body, t.depth + 1
  from tree t join entities e on e.shard = $1::int and e.place = t.id and e.place <> ''
  where t.depth < 16
)
select convert_from(body, 'UTF8') as body from tree order by depth`

const eventColumns = `shard, tick::float8 as tick, ordinal, type, version, beat::float8 as beat,
  at_ms::float8 as "atMs", convert_from(body, 'UTF8') as body`

/** Opens the store. The connection is made on first use and again after it broke. */
export function postgresTickStore(databaseUrl: string): PostgresTickStore {
  const writer = steadyClient(databaseUrl)
  // The relay reads along a connection of its own, or its queries would stand in a tick's way.
  const reader = steadyClient(databaseUrl)
  const { query } = writer

  return {
    async acquire(shard, owner, leaseMs) {
      await query('shard', 'insert into shards (shard) values ($1) on conflict do nothing', [shard])
      const [row] = await query<ShardRow>('acquire', acquireSql, [shard, owner, leaseMs])
      return row ? checkpointOf(shard, row) : null
    },
    async renew(shard, epoch, leaseMs) {
      const rows = await query(
        'renew',
        `update shards set attempts = 0,
           lease_until = clock_timestamp() + make_interval(secs => $3::double precision / 1000)
         where shard = $1 and epoch = $2 returning shard`,
        [shard, epoch, leaseMs],
      )
      return rows.length === 1
    },
    async adoptStream(shard, epoch, tag, commandSeq) {
      const rows = await query(
        'adopt',
        `update shards set stream_tag = $3, cmd_seq = $4, bus_generation = bus_generation + 1
         where shard = $1 and epoch = $2 returning shard`,
        [shard, epoch, tag, commandSeq],
      )
      return rows.length === 1
    },
    async release(shard, epoch) {
      await query(
        'release',
        `update shards set lease_until = '-infinity', owner = '', attempts = 0 where shard = $1 and epoch = $2`,
        [shard, epoch],
      )
    },
    async flush(flush) {
      try {
        const [row] = await query<{ written: number }>('flush', flushSql, flushParameters(flush))
        return row?.written === 1 ? 'committed' : 'fenced'
      } catch (error) {
        throw flushError(error)
      }
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
    async loadTrees(shard, roots) {
      return parsed(await query<{ body: string }>('trees', treesSql, [shard, roots]))
    },
    async loadStart(shard) {
      return parsed(await query<{ body: string }>('start', startSql, [shard, DEFINITIONS_PLACE]))
    },
    async lastNumbers(sessions) {
      const rows = await query<{ session: string; n: number }>(
        'last-numbers',
        'select session, max(n) as n from commands where session = any($1::text[]) group by session',
        [sessions],
      )
      const known = new Map(rows.map((row) => [row.session, row.n]))
      return new Map(sessions.map((session) => [session, known.get(session) ?? 0]))
    },
    async outcome(session, n) {
      const [row] = await query<CommandOutcome & pg.QueryResultRow>(
        'outcome',
        'select n, status from commands where session = $1 and n = $2',
        [session, n],
      )
      return row ?? null
    },
    async eventsAfter(shard, tick, limit) {
      // Whole ticks only: the relay's cursor is a tick.
      const rows = await reader.query<StoredRow>(
        'events-after',
        `select ${eventColumns} from events where shard = $1 and tick > $2 and tick <= coalesce(
           (select tick from events where shard = $1 and tick > $2 order by tick, ordinal offset $3 limit 1),
           9223372036854775807)
         order by tick, ordinal`,
        [shard, tick, limit],
      )
      return rows.map(storedEvent)
    },
    async jobsAfter(shard, tick) {
      return reader.query<JobRow & { tick: number }>(
        'jobs-after',
        `select id, lane, kind, key, tick::float8 as tick, convert_from(body, 'UTF8') as body
         from jobs where shard = $1 and tick > $2 order by tick`,
        [shard, tick],
      )
    },
    async close() {
      await Promise.all([writer.close(), reader.close()])
    },
  }
}

interface StoredRow {
  shard: number
  tick: number
  ordinal: number
  type: string
  version: number
  beat: number
  atMs: number
  body: string
}

function storedEvent(row: StoredRow): StoredEvent {
  const { body, ...rest } = row
  return { ...rest, data: JSON.parse(body) as Record<string, unknown> }
}

function checkpointOf(shard: number, row: ShardRow): Checkpoint {
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
  }
}

function parsed(rows: readonly { body: string }[]): Entity[] {
  return rows.map((row) => JSON.parse(row.body) as Entity)
}

/** What a failed flush means: the data is refused, or else it is not known whether it was written. */
function flushError(error: unknown): Error {
  const { kind, code } = classifyError(error)
  if (kind === 'terminal') {
    return new PoisonFlush(`flush refused: ${code || 'out of range'}`, { cause: error })
  }
  const why = error instanceof Error ? error.message : String(error)
  return new UnknownOutcome(`flush outcome unknown: ${why}`, { cause: error })
}
