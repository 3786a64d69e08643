/** Reads a world out of a database as records, at one moment or as it was at an earlier tick. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { FIRST_SHARD } from '../../../../schema/ids.ts'
import type { Db } from '../../../platform/database.ts'
import { archivedParts, archivedUpTo, holdParts } from '../../parts/parts.ts'
import { readFiles } from '../../parts/read-files.ts'
import { eventPages } from '../../records/event-pages.ts'
import type { ArchivedEvent, ArchiveHead, ArchiveRecord } from '../../records/records.ts'
import { foldLog } from '../../verify/fold-log.ts'
import type { Reader } from '../../verify/read-log.ts'
import { worldDigestOf } from '../../verify/verify-world.ts'

type Tables = 'log' | 'people' | 'fork'

export interface ReadOptions {
  readonly shard?: number
  /** Leave out what happened after this tick; rows of the ledger end there as well. */
  readonly upToTick?: number
  /**
   * Which tables go with the events. `log`: the ledger, without which causes could not be checked, and the
   * names of the timelines alone; `people`: all tables but derived and temporary ones; `fork`: of those, what a world of its
   * own needs.
   */
  readonly tables: Tables
  readonly onProgress?: (events: number, tick: number, upToTick: number) => void
}

/** Derived from events, kept by the database itself, or of no use elsewhere. */
const neverRead = new Set([
  'events',
  'event_pages',
  'event_parts',
  'entities',
  // Its lines are read from the view `commands`, as older versions wrote them.
  'ledger',
  'shards',
  'outputs',
  'person_keys',
  'event_subjects',
  'history_stages',
  'history_cursors',
  'entity_states',
  'place_contents',
  'kysely_migration',
  'kysely_migration_lock',
])

/** A fork is a world of its own: nobody is signed in, and no old work waits to be done. */
const notForked = new Set(['tokens', 'sessions', 'jobs'])

function belongs(table: string, tables: Tables): boolean {
  if (tables === 'log') return ['commands', 'ledger_horizon', 'timelines'].includes(table)
  return tables === 'people' || !notForked.has(table)
}

const pageRows = 2_000

/** The records of a world. All of them show the same moment, however long reading takes. */
export async function* readWorldRecords(
  db: Db,
  options: ReadOptions,
): AsyncGenerator<ArchiveRecord, void, undefined> {
  const work = await db.startTransaction().setIsolationLevel('repeatable read').execute()
  try {
    await holdParts(work)
    yield* recordsOf(work, options)
  } finally {
    await work.rollback().execute()
  }
}

async function* recordsOf(db: Reader, options: ReadOptions): AsyncGenerator<ArchiveRecord> {
  const shard = options.shard ?? FIRST_SHARD
  const head = await headOf(db, shard, options.upToTick)
  yield head
  // The wrapped keys come first, because the events cannot be folded without them.
  let rows = 0
  for await (const json of rowsOfTable(db, 'person_keys', undefined)) {
    rows += 1
    yield ['row', 'person_keys', json]
  }
  let events = 0
  for await (const page of allEvents(db, shard, head.tick)) {
    yield* page
    events += page.length
    options.onProgress?.(events, page.at(-1)?.[1] ?? 0, head.tick)
  }
  for (const table of await otherTables(db)) {
    if (!belongs(table, options.tables)) continue
    const until = options.upToTick === undefined ? undefined : head.tick
    for await (const json of rowsOfTable(db, table, until)) {
      rows += 1
      yield ['row', table, json]
    }
  }
  const state =
    options.upToTick === undefined
      ? await stateDigest(db, shard)
      : worldDigestOf((await foldLog(db, { shard, upToTick: head.tick })).world)
  yield { end: 'world', events, rows, state }
}

