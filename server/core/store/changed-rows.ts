/** The changes of a layer of the world, as rows of the table of entities. */
import { canonical } from '../../../schema/canonical.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { EntityRow, Flush } from './tick-store.ts'

/** The rows to write and the ids to delete, so that the table is what `layer` says. */
export function changedRows(layer: WorldMap): Pick<Flush, 'upserts' | 'removals'> {
  const upserts: EntityRow[] = []
  const removals: string[] = []
  for (const [id, entity] of layer.entities) {
    if (entity === null) removals.push(id)
    else upserts.push({ id, kind: entity.kind, place: entity.place, body: canonical(entity) })
  }
  return { upserts, removals }
}
