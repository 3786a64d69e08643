/** A database whose flushes are watched, or changed before they run. */
import type { MemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import type { Flush, TickStore } from '../../server/core/store/tick-store.ts'

/** `around` is given each flush and what runs one, and answers for the store. */
export function aroundFlush(
  database: MemoryDatabase,
  around: (flush: Flush, run: TickStore['flush']) => ReturnType<TickStore['flush']>,
): MemoryDatabase {
  return {
    ...database,
    connect() {
      const store = database.connect()
      return { ...store, flush: (flush) => around(flush, store.flush) }
    },
  }
}

/** Tells of every flush that was committed, in the order in which the store made them. */
export const onCommit = (
  database: MemoryDatabase,
  committed: (flush: Flush) => void,
): MemoryDatabase =>
  aroundFlush(database, async (flush, run) => {
    const result = await run(flush)
    if (result === 'committed') committed(flush)
    return result
  })
