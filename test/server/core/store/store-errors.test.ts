/** What the tick's store makes of a database that is away, busy, or refuses what it is given. */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgresTickStore } from '../../../../server/core/store/postgres-tick-store.ts'
import { PoisonFlush } from '../../../../server/core/store/tick-store.ts'
import { migrate, openDatabase } from '../../../../server/platform/database.ts'
import {
  classifyError,
  RetryableError,
  UnknownOutcome,
} from '../../../../server/platform/errors.ts'
import { portForLater } from '../../../support/ports.ts'
import { startLink } from '../../../chaos/link.ts'
import { flushAfter } from '../../../contract/tick-store-contract.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'

let database: FreshDatabase
let owner: pg.Client
/** Only the login of the tick may end what is connected under it. */
let tick: pg.Client
beforeAll(async () => {
  database = await freshDatabase('store_errors')
  const db = openDatabase(database.url('owner'), 'test')
  await migrate(db)
  await db.destroy()
  owner = new pg.Client({ connectionString: database.url('owner') })
  await owner.connect()
  tick = new pg.Client({ connectionString: database.url('tick') })
  await tick.connect()
})
afterAll(async () => {
  await owner.end()
  await tick.end()
  await database.drop()
})

let shards = 0

/** A leader on a shard of its own, with the flush that comes next. */
async function lead(url = database.url('tick')) {
  shards += 1
  const shard = shards
  const store = openPostgresTickStore(url)
  const checkpoint = await store.acquire(shard, 'one', 60_000)
  const epoch = checkpoint?.epoch ?? 0
  return { store, shard, epoch, next: flushAfter(shard, epoch, 0) }
}

type Leading = Awaited<ReturnType<typeof lead>>

async function failure(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
}

/** The error of a call that waits for a lock when `disturb` happens to it. */
async function failureWhileWaiting(
  call: () => Promise<unknown>,
  disturb: (pid: number) => Promise<unknown>,
): Promise<unknown> {
  await owner.query('begin; lock table shards, entities in access exclusive mode')
  try {
    const failed = failure(call())
    await expect.poll(waitingBackend, { interval: 10 }).not.toBe(0)
    await disturb(await waitingBackend())
    return await failed
  } finally {
    await owner.query('rollback')
  }
}

/** The backend of the tick that waits for a lock; 0 when none does. */
async function waitingBackend(): Promise<number> {
  const { rows } = await tick.query<{ pid: number }>(
    `select pid from pg_stat_activity
     where datname = current_database() and usename = 'mud_tick' and wait_event_type = 'Lock'`,
  )
  return rows[0]?.pid ?? 0
}

const terminate = (pid: number) => tick.query('select pg_terminate_backend($1)', [pid])

/** The store goes on where it was, over a connection of its own making. */
async function expectToGoOn({ store, shard, epoch }: Leading): Promise<void> {
  const settled = await store.settle(shard, epoch)
  expect(settled).toEqual({ epoch: epoch + 1, tick: 0 })
  expect(await store.flush(flushAfter(shard, epoch + 1, 0))).toBe('committed')
  await store.close()
}

test('a database that is not there is retryable', async () => {
  const url = new URL(database.url('tick'))
  url.port = String(await portForLater())
  const store = openPostgresTickStore(url.href)
  const error = await failure(store.acquire(1, 'one', 1_000))
  expect(error).toBeInstanceOf(RetryableError)
  expect(classifyError(error).code).toBe('ECONNREFUSED')
  await store.close()
})

test.each([
  ['a read', RetryableError, ({ store, shard }: Leading) => store.loadTrees(shard, ['hall'])],
  ['a renewal', RetryableError, ({ store, shard, epoch }: Leading) => store.renew(shard, epoch, 9)],
  ['a flush', UnknownOutcome, ({ store, next }: Leading) => store.flush(next)],
])('%s whose backend is terminated ends as it should, and the store goes on', async (...row) => {
  const [, kind, call] = row
  const leading = await lead()
  const error = await failureWhileWaiting(() => call(leading), terminate)
  expect(error).toBeInstanceOf(kind)
  expect(classifyError(error).code).toBe('57P01')
  await expectToGoOn(leading)
})

test.each([
  ['a read', RetryableError, ({ store, shard }: Leading) => store.loadTrees(shard, ['hall'])],
  ['a flush', UnknownOutcome, ({ store, next }: Leading) => store.flush(next)],
])('%s whose link is cut ends as it should, and the store goes on', async (...row) => {
  const [, kind, call] = row
  const url = new URL(database.url('tick'))
  const link = await startLink(Number(url.port), () => 0.5)
  url.port = String(link.port)
  const leading = await lead(url.href)
  const error = await failureWhileWaiting(
    () => call(leading),
    async (pid) => {
      link.set('cut')
      link.set('open')
      // The server would only notice when it answers, and the statement may still go through.
      await terminate(pid)
    },
  )
  expect(error).toBeInstanceOf(kind)
  await expectToGoOn(leading)
  link.close()
})

test('a lock that is held for too long is retryable for a renewal and unknown for a flush', async () => {
  const leading = await lead()
  const { store, shard, epoch, next } = leading
  await owner.query('begin')
  await owner.query('select from shards where shard = $1 for update', [shard])
  const renewal = await failure(store.renew(shard, epoch, 9))
  const flush = await failure(store.flush(next))
  await owner.query('rollback')
  expect(renewal).toBeInstanceOf(RetryableError)
  expect(flush).toBeInstanceOf(UnknownOutcome)
  expect([renewal, flush].map((error) => classifyError(error).code)).toEqual(['55P03', '55P03'])
  await expectToGoOn(leading)
})

test('a serialization failure is retryable', async () => {
  const setting = `alter database ${database.name} set default_transaction_isolation`
  await owner.query(`${setting} to 'repeatable read'`)
  const leading = await lead()
  await owner.query(`alter database ${database.name} reset default_transaction_isolation`)
  const { store, shard, epoch } = leading
  await owner.query('begin')
  await owner.query('update shards set beat = beat where shard = $1', [shard])
  const renewal = failure(store.renew(shard, epoch, 9))
  await expect.poll(waitingBackend, { interval: 10 }).not.toBe(0)
  await owner.query('commit')
  const error = await renewal
  expect(error).toBeInstanceOf(RetryableError)
  expect(classifyError(error).code).toBe('40001')
  await expectToGoOn(leading)
})

test('what is wrong with the data is poison, what is wrong with a statement is neither', async () => {
  const leading = await lead()
  const { store, next, shard } = leading
  const twice = { session: 's', n: 1, status: 1, code: '', actor: '', enqueuedMs: 1 }
  const poison = await failure(store.flush({ ...next, commands: [twice, twice] }))
  // The page of the ledger refuses a number that is there twice: it leaves no last one.
  expect(poison).toBeInstanceOf(PoisonFlush)
  expect(classifyError(poison).code).toBe('23502')
  // A tick that is not allowed to read is set up wrongly, and waiting will not help.
  await owner.query('revoke select on entities from mud_tick')
  const refused = await failure(store.loadTrees(shard, ['hall']))
  await owner.query('grant select on entities to mud_tick')
  expect(classifyError(refused)).toEqual({ kind: 'bug', code: '42501' })
  await expectToGoOn(leading)
})
