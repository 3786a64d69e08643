/**
 * Writes records into an empty database: the events as they are, and the state that they fold to. In
 * one transaction: afterwards the whole world is there, proven by its digest, or nothing is.
 */
import { type Kysely, sql, type Transaction } from 'kysely'
import { canonical } from '../../../../schema/canonical.ts'
import type { Database } from '../../../../schema/db/tables.ts'
import type { Session } from '../../../../schema/entities.ts'
import { sessionLost } from '../../../../schema/events/presence.ts'
import { recordEvents } from '../../../../schema/record-events.ts'
import { WorldMap } from '../../../../schema/world-map.ts'
import { wordOpener } from '../../../persons/person-keys.ts'
import { type LoggedRow, loggedRows, writeEventRows } from '../../event-rows.ts'
import {
  type ArchivedEvent,
  type ArchivedRow,
  type ArchiveFoot,
  type ArchiveHead,
  type ArchiveRecord,
  isEvent,
  isFoot,
  isHead,
} from '../../records/records.ts'
import { applyRow } from '../../verify/fold-log.ts'
import { rowsOf } from '../../verify/pairs.ts'
import { upsertEntities } from '../../verify/rebuild.ts'
import { worldDigestOf } from '../../verify/verify-world.ts'

export interface WriteOptions {
  /** Continues the command stream where the world stopped; right only when it is the same stream. */
  readonly keepStream?: boolean
  readonly onProgress?: (events: number, tick: number, upToTick: number) => void
}

export interface WrittenWorld {
  readonly events: number
  readonly entities: number
  readonly rows: number
  /** The last tick, including the one that records all sessions as lost. */
  readonly tick: number
  readonly state: string
}

const batchRows = 2_000

/** Fills an empty, migrated database. Rejects with a sentence for people, having changed nothing. */
export async function writeWorldRecords(
  db: Kysely<Database>,
  records: AsyncIterable<ArchiveRecord> | Iterable<ArchiveRecord>,
  options: WriteOptions = {},
): Promise<WrittenWorld> {
  return await db.transaction().execute(async (work) => {
    await refuseUnlessEmpty(work)
    return await writeAll(work, records, options)
  })
}

