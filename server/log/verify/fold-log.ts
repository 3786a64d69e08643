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
  /** Goes on with what was folded up to `afterTick`; both are left out to begin with nothing. */
  readonly world?: WorldMap
  readonly afterTick?: number
  /** Called about every few thousand events. */
  readonly onProgress?: (progress: FoldProgress) => void
  /** Looks at each page while it is folded. */
  readonly onPage?: (page: readonly LogRow[]) => Promise<void> | void
}

export interface Folded {
  readonly world: WorldMap
  readonly events: number
  readonly last: LogRow | undefined
}

/** Folds everything up to and with a tick. Throws with the event's position when one cannot be applied. */
export async function foldLog(db: Reader, options: FoldOptions): Promise<Folded> {
  const { shard, upToTick, world = new WorldMap(), afterTick = 0 } = options
  let events = 0
  let last: LogRow | undefined
  for await (const page of readLog(db, { shard, afterTick, upToTick })) {
    const looking = options.onPage?.(page)
    try {
      for (const row of page) applyRow(world, row)
    } finally {
      // What the database does for it meanwhile costs no time.
      await looking
    }
    events += page.length
    last = page.at(-1)
    options.onProgress?.({ events, tick: last?.tick ?? 0, upToTick })
  }
  return { world, events, last }
}

/** Applies one row of the log. */
export function applyRow(world: WorldMap, row: LogRow): void {
  try {
    applyStored(world, row)
  } catch (error) {
    throw new Error(`event ${row.tick}.${row.ordinal} (${row.type}) cannot be applied`, {
      cause: error,
    })
  }
}
