/**
 * Reads the log in pages. The database packs a page into a few texts (numbers, types, causes, and one
 * JSON list of the bodies), so that a million events cost a few hundred rows and as many calls of the
 * JSON parser instead of a million of each.
 */
import { type QueryExecutorProvider, sql } from 'kysely'
import type { BeingId } from '../../../schema/ids.ts'
import { openWords } from '../../persons/person-keys.ts'
import { readFiles } from '../parts/read-files.ts'

/** An event as the log has it; sealed words are opened, or read `[erased]`. */
export interface LogRow {
  readonly shard: number
  readonly tick: number
  readonly ordinal: number
  readonly beat: number
  readonly atMs: number
  readonly version: number
  readonly type: string
  readonly cause: string
  readonly actor: BeingId
  readonly data: Record<string, unknown>
}

/** Where to read: after this position, up to and with this tick. */
export interface LogRange {
  readonly shard: number
  readonly afterTick: number
  readonly upToTick: number
}

/** About half a megabyte of bodies: a round trip costs little beside it, and two pages fit in memory. */
const pageRows = 4_000

interface Packed {
  /** 30 bytes a row, big-endian: tick (8), ordinal (4), beat (8), time (8), version (2). */
  readonly numbers: Buffer
  readonly types: string
  readonly causes: string
  readonly actors: string
  readonly bodies: string
  /** Up to which tick events are in files, at the moment of this page. */
  readonly archived: number
}

const bytesPerRow = 30
/** Beyond the last event of any tick. */
const lastOrdinal = 2_147_483_647

/** Any database handle, a transaction included: then all pages show the same moment. */
export type Reader = QueryExecutorProvider

/**
 * The pages of a part of the log in their order. While one page is being folded the database is
 * already packing the next.
 */
export async function* readLog(
  db: Reader,
  range: LogRange,
): AsyncGenerator<readonly LogRow[], void, undefined> {
  let next = readPage(db, range, range.afterTick, lastOrdinal)
  let [tick, ordinal] = [range.afterTick, lastOrdinal]
  for (;;) {
    const packed = await next
    const inFile =
      packed && (packed.archived > tick || (packed.archived === tick && ordinal < lastOrdinal))
    if (packed && inFile) {
      // These ticks are in files, perhaps only since the page before.
      yield* archivedRows(db, { ...range, afterTick: tick - 1 }, [tick, ordinal])
      tick = packed.archived
      ordinal = lastOrdinal
      if (tick >= range.upToTick) return
      next = readPage(db, range, tick, ordinal)
      continue
    }
    const page = unpack(range.shard, packed)
    const last = page.at(-1)
    if (!last) return
    tick = last.tick
    ordinal = last.ordinal
    next = readPage(db, range, tick, ordinal)
    yield page
  }
}

/** What is in files after a position, in the same shape. */
async function* archivedRows(
  db: Reader,
  range: LogRange,
  [tick, ordinal]: readonly [tick: number, ordinal: number],
): AsyncGenerator<readonly LogRow[], void, undefined> {
  for await (const events of readFiles(db, range)) {
    const fresh = events.filter((one) => one[1] > tick || (one[1] === tick && one[2] > ordinal))
    if (fresh.length === 0) continue
    const opened = await openWords(db, JSON.stringify(fresh.map((event) => event[11])))
    const bodies = JSON.parse(opened) as Record<string, unknown>[]
    yield fresh.map((event, row): LogRow => {
      const [, at, nth, type, version, , actor, cause, beat, atMs] = event
      const data = bodies[row] ?? {}
      return {
        shard: range.shard,
        tick: at,
        ordinal: nth,
        beat,
        atMs,
        version,
        type,
        cause,
        actor,
        data,
      }
    })
  }
}

async function readPage(
  db: Reader,
  { shard, upToTick }: LogRange,
  tick: number,
  ordinal: number,
): Promise<Packed | undefined> {
  const after = Math.min(ordinal, 2_147_483_647)
  // A line break cannot occur in types and causes, and JSON escapes it.
  const { rows } = await sql<Packed>`
    select
      coalesce(string_agg(int8send(tick) || int4send(ordinal) || int8send(beat) || int8send(at_ms) || int2send(version), ''::bytea), ''::bytea) as numbers,
      coalesce(string_agg(type, e'\\n'), '') as types,
      coalesce(string_agg(cause, e'\\n'), '') as causes,
      coalesce(string_agg(actor, e'\\n'), '') as actors,
      coalesce((select max(to_tick) - 1 from event_parts where file is not null), 0)::float8 as archived,
      coalesce('[' || convert_from(string_agg(body, ','::bytea), 'UTF8') || ']', '[]') as bodies
    from (
      select * from log_page(${shard}, ${tick}::bigint, ${after}::int, ${upToTick}::bigint, ${pageRows}::int)
    ) page`.execute(db)
  const [page] = rows
  return page ? { ...page, bodies: await openWords(db, page.bodies) } : undefined
}

function unpack(shard: number, packed: Packed | undefined): LogRow[] {
  if (!packed) return []
  const bodies = JSON.parse(packed.bodies) as Record<string, unknown>[]
  const numbers = new DataView(
    packed.numbers.buffer,
    packed.numbers.byteOffset,
    packed.numbers.length,
  )
  const types = packed.types.split('\n')
  const causes = packed.causes.split('\n')
  const actors = packed.actors.split('\n')
  if (numbers.byteLength !== bodies.length * bytesPerRow)
    throw new Error('a row of the log is torn')
  return bodies.map((data, row) => {
    const at = row * bytesPerRow
    return {
      shard,
      tick: wholeAt(numbers, at),
      ordinal: numbers.getInt32(at + 8),
      beat: wholeAt(numbers, at + 12),
      atMs: wholeAt(numbers, at + 20),
      version: numbers.getInt16(at + 28),
      type: types[row] ?? '',
      cause: causes[row] ?? '',
      actor: actors[row] ?? '',
      data,
    }
  })
}

/** A `bigint` of the database; ticks, beats and times stay far below 2^53. */
function wholeAt(bytes: DataView, at: number): number {
  return bytes.getInt32(at) * 4_294_967_296 + bytes.getUint32(at + 4)
}
