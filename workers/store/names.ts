/** The names of a zone and of the zones that its exits lead to, read from the world itself. */
import { sql } from 'kysely'
import { vocabularyOf } from '../../handlers/minds/vocabulary.ts'
import type { Room } from '../../schema/entities.ts'
import { FIRST_SHARD, type ZoneId } from '../../schema/ids.ts'
import type { Db } from '../../server/platform/database.ts'

/** Declarations of the zones that name somebody or something. */
const kindsOfZones = ['item', 'mobile', 'quest', 'conflict'] as const
/** Declarations of no zone. */
const kindsOfAll = ['faction', 'skill'] as const
const rowsMax = 4_000

/** Ids from the first on and before the second. */
type Range = readonly [from: string, before: string]

/** What comes right after a dot and a colon in the order of the ids. */
const within = (prefix: string): Range => [
  prefix,
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1),
]

export async function readNames(db: Db, zone: ZoneId): Promise<ReadonlySet<string>> {
  const rooms = await readRanges(db, [within(`${zone}.`)])
  const beside = rooms.flatMap((room) => Object.values((room as Room).exits ?? {}))
  const zones = new Set([zone, ...beside.map(({ to }) => to.slice(0, to.indexOf('.')))])
  const others = [...zones].filter((one) => one !== zone).map((one) => within(`${one}.`))
  const declared = [...zones].flatMap((one): Range[] => [
    [`def:zone:${one}`, `def:zone:${one}!`],
    ...kindsOfZones.map((of) => within(`def:${of}:${one}.`)),
  ])
  const shared = kindsOfAll.map((of) => within(`def:${of}:`))
  const rest = await readRanges(db, [...others, ...declared, ...shared])
  return vocabularyOf([...rooms, ...rest])
}

/** The rooms and declarations whose ids lie in one of the ranges. */
async function readRanges(db: Db, ranges: readonly Range[]): Promise<unknown[]> {
  const parts = ranges.map(
    ([from, before]) => sql`
      (select convert_from(body, 'UTF8') as body from entities
       where shard = ${FIRST_SHARD} and id >= ${from} and id < ${before}
         and kind in ('room', 'definition') limit ${rowsMax})`,
  )
  const { rows } = await sql<{ body: string }>`${sql.join(parts, sql` union all `)}`.execute(db)
  return rows.map(({ body }): unknown => JSON.parse(body))
}
