/** What the log says and what the table says, entity by entity, in the order of ids. */
import { isUtf8 } from 'node:buffer'
import { sql } from 'kysely'
import { canonical } from '../../../schema/canonical.ts'
import type { Entity } from '../../../schema/entities.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Reader } from './read-log.ts'

const pageRows = 2_000

/** What the log says and what the table says of one entity; a side is absent where it is not there. */
export interface Pair {
  readonly log?: Entity
  readonly table?: TableRow
}

export interface TableRow {
  readonly id: string
  readonly kind: string
  readonly place: string
  /** As the bytes are, each of them as one character where they are no text. */
  readonly body: string
}

/** True when both sides say the same, byte by byte. */
export function isSame({ log, table }: Pair): boolean {
  if (!log || !table) return false
  return log.kind === table.kind && log.place === table.place && canonical(log) === table.body
}

/** Pairs of a complete world and the table of entities. `expected` is in the order of ids (`rowsOf`). */
export function pairsWithTable(
  db: Reader,
  shard: number,
  expected: readonly Entity[],
): AsyncGenerator<Pair> {
  return pairsOf(expected, tableRows(db, shard))
}

/** Walks both sides in the order of ids, which is the order of bytes in the table as well. */
async function* pairsOf(
  expected: readonly Entity[],
  rows: AsyncIterable<TableRow>,
): AsyncGenerator<Pair> {
  let at = 0
  for await (const table of rows) {
    let log = expected[at]
    for (; log && lessBytes(log.id, table.id); log = expected[at]) {
      yield { log }
      at += 1
    }
    if (log?.id !== table.id) yield { table }
    else {
      yield { log, table }
      at += 1
    }
  }
  for (const log of expected.slice(at)) yield { log }
}

/** The entities of a complete world in the order of their ids, compared as bytes. */
export function rowsOf(world: WorldMap): Entity[] {
  const entities: Entity[] = []
  for (const entity of world.entities.values()) if (entity) entities.push(entity)
  return entities.sort((one, other) => (lessBytes(one.id, other.id) ? -1 : 1))
}

async function* tableRows(db: Reader, shard: number): AsyncGenerator<TableRow> {
  let after = ''
  for (;;) {
    const { rows } = await sql<Omit<TableRow, 'body'> & { body: Buffer }>`
      select id, kind, place, body from entities
      where shard = ${shard} and id > ${after} order by id limit ${pageRows}`.execute(db)
    for (const row of rows) {
      yield { ...row, body: row.body.toString(isUtf8(row.body) ? 'utf8' : 'latin1') }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pageRows) return
    after = last.id
  }
}

/** The order of the "C" collation: bytes of UTF-8, which is the order of code points. */
function lessBytes(one: string, other: string): boolean {
  // Plain ids, which is nearly all of them, compare alike as UTF-16.
  if (isPlain(one) && isPlain(other)) return one < other
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) < 0
}

function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 127) return false
  return true
}