async function refuseUnlessEmpty(work: Transaction<Database>): Promise<void> {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from events) or exists (select from shards where tick > 0)
      or exists (select from accounts) as used`.execute(work)
  if (rows[0]?.used) {
    throw new Error('This database holds a world already; import into an empty one.')
  }
}

async function writeAll(
  work: Transaction<Database>,
  records: AsyncIterable<ArchiveRecord> | Iterable<ArchiveRecord>,
  options: WriteOptions,
): Promise<WrittenWorld> {
  const { head, foot, world, count } = await writeRecords(work, records, options)
  const state = checkFoot(foot, count, world)
  const tick = await recordLostSessions(work, head, world)
  const entities = await upsertEntities(work, head.shard, rowsOf(world), tick)
  const fresh = { commandSeq: 0, streamTag: '', relayedTick: tick }
  await writeShard(work, options.keepStream ? head : { ...head, ...fresh }, tick)
  await nameCharacters(work)
  await setSequences(work)
  return { ...count, entities, tick, state }
}

/** Records from before accounts had several characters know the one of the account's own name. */
async function nameCharacters(work: Transaction<Database>): Promise<void> {
  await sql`
    insert into characters (id, account, name, skeleton, created_at)
    select character, id, name, skeleton, created_at from accounts
    on conflict do nothing`.execute(work)
}

interface Taken {
  readonly head: ArchiveHead
  readonly foot: ArchiveFoot
  /** What the events fold to. */
  readonly world: WorldMap
  readonly count: { readonly events: number; readonly rows: number }
}

/** Writes events and rows in batches as they come, and folds the events on the way. */
async function writeRecords(
  work: Transaction<Database>,
  records: AsyncIterable<ArchiveRecord> | Iterable<ArchiveRecord>,
  { onProgress }: WriteOptions,
): Promise<Taken> {
  const world = new WorldMap()
  let head: ArchiveHead | undefined
  let foot: ArchiveFoot | undefined
  let events: ArchivedEvent[] = []
  let rows: ArchivedRow[] = []
  const count = { events: 0, rows: 0 }
  const open = wordOpener(work)
  const flush = async () => {
    if (head && events.length > 0) await writeEventRows(work, head.shard, events.map(loggedRow))
    await writeRows(work, rows)
    count.events += events.length
    count.rows += rows.length
    if (head) onProgress?.(count.events, events.at(-1)?.[1] ?? head.tick, head.tick)
    events = []
    rows = []
  }
  for await (const record of records) {
    if (foot) throw new Error('There is something behind the end of the world’s records.')
    if (isHead(record)) head = record
    else if (!head) throw new Error('These are not the records of a world.')
    else if (isFoot(record)) foot = record
    else if (isEvent(record)) {
      if (rows.length > 0) await flush()
      applyRow(world, {
        ...loggedRow(record),
        shard: head.shard,
        actor: record[6],
        data: await open(record[11]),
      })
      if (events.push(record) >= batchRows) await flush()
    } else {
      // A batch holds rows of one table.
      const [, table = record[1]] = rows.at(-1) ?? []
      if (table !== record[1]) await flush()
      if (rows.push(record) >= batchRows) await flush()
    }
  }
  await flush()
  if (!head || !foot) throw new Error('The records end before their end; nothing was imported.')
  return { head, foot, world, count }
}

function checkFoot(
  foot: ArchiveFoot,
  count: { events: number; rows: number },
  world: WorldMap,
): string {
  if (foot.events !== count.events || foot.rows !== count.rows) {
    throw new Error(
      `${foot.events} events and ${foot.rows} rows were promised, ${count.events} and ${count.rows} came.`,
    )
  }
  const state = worldDigestOf(world)
  if (state !== foot.state) {
    throw new Error('The events do not make the state that was exported; nothing was imported.')
  }
  return state
}

function loggedRow(record: ArchivedEvent): LoggedRow {
  const [, tick, ordinal, type, version, subject, actor, cause, beat, atMs, changed, data] = record
  const known = changed === null ? {} : { changed }
  const body = canonical(data)
  return { tick, ordinal, type, version, subject, actor, cause, beat, atMs, body, ...known }
}

/** Rows of one table; columns that this version does not know are left out. */
async function writeRows(work: Transaction<Database>, rows: readonly ArchivedRow[]): Promise<void> {
  const table = rows[0]?.[1]
  if (table === undefined) return
  const { rows: known } = await sql<{ there: boolean }>`
    select exists (select from pg_class where relname = ${table} and relkind in ('r', 'p', 'v')
      and relnamespace = current_schema()::regnamespace) as there`.execute(work)
  if (!known[0]?.there) throw new Error(`This version keeps no table ${table}.`)
  const name = sql.ref(table)
  await sql`
    insert into ${name} overriding system value
    select (json_populate_record(null::${name}, one.json::json)).*
    from unnest(${rows.map((row) => row[2])}::text[]) with ordinality as one(json, at)
    order by one.at`.execute(work)
}

/**
 * Nobody is connected to a world that was just written. Each connected session is recorded as lost, so
 * that the grace period takes its character out of the world. That is the first tick of a timeline of its
 * own: the world that was written down may have gone on, and have told others of the next number.
 */
async function recordLostSessions(
  work: Transaction<Database>,
  head: ArchiveHead,
  world: WorldMap,
): Promise<number> {
  const linked = [...world.entities.values()].filter(
    (one): one is Session => one?.kind === 'session' && one.lost !== true,
  )
  if (linked.length === 0) return head.tick
  const meta = { ...head, tick: await beginTimeline(work, head), ordinal: 1 }
  const lost = linked.map(({ id: session, place: character }) =>
    sessionLost({ session, character, beat: head.beat }),
  )
  const rows = recordEvents(world, lost, { meta, actor: '', cause: 'import' })
  await writeEventRows(work, head.shard, loggedRows(rows, meta))
  return meta.tick
}

async function beginTimeline(
  work: Transaction<Database>,
  { shard, tick }: ArchiveHead,
): Promise<number> {
  const { rows } = await sql<{ began: number }>`
    insert into timelines (shard, began, after) values (${shard},
      greatest(${tick}::bigint + 1, floor(extract(epoch from clock_timestamp()) * 1000)::bigint), ${tick})
    returning began::float8 as began`.execute(work)
  return rows[0]?.began ?? tick + 1
}

async function writeShard(
  work: Transaction<Database>,
  head: ArchiveHead,
  tick: number,
): Promise<void> {
  const { commandSeq, streamTag, busGeneration, relayedTick } = head
  await sql`delete from shards where shard = ${head.shard}`.execute(work)
  await sql`
    insert into shards (shard, epoch, tick, beat, at_ms, cmd_seq, stream_tag, bus_generation, relayed_tick, timeline, store_tag)
    select ${head.shard}::int, ${head.epoch + 1}::bigint, ${tick}::bigint, ${head.beat}::bigint, ${head.atMs}::bigint,
      ${commandSeq}::bigint, ${streamTag}, ${busGeneration}::int, ${relayedTick}::bigint,
      (select coalesce(max(began), 0) from timelines where shard = ${head.shard}::int), 'restored'`.execute(
    work,
  )
}

/** Lets the numbers that a table assigns begin after those that came with the rows. */
async function setSequences(work: Transaction<Database>): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and a.attidentity <> ''`.execute(
    work,
  )
  for (const { table, column } of rows) {
    await sql`
      select setval(pg_get_serial_sequence(${table}, ${column}), greatest(1, (select max(${sql.ref(column)}) from ${sql.ref(table)})))`.execute(
      work,
    )
  }
}
