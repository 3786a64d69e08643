/**
 * Reads the log in pages, as cheaply as it can be read: the database packs a page into two texts
 * (what the rows say, and one JSON list of their bodies), so that a million events cost a few
 * hundred rows and as many calls of the JSON parser instead of a million of each.
 */
import { type QueryExecutorProvider, sql } from 'kysely'

/** An event as the log has it, still as texts where nobody may need to look inside. */
export interface LogRow {
  readonly tick: number
  readonly ordinal: number
  readonly beat: number
  readonly atMs: number
  readonly version: number
  readonly type: string
  readonly cause: string
  readonly data: Record<string, unknown>
}

/** Where to read: after this position, up to and with this tick. */
export interface LogRange {
  readonly shard: number
  readonly afterTick: number
  readonly upToTick: number
}

/** About half a megabyte of bodies: enough that a round trip is nothing, little enough to hold two. */
const pageRows = 4_000

interface Packed {
  readonly count: number
  readonly meta: string
  readonly bodies: string
}

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
  let next = readPage(db, range, range.afterTick, Number.MAX_SAFE_INTEGER)
  for (;;) {
    const page = unpack(await next)
    const last = page.at(-1)
    if (!last) return
    const isLast = page.length < pageRows
    if (!isLast) next = readPage(db, range, last.tick, last.ordinal)
    yield page
    if (isLast) return
  }
}

async function readPage(
  db: Reader,
  { shard, upToTick }: LogRange,
  tick: number,
  ordinal: number,
): Promise<Packed | undefined> {
  // Separators below blank cannot occur: ids, types and causes are printable, JSON escapes them.
  const after = Math.min(ordinal, 2_147_483_647)
  const { rows } = await sql<Packed>`
    select count(*)::int as count,
      coalesce(string_agg(concat_ws(e'\\x1f', tick, ordinal, beat, at_ms, version, type, cause), e'\\n'), '') as meta,
      coalesce('[' || string_agg(convert_from(body, 'UTF8'), ',') || ']', '[]') as bodies
    from (
      select tick, ordinal, beat, at_ms, version, type, cause, body from events
      where shard = ${shard} and (tick, ordinal) > (${tick}::bigint, ${after}::int) and tick <= ${upToTick}::bigint
      order by tick, ordinal limit ${pageRows}
    ) page`.execute(db)
  return rows[0]
}

function unpack(packed: Packed | undefined): LogRow[] {
  if (!packed || packed.count === 0) return []
  const bodies = JSON.parse(packed.bodies) as Record<string, unknown>[]
  const lines = packed.meta.split('\n')
  if (lines.length !== bodies.length) throw new Error('the log holds a row that cannot be read')
  return lines.map((line, at) => {
    const [tick, ordinal, beat, atMs, version, type = '', cause = ''] = line.split('\x1f')
    return {
      tick: Number(tick),
      ordinal: Number(ordinal),
      beat: Number(beat),
      atMs: Number(atMs),
      version: Number(version),
      type,
      cause,
      data: bodies[at] ?? {},
    }
  })
}
