/** Brings into memory what a leader starts with. */
import type { RoomCache } from './room-cache.ts'
import type { TickStore } from './tick-store.ts'

/** Definitions and rooms read with one query: some milliseconds of work, so that a process stays awake. */
const page = { definitions: 2_000, rooms: 200 }

/**
 * Fills the cache page by page. `between` is asked after each page whether to go on: reading a large
 * world takes longer than a lease lasts.
 * @returns false when `between` ended it
 */
export async function loadStart(
  store: Pick<TickStore, 'startIds' | 'loadAlone' | 'loadTrees'>,
  shard: number,
  cache: RoomCache,
  between: () => Promise<boolean> = async () => true,
): Promise<boolean> {
  const { definitions, rooms } = await store.startIds(shard)
  // Nothing is in a definition.
  for (const ids of pagesOf(definitions, page.definitions)) {
    cache.fill([], await store.loadAlone(shard, ids))
    if (!(await between())) return false
  }
  for (const ids of pagesOf(rooms, page.rooms)) {
    cache.fill([], await store.loadTrees(shard, ids))
    if (!(await between())) return false
  }
  return true
}

function* pagesOf<T>(all: readonly T[], size: number): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size)
}
