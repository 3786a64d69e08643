/** Folds the log into a world from its first event: only that shows what should be in the tables. */

import { applyStored } from '../../../schema/fold.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import { type LogRow, type Reader, readLog } from './read-log.ts'

export interface FoldProgress {
  readonly events: number
  readonly tick: number
  readonly upToTick: number
}

export interface FoldOptions {
  readonly shard: number
  readonly upToTick: number
  /** Called about every few thousand events. */
  readonly onProgress?: (progress: FoldProgress) => void
  /** Looks at each page before it is folded. */
  readonly onPage?: (page: readonly LogRow[]) => Promise<void> | void
}

export interface Folded {
  readonly world: WorldMap
  readonly events: number
  readonly last: LogRow | undefined
}

/** Folds everything up to and with a tick. Throws with the event's position when one cannot be applied. */
export async function foldLog(db: Reader, options: FoldOptions): Promise<Folded> {
  const { shard, upToTick } = options
  const world = new WorldMap()
  let events = 0
  let last: LogRow | undefined
  for await (const page of readLog(db, { shard, afterTick: 0, upToTick })) {
    await options.onPage?.(page)
    for (const row of page) applyRow(world, shard, row)
    events += page.length
    last = page.at(-1)
    options.onProgress?.({ events, tick: last?.tick ?? 0, upToTick })
  }
  return { world, events, last }
}

/** Applies one row of the log. */
export function applyRow(world: WorldMap, shard: number, row: LogRow): void {
  try {
    applyStored(world, {
      shard,
      tick: row.tick,
      ordinal: row.ordinal,
      beat: row.beat,
      atMs: row.atMs,
      type: row.type,
      version: row.version,
      data: row.data,
    })
  } catch (error) {
    throw new Error(`event ${row.tick}.${row.ordinal} (${row.type}) cannot be applied`, {
      cause: error,
    })
  }
}
