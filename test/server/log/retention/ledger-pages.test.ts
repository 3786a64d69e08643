/** The ledger keeps 64 numbers of a session in one row, and tells of each of them what it told before. */
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../../../schema/db/migrations/index.ts'
import { openPostgresTickStore } from '../../../../server/core/store/postgres-tick-store.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { flushAfter } from '../../../contract/tick-store-contract.ts'
import { freshDatabase } from '../../../support/servers.ts'

let db: Db
let url: string
let drop: () => Promise<unknown>

beforeAll(async () => {
  const made = await freshDatabase('ledger')
  url = made.url('owner')
  drop = made.drop
  db = openDatabase(url, 'ledger-test', 2)
})
afterAll(async () => {
  await db.destroy()
  await drop()
})

const lines = async () =>
  (
    await sql`select session, n, shard, tick, status, code, actor, enqueued_ms, done_ms
    from commands order by session, n`.execute(db)
  ).rows

test('a ledger of rows becomes one of pages, and says the same', async () => {
  const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0012'))
  const migrator = new Migrator({ db, provider: { getMigrations: async () => before } })
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  await sql`
    insert into commands (session, n, shard, tick, status, code, actor, enqueued_ms, done_ms)
    select s, n, 1, 100 + n / 2, 1 + n % 2, case n % 2 when 1 then 'not-here' else '' end, 'c' || s,
      1700000000000 + n * 1000 - n % 7, 1700000000000 + n / 2 * 2000
    from unnest(array['sann', 'sbob']) s, generate_series(1, 150) n`.execute(db)
  const rows = await lines()
  await migrate(db)
  expect(await lines()).toEqual(rows)
  const { rows: pages } =
    await sql`select session, page, last_n as last from ledger order by 1, 2`.execute(db)
  expect(pages.slice(0, 3)).toEqual([
    { session: 'sann', page: 0, last: 64 },
    { session: 'sann', page: 1, last: 128 },
    { session: 'sann', page: 2, last: 150 },
  ])
})

test('what the tick adds is one line each; what is there already is refused', async () => {
  const store = openPostgresTickStore(url)
  const lead = await store.acquire(1, 'one', 60_000)
  const flush = flushAfter(1, lead?.epoch ?? 0, lead?.tick ?? 0)
  const row = (n: number) => ({
    session: 'sann',
    n,
    status: 2,
    code: 'what.is:this, now',
    actor: 'csann',
    enqueuedMs: 990,
  })
  await store.flush({ ...flush, atMs: 1_000, commands: [row(151), row(152)] })
  expect(await store.lastNumbers(['sann', 'snew'])).toEqual(
    new Map([
      ['sann', 152],
      ['snew', 0],
    ]),
  )
  expect(await store.outcome('sann', 152)).toEqual({ n: 152, status: 2 })
  expect(await store.outcome('sann', 3)).toEqual({ n: 3, status: 2 })
  expect(await store.outcome('sann', 153)).toBeNull()
  expect((await lines())[151]).toMatchObject({
    n: 152,
    tick: '1',
    status: 2,
    code: 'what-is-this--now',
    enqueued_ms: '990',
    done_ms: '1000',
  })
  const second = { ...flush, tick: flush.tick + 1, atMs: 2_000 }
  for (const again of [[row(152)], [row(153), row(153)], [row(7)]]) {
    await expect(store.flush({ ...second, commands: again })).rejects.toThrow('flush refused')
  }
  expect(await store.flush({ ...second, commands: [row(153)] })).toBe('committed')
  await store.close()
})

test('a line that is changed or deleted by hand leaves the others as they are', async () => {
  const rows = await lines()
  await sql`update commands set done_ms = done_ms - 172800000 where session = 'sbob' and n = 3`.execute(
    db,
  )
  await sql`delete from commands where session = 'sbob' and n = 5`.execute(db)
  const now = await lines()
  const isTouched = (one: unknown) => {
    const { session, n } = one as { session: string; n: number }
    return session === 'sbob' && (n === 3 || n === 5)
  }
  expect(now.filter((one) => !isTouched(one))).toEqual(rows.filter((one) => !isTouched(one)))
  expect(now).toHaveLength(rows.length - 1)
})
