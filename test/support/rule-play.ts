/** The rule machine of the server, for tests of rules. */
import { WorldMap } from '../../schema/world-map.ts'

export { type Play, playIn, type Turn } from '../../server/world/play.ts'

/** A copy of a world in one layer, which a play may change. */
export function oneLayer(world: WorldMap): WorldMap {
  const copy = new WorldMap()
  const layers: WorldMap[] = []
  for (let layer: WorldMap | undefined = world; layer; layer = layer.below) layers.unshift(layer)
  for (const layer of layers) {
    for (const [id, entity] of layer.entities) entity ? copy.load(entity) : copy.forget(id)
  }
  return copy
}
