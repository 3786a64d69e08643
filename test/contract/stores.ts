/** The two stores as the contract suites see them. */

import { createMemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import { openPostgresTickStore } from '../../server/core/store/postgres-tick-store.ts'
import { createOutputArchive } from '../../server/edge/session/output-archive.ts'
import { type Db, migrate, openDatabase } from '../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../support/servers.ts'
import type { StoreUnderTest } from './tick-store-contract.ts'

export async function postgresStore(): Promise<StoreUnderTest> {
  const database: FreshDatabase = await freshDatabase('contract')
  const db: Db = openDatabase(database.url('owner'), 'contract', 2)
  await migrate(db)
  const archive = createOutputArchive(db)
  return {
    // The role of the tick, not the owner: the contract holds with the rights it has.
    connect: () => openPostgresTickStore(database.url('tick')),
    async outputsAfter(shard, tick, gateway) {
      const ticks = await archive.read(shard, tick, Number.MAX_SAFE_INTEGER, { gateway })
      return ticks.flatMap(({ outputs }) => [...outputs])
    },
    elapse: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async end() {
      await db.destroy()
      await database.drop()
    },
  }
}

export async function memoryStore(): Promise<StoreUnderTest> {
  let nowMs = 1_000
  const database = createMemoryDatabase(() => nowMs)
  return {
    connect: () => database.connect(),
    async outputsAfter(shard, tick, gateway) {
      const ticks = await database.archive.read(shard, tick, Number.MAX_SAFE_INTEGER, { gateway })
      return ticks.flatMap(({ outputs }) => [...outputs])
    },
    async elapse(ms) {
      nowMs += ms
    },
    end: async () => undefined,
  }
}