async function headOf(db: Reader, shard: number, upToTick?: number): Promise<ArchiveHead> {
  const { rows } = await sql<Record<string, string>>`
    select tick, beat, at_ms, epoch, cmd_seq, stream_tag, bus_generation, relayed_tick
    from shards where shard = ${shard}`.execute(db)
  const [row] = rows
  if (!row) throw new Error('This database holds no world yet.')
  const now: ArchiveHead = {
    mudstream: 'world',
    v: 1,
    shard,
    tick: Number(row['tick']),
    beat: Number(row['beat']),
    atMs: Number(row['at_ms']),
    epoch: Number(row['epoch']),
    commandSeq: Number(row['cmd_seq']),
    streamTag: row['stream_tag'] ?? '',
    busGeneration: Number(row['bus_generation']),
    relayedTick: Number(row['relayed_tick']),
  }
  if (upToTick === undefined || upToTick >= now.tick) return now
  return {
    ...now,
    ...(await timeAt(db, shard, upToTick)),
    tick: upToTick,
    commandSeq: 0,
    streamTag: '',
    relayedTick: upToTick,
  }
}

/** The time of the last event up to a tick. */
async function timeAt(
  db: Reader,
  shard: number,
  tick: number,
): Promise<{ beat: number; atMs: number }> {
  const { rows } = await sql<{ beat: string; at_ms: string }>`
    select beat, at_ms from event_before(${shard}, ${tick + 1}::bigint)`.execute(db)
  if (rows[0]) return { beat: Number(rows[0].beat), atMs: Number(rows[0].at_ms) }
  const part = (await archivedParts(db)).findLast((one) => one.fromTick <= tick && one.events > 0)
  let last = { beat: 0, atMs: 0 }
  if (!part) return last
  for await (const page of readFiles(db, { afterTick: part.fromTick - 1, upToTick: tick })) {
    for (const event of page) last = { beat: event[8], atMs: event[9] }
  }
  return last
}

/** All events from the first on: those in files, then those of the table. */
async function* allEvents(
  db: Reader,
  shard: number,
  upToTick: number,
): AsyncGenerator<ArchivedEvent[]> {
  yield* readFiles(db, { afterTick: 0, upToTick })
  yield* eventPages(db, { shard, afterTick: await archivedUpTo(db), upToTick })
}

/** The tables in an order in which their rows can be inserted: a table comes after those it refers to. */
async function otherTables(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ name: string; needs: string[] }>`
    select c.relname as name, array(
      select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
      where k.contype = 'f' and k.conrelid = c.oid and k.confrelid <> c.oid) as needs
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace
      and (c.relkind in ('r', 'p') or c.relname = 'commands') and not c.relispartition
    order by c.relname`.execute(db)
  const waiting = rows.filter(({ name }) => !neverRead.has(name))
  const sorted: string[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ needs }) => needs.every((one) => sorted.includes(one)))
    // Tables that need each other in a circle have no order; none of ours do.
    const [table] = waiting.splice(Math.max(0, next), 1)
    if (table) sorted.push(table.name)
  }
  return sorted
}

/** Where the rows of a table end when the world ends at an earlier tick; the others have nothing to do with ticks. */
const tickColumns: ReadonlyMap<string, string> = new Map([
  ['commands', 'tick'],
  ['timelines', 'began'],
])

async function* rowsOfTable(
  db: Reader,
  table: string,
  untilTick: number | undefined,
): AsyncGenerator<string> {
  const name = sql.ref(table)
  const tick = tickColumns.get(table)
  const where =
    untilTick === undefined || tick === undefined
      ? sql`true`
      : sql`${sql.ref(tick)} <= ${untilTick}::bigint`
  await sql`declare archived no scroll cursor for
    select row_to_json(t)::text as json from ${name} t where ${where}`.execute(db)
  for (;;) {
    const { rows } = await sql<{ json: string }>`fetch ${sql.lit(pageRows)} from archived`.execute(
      db,
    )
    for (const { json } of rows) yield json
    if (rows.length < pageRows) break
  }
  await sql`close archived`.execute(db)
}

/** The digest of the tables of the present, computed as `verify` computes it. */
async function stateDigest(db: Reader, shard: number): Promise<string> {
  const hash = createHash('sha256')
  let after = ''
  for (;;) {
    const { rows } = await sql<{ id: string; body: string }>`
      select id, convert_from(body, 'UTF8') as body from entities
      where shard = ${shard} and id > ${after} order by id limit ${pageRows}`.execute(db)
    for (const { body } of rows) hash.update(body).update('\n')
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return hash.digest('hex')
    after = last.id
  }
}
