/** Writes the current state from a world that was folded from the log. */
import { sql } from 'kysely'
import { canonical } from '../../../schema/canonical.ts'
import type { Entity } from '../../../schema/entities.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Reader } from './read-log.ts'

const batchRows = 2_000

/** Inserts every entity of `world` into an empty table; `tick` is noted as the tick of all rows. */
export async function writeEntities(
  db: Reader,
  shard: number,
  world: WorldMap,
  tick: number,
): Promise<number> {
  const entities = [...world.entities.values()].filter((entity): entity is Entity => !!entity)
  for (let at = 0; at < entities.length; at += batchRows) {
    const batch = entities.slice(at, at + batchRows)
    await sql`
      insert into entities (shard, id, kind, place, tick, body)
      select ${shard}::int, u.id, u.kind, u.place, ${tick}::bigint, convert_to(u.body, 'UTF8')
      from unnest(${batch.map((one) => one.id)}::text[], ${batch.map((one) => one.kind)}::text[],
                  ${batch.map((one) => one.place)}::text[], ${batch.map(canonical)}::text[])
        as u(id, kind, place, body)`.execute(db)
  }
  return entities.length
}
