/** One thing, or a place with all that is in it, as it was at the end of a tick. */
import type { Entity } from '../../../schema/entities.ts'
import { type EntityId, FIRST_SHARD } from '../../../schema/ids.ts'
import { itemName, named } from '../../../schema/words.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Reader } from '../verify/read-log.ts'
import { lookAt } from './world-at.ts'

/** A thing with what it held, at every depth. */
export interface StateTree {
  readonly entity: Entity
  /** What players called it then; empty for what has no name. */
  readonly name: string
  readonly contents: readonly StateTree[]
}

/** The state at the end of `tick`, with its contents; null when it did not exist then. */
export async function stateAt(
  db: Reader,
  id: EntityId,
  tick: number,
  shard = FIRST_SHARD,
): Promise<StateTree | null> {
  return await lookAt(db, { shard, tick }, (world) => treeOf(world, id, 0))
}

/** Containers nest a few deep; the bound keeps a damaged world from hanging the process. */
const depthMax = 16

function treeOf(world: WorldMap, id: EntityId, depth: number): StateTree | null {
  const entity = world.get(id)
  if (!entity) return null
  const inside = depth < depthMax ? world.idsAt(id) : []
  const contents = inside
    .map((inner) => treeOf(world, inner, depth + 1))
    .filter((tree): tree is StateTree => tree !== null)
  return { entity, name: nameOf(world, entity), contents }
}

/** What a person calls an entity. */
export function nameOf(world: WorldMap, entity: Entity): string {
  if (entity.kind === 'room') return entity.title
  if (entity.kind === 'item') return itemName(world, entity)
  if (entity.kind === 'definition') return entity.key
  return entity.kind === 'character' || entity.kind === 'mobile' ? named(world, entity.id).name : ''
}
