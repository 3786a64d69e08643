/**
 * Moves old parts of the log into files. The file is written whole and read back before the part is
 * taken out of the database, and that happens in one transaction with the note that the file is there.
 * So whenever this is killed nothing is lost or there twice, and running it again goes on.
 */
import { mkdir, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { systemClock } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import { readArchive, writeArchive } from '../records/archive-file.ts'
import { eventPages } from '../records/event-pages.ts'
import { type ArchivedEvent, isEvent } from '../records/records.ts'
import { type LogPart, partsOf } from './parts.ts'

export interface ArchiveOptions {
  readonly folder: string
  /** Only parts whose last event is older than this moment, in milliseconds since the epoch. */
  readonly beforeMs: number
  readonly onPart?: (part: LogPart) => void
}

/** Moves what may be moved; returns the parts that were moved, from the oldest on. */
export async function archiveParts(db: Db, options: ArchiveOptions): Promise<LogPart[]> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 })
  const settled = await settledTick(db)
  const moved: LogPart[] = []
  for (const part of await partsOf(db)) {
    if (part.file !== null) continue
    if (part.toTick - 1 > settled) break
    const { lastMs } = await measure(db, part)
    if (lastMs >= options.beforeMs) break
    const done = await archivePart(db, part, options.folder)
    options.onPart?.(done)
    moved.push(done)
  }
  return moved
}

/** Up to here nobody reads the log as it grows: the relay has published it, the history has its index. */
async function settledTick(db: Reader): Promise<number> {
  const { rows } = await sql<{ tick: string | null }>`
    select least(min(s.tick), min(s.relayed_tick), min(coalesce(h.tick, 0))) as tick
    from shards s left join history_cursors h on h.shard = s.shard`.execute(db)
  return Number(rows[0]?.tick ?? 0)
}

const tableOf = ({ fromTick }: LogPart): string => `events_${fromTick}`

async function measure(db: Reader, part: LogPart) {
  if (part.packed) return part
  const { rows } = await sql<{ events: number; firstMs: number; lastMs: number }>`
    select count(*)::float8 as events, coalesce(min(at_ms), 0)::float8 as "firstMs",
      coalesce(max(at_ms), 0)::float8 as "lastMs" from ${sql.ref(tableOf(part))}`.execute(db)
  return rows[0] ?? { events: 0, firstMs: 0, lastMs: 0 }
}

async function archivePart(db: Db, part: LogPart, folder: string): Promise<LogPart> {
  const { fromTick, toTick } = part
  const file = `events-${fromTick}-${toTick - 1}.jsonl.gz`
  const path = join(folder, file)
  const { events, firstMs, lastMs } = await measure(db, part)
  const range = { shard: FIRST_SHARD, afterTick: fromTick - 1, upToTick: toTick - 1 }
  // A file of that part that is there was left by an attempt that did not come to its end.
  await writeArchive(path, eachOf(eventPages(db, range)), { overwrites: true })
  await settleFolder(folder)
  const { size: bytes } = await stat(path)
  const done = { ...part, events, firstMs, lastMs, file, bytes }
  const kept = await countEvents(path)
  if (kept !== events) {
    throw new Error(`${path} holds ${kept} of ${events} events; nothing was moved.`)
  }
  await takeOut(db, done)
  return done
}

async function* eachOf(pages: AsyncIterable<ArchivedEvent[]>): AsyncGenerator<ArchivedEvent> {
  for await (const page of pages) yield* page
}

/** The name of the file has to be on disk, too, before the rows go. */
async function settleFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  await handle.sync()
  await handle.close()
}

/** Reads the file to its end, which proves its digest. */
async function countEvents(path: string): Promise<number> {
  let events = 0
  for await (const record of readArchive(path)) if (isEvent(record)) events += 1
  return events
}

/** A flush would wait behind a lock that waits for a reader, so it is given up soon and tried again. */
const lockWaitMs = 100
const triesMax = 60
const triesEveryMs = 500

async function takeOut(db: Db, part: LogPart): Promise<void> {
  const table = sql.ref(tableOf(part))
  for (let tried = 1; ; tried += 1) {
    try {
      await db.transaction().execute(async (work) => {
        await sql`set local lock_timeout = ${sql.lit(lockWaitMs)}`.execute(work)
        await sql`lock table events in access exclusive mode`.execute(work)
        const { numAffectedRows } = await sql`
          update event_parts set file = ${part.file}, events = ${part.events}, bytes = ${part.bytes},
            first_ms = ${part.firstMs}, last_ms = ${part.lastMs}, packed = false
          where from_tick = ${part.fromTick} and to_tick = ${part.toTick} and packed = ${part.packed}`.execute(
          work,
        )
        if (numAffectedRows !== 1n) {
          throw new Error(`The part from tick ${part.fromTick} on was packed meanwhile; try again.`)
        }
        await sql`
          delete from event_pages
          where first_tick >= ${part.fromTick}::bigint and last_tick < ${part.toTick}::bigint`.execute(
          work,
        )
        if (part.packed) return
        await sql`alter table events detach partition ${table}`.execute(work)
        await sql`drop table ${table}`.execute(work)
      })
      return
    } catch (error) {
      if (!isLockTimeout(error)) throw error
      if (tried >= triesMax) {
        throw new Error('Somebody reads the log all the time (verify, a backup?); try again later.')
      }
      await systemClock.sleep(triesEveryMs)
    }
  }
}

const isLockTimeout = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '55P03'
