/** What a load costs must not grow with what is stored: seen in Postgres' own statistics. */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgresTickStore } from '../../../../server/core/store/postgres-tick-store.ts'
import { migrate, openDatabase } from '../../../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'

const stored = 20_000

let database: FreshDatabase
let owner: pg.Client
beforeAll(async () => {
  database = await freshDatabase('cold_load')
  const db = openDatabase(database.url('owner'), 'test')
  await migrate(db)
  await db.destroy()
  owner = new pg.Client({ connectionString: database.url('owner') })
  await owner.connect()
  const body = `convert_to(jsonb_build_object('id', 'z.r' || n, 'kind', 'room')::text, 'UTF8')`
  await owner.query(`
    insert into entities (shard, id, kind, place, tick, body)
    select 1, 'z.r' || n, 'room', '', 1, ${body} from generate_series(1, ${stored}) n`)
  await owner.query(`
    insert into entities (shard, id, kind, place, tick, body)
    select 1, 'i' || n, 'item', 'z.r' || n, 1, ${body} from generate_series(1, ${stored}) n`)
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

async function rowsRead(): Promise<number> {
  const { rows } = await owner.query<{ read: string }>(`
    select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read
    from pg_stat_user_tables where relname = 'entities'`)
  return Number(rows[0]?.read ?? 0)
}

test('a room is loaded without reading the others, with and without the planner’s statistics', async () => {
  for (const analyzed of [false, true]) {
    if (analyzed) await owner.query('analyze entities')
    const before = await rowsRead()
    const store = openPostgresTickStore(database.url('tick'))
    for (let n = 1; n <= 10; n += 1) {
      expect(await store.loadTrees(1, [`z.r${n}`, `z.r${n + 100}`])).toHaveLength(4)
    }
    // A backend hands in its statistics when it ends.
    await store.close()
    await expect.poll(rowsRead).toBeGreaterThan(before)
    expect((await rowsRead()) - before).toBeLessThan(1_000)
  }
})
