/**
 * How many copies of each prototype are in the world: one small record per zone of prototypes. The
 * world updates it whenever an item or mobile comes to be or ceases to be. Resets read it, so a
 * limit holds for the whole world although most of the world is not in memory.
 *
 * Copies that an absent player owns are not in the world: they stop counting when their owner
 * leaves and count again on return, as in the classic engines.
 */
import type { Item, Mobile, Record_ } from './entities.ts'
import { DEFINITIONS_PLACE, type PrototypeId, type RecordId } from './ids.ts'
import { recordData, type WorldReader } from './world.ts'

type Reader = Pick<WorldReader, 'get'>

type Counts = Readonly<Record<PrototypeId, number>>

function recordOf(proto: PrototypeId): RecordId | undefined {
  const dot = proto.indexOf('.')
  return dot > 0 ? `copies:${proto.slice(0, dot)}` : undefined
}

/** Copies of a prototype that are in the world now; a stack counts once. */
export function copiesOf(world: Reader, proto: PrototypeId): number {
  const record = recordOf(proto)
  return record ? (recordData<Counts>(world, record)?.[proto] ?? 0) : 0
}

/** The zone's record after one copy more or less; undefined for things without a prototype. */
export function withCount(world: Reader, copy: Item | Mobile, change: 1 | -1): Record_ | undefined {
  const id = typeof copy.proto === 'string' ? recordOf(copy.proto) : undefined
  if (!id) return undefined
  const { [copy.proto]: before = 0, ...others } = recordData<Counts>(world, id) ?? {}
  const after = Math.max(0, before + change)
  const data = after > 0 ? { ...others, [copy.proto]: after } : others
  return { id, kind: 'record', of: 'copies', place: DEFINITIONS_PLACE, data }
}
