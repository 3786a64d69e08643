/**
 * Makes rows of the table of entities anew from the log. It works beside a running game: the long part
 * only reads, and the short one fences the leader, brings the fold up to the leader's last tick, and
 * writes in the same transaction, so that a kill at any moment leaves all of it or nothing. The next
 * leader begins with an empty memory, because what the last one had loaded may have been wrong.
 */
import { sql } from 'kysely'
import { canonical } from '../../../schema/canonical.ts'
import type { Entity } from '../../../schema/entities.ts'
import type { EntityId } from '../../../schema/ids.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Db } from '../../platform/database.ts'
import { atOneMoment, lastTickOf } from '../parts/parts.ts'
import { applyRow, type FoldProgress, foldLog } from './fold-log.ts'
import { isSame, pairsWithTable, rowsOf } from './pairs.ts'
import { type Reader, readLog } from './read-log.ts'

export interface RebuildOptions {
  readonly shard: number
  /** The entities to look at; none means all. */
  readonly ids: readonly EntityId[]
  readonly onProgress?: (progress: FoldProgress) => void
}

export interface Rebuilt {
  /** Ids of rows that were not as the log says and are now. */
  readonly written: readonly EntityId[]
  /** Ids of rows that the log knows nothing of. */
  readonly removed: readonly EntityId[]
}

/** Makes rows anew that differ from the log. Throws with words for a person when an id is nowhere. */
export async function rebuildRows(db: Db, options: RebuildOptions): Promise<Rebuilt> {
  const { shard } = options
  const { world, tick, differing } = await differences(db, options)
  if (differing.length === 0) return { written: [], removed: [] }
  return await db.transaction().execute(async (work) => {
    const last = await fenceLeader(work, shard)
    for await (const page of readLog(work, { shard, afterTick: tick, upToTick: last })) {
      for (const row of page) applyRow(world, row)
    }
    const entities = differing.flatMap((id) => world.get(id) ?? [])
    const removed = differing.filter((id) => !world.get(id))
    await upsertEntities(work, shard, entities, last)
    await sql`
      delete from entities where shard = ${shard} and id = any(${removed}::text[])`.execute(work)
    return { written: entities.map(({ id }) => id), removed }
  })
}

interface Differences {
  readonly world: WorldMap
  readonly tick: number
  readonly differing: readonly EntityId[]
}

async function differences(
  db: Db,
  { shard, ids, onProgress }: RebuildOptions,
): Promise<Differences> {
  return await atOneMoment(db, async (moment) => {
    const tick = await lastTickOf(moment, shard)
    const folding = { shard, upToTick: tick, ...(onProgress ? { onProgress } : {}) }
    const { world } = await foldLog(moment, folding)
    const asked = new Set(ids)
    const differing: EntityId[] = []
    for await (const pair of pairsWithTable(moment, shard, rowsOf(world))) {
      const id = pair.log?.id ?? pair.table?.id ?? ''
      const isAsked = ids.length === 0 || asked.delete(id)
      if (isAsked && !isSame(pair)) differing.push(id)
    }
    const [unknown] = asked
    if (unknown !== undefined) throw new Error(`Neither the log nor the table knows ${unknown}.`)
    return { world, tick, differing }
  })
}

/**
 * Ends the present leadership: its next write is refused, and the lease is free at once.
 * @returns the shard's last tick, after which nothing is written before the transaction ends
 */
export async function fenceLeader(db: Reader, shard: number): Promise<number> {
  const { rows } = await sql<{ tick: number }>`
    update shards set epoch = epoch + 1, owner = '', lease_until = '-infinity'
    where shard = ${shard} returning tick::float8 as tick`.execute(db)
  const [row] = rows
  if (!row) throw new Error('This database holds no world yet.')
  return row.tick
}

const batchRows = 2_000

/** Writes the rows of entities where they differ, noting `tick`; returns how many were written. */
export async function upsertEntities(
  db: Reader,
  shard: number,
  entities: readonly Entity[],
  tick: number,
): Promise<number> {
  let written = 0
  for (let at = 0; at < entities.length; at += batchRows) {
    const batch = entities.slice(at, at + batchRows)
    const { rows } = await sql`
      insert into entities (shard, id, kind, place, tick, body)
      select ${shard}::int, u.id, u.kind, u.place, ${tick}::bigint, convert_to(u.body, 'UTF8')
      from unnest(${batch.map((one) => one.id)}::text[], ${batch.map((one) => one.kind)}::text[],
                  ${batch.map((one) => one.place)}::text[], ${batch.map(canonical)}::text[])
        as u(id, kind, place, body)
      on conflict (shard, id) do update
        set kind = excluded.kind, place = excluded.place, tick = excluded.tick, body = excluded.body
        where (entities.kind, entities.place, entities.body)
          is distinct from (excluded.kind, excluded.place, excluded.body)
      returning id`.execute(db)
    written += rows.length
  }
  return written
}
