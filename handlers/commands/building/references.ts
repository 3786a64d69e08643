/** What names what: the part of a world's checks that an order can ask without every room in memory. */

import type { WorldReader } from '../../../schema/world.ts'
import type { OrderProblem } from '../../../schema/world-file/build-orders.ts'
import { builtKinds } from '../../../schema/world-file/built-kinds.ts'
import type { Json } from './fields.ts'

/** Items, mobiles and rooms that the steps of a reset program name and that there are not. */
export function missingIn(world: WorldReader, value: Json, path = ''): OrderProblem[] {
  return Object.entries(value).flatMap(([key, one]): OrderProblem[] => {
    const field = path ? `${path}.${key}` : key
    if (one !== null && typeof one === 'object') return missingIn(world, one as Json, field)
    if (typeof one !== 'string' || isThere(world, key, one)) return []
    return [{ field, words: `expected an existing ${key}, but there is no ${one}` }]
  })
}

function isThere(world: WorldReader, key: string, id: string): boolean {
  if (key === 'room') return world.room(id) !== undefined
  return !(key === 'item' || key === 'mobile') || world.definitions.get(key, id) !== undefined
}

/** Declarations that name an id somewhere, as `mobile saltmere.garth`. */
export function namedElsewhere(world: WorldReader, of: string, id: string): string[] {
  return builtKinds.flatMap((kind) =>
    world.definitions
      .all<Json>(kind)
      .filter(({ key, data }) => !(kind === of && key === id) && names(data, id))
      .map(({ key }) => `${kind} ${key}`),
  )
}

function names(value: unknown, id: string): boolean {
  if (typeof value === 'string') return value === id
  return (
    value !== null &&
    typeof value === 'object' &&
    Object.values(value).some((one) => names(one, id))
  )
}
