/**
 * Rows of the table of entities as entities. The table is derived from the log, so a row that is damaged
 * is set aside, reported, and made again from the log; it stops neither a start nor a tick.
 */
import type { Entity } from '../../../schema/entities.ts'
import { shapeTrouble } from '../../../schema/entity-shape.ts'
import type { EntityId } from '../../../schema/ids.ts'

/** A row with its columns, and its body as bytes or as text. */
export interface StoredRow {
  readonly id: EntityId
  readonly kind: string
  readonly place: EntityId
  readonly body: string | Buffer
}

export interface BrokenRow {
  readonly id: EntityId
  /** What is wrong with it, for operators. */
  readonly why: string
}

/**
 * Makes entities again from the log, as of the shard's checkpoint. An entity that the log does not know
 * is null. Rejects when the log cannot be read.
 */
export type Mend = (
  shard: number,
  broken: readonly BrokenRow[],
) => Promise<ReadonlyMap<EntityId, Entity | null>>

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The entity of a row, or what is wrong with the row. */
export function readRow({ id, kind, place, body }: StoredRow): Entity | BrokenRow {
  let entity: Entity
  try {
    entity = JSON.parse(typeof body === 'string' ? body : utf8.decode(body)) as Entity
  } catch (error) {
    return { id, why: `its body cannot be read: ${error instanceof Error ? error.message : ''}` }
  }
  const why = shapeTrouble(entity) ?? columnTrouble(entity, { id, kind, place })
  return why === undefined ? entity : { id, why }
}

function columnTrouble(entity: Entity, row: Omit<StoredRow, 'body'>): string | undefined {
  const other = (['id', 'kind', 'place'] as const).find((field) => entity[field] !== row[field])
  return other && `its column ${other} says "${row[other]}", its body "${entity[other]}"`
}

export const isBroken = (one: Entity | BrokenRow): one is BrokenRow => 'why' in one

/** The entities of rows; those that are broken come from the log instead, or are left out. */
export async function soundEntities(
  rows: readonly StoredRow[],
  shard: number,
  mend: Mend,
): Promise<Entity[]> {
  const entities: Entity[] = []
  const broken = new Map<EntityId, BrokenRow>()
  for (const row of rows) {
    const read = readRow(row)
    if (isBroken(read)) broken.set(read.id, read)
    else entities.push(read)
  }
  if (broken.size === 0) return entities
  const mended = await mend(shard, [...broken.values()])
  for (const entity of mended.values()) if (entity) entities.push(entity)
  return entities
}
