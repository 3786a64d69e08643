/** Lists of ids that are kept in the order of their characters. */
import type { EntityId } from './ids.ts'

/** Binary search: the first position whose id does not sort before `id`. */
export function firstNotBefore(ids: readonly EntityId[], id: EntityId): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') < id) low = middle + 1
    else high = middle
  }
  return low
}

export type Move = 'came' | 'left'

/** Merges a sorted list with what came and left. What stays is copied, and compared with nothing. */
export function withMoves(
  ids: readonly EntityId[],
  moved: ReadonlyMap<EntityId, Move>,
): readonly EntityId[] {
  const merged: EntityId[] = []
  let at = 0
  const copyTo = (end: number) => {
    for (; at < end; at += 1) merged.push(ids[at] ?? '')
  }
  for (const id of [...moved.keys()].sort()) {
    copyTo(firstNotBefore(ids, id))
    if (moved.get(id) === 'came') merged.push(id)
    if (ids[at] === id) at += 1
  }
  copyTo(ids.length)
  return merged
}
