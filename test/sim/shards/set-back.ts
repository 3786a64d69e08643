/**
 * The store goes back in time: what was committed after some moment is gone for both shards at once, as
 * when a standby that lags takes over. Streams keep what they have, and clients what they were told.
 */

import type { MemoryTables } from '../../../server/core/store/memory-tables.ts'
import type { MemoryDatabase } from '../../../server/core/store/memory-tick-store.ts'
import type { Commit } from './shard-checks.ts'

export interface Moment {
  /** Puts the store back to this moment. */
  restore(): void
}

export function keepMoment(
  database: MemoryDatabase,
  shards: readonly number[],
  commits: Commit[],
): Moment {
  const kept = shards.map((shard) => ({ shard, copy: structuredClone(database.tables(shard)) }))
  return {
    restore() {
      for (const { shard, copy } of kept) {
        const { tick } = copy.shard
        putBack(database.tables(shard), copy)
        const left = commits.filter((one) => one.shard !== shard || one.tick <= tick)
        commits.splice(0, commits.length, ...left)
      }
    },
  }
}

function putBack(tables: MemoryTables, copy: MemoryTables): void {
  // Statements of the old server's leaders cannot reach the new one, whatever epochs it counts.
  const { epoch } = tables.shard
  const nobody = { epoch, owner: '', leaseUntilMs: Number.NEGATIVE_INFINITY }
  Object.assign(tables.shard, copy.shard, nobody)
  refill(tables.events, copy.events)
  refill(tables.commits, copy.commits)
  for (const name of ['entities', 'ledger', 'lastNumbers', 'outputs', 'jobs'] as const) {
    const map = tables[name] as Map<unknown, unknown>
    map.clear()
    for (const [key, value] of copy[name]) map.set(key, value)
  }
}

function refill<T>(list: T[], from: readonly T[]): void {
  list.splice(0, list.length, ...from)
}
