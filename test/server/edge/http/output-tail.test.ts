/** The tail of outputs on a real store: every follower gets every tick once, in order. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Follower, OutputTail } from '../../../../server/edge/http/events/output-tail.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../../../support/servers.ts'

let database: FreshDatabase
let writer: Db
let reader: Db
let shard = 0
const troubles: unknown[] = []
const open: OutputTail[] = []

beforeAll(async () => {
  database = await freshDatabase('tail')
  writer = openDatabase(database.url('owner'), 'tail', 1)
  await migrate(writer)
  reader = openDatabase(database.url('gateway'), 'tail', 2)
})
afterEach(() => {
  for (const tail of open) tail.close()
  open.length = 0
  troubles.length = 0
})
afterAll(async () => {
  await reader?.destroy()
  await writer?.destroy()
  await database?.drop()
})

/** Each test has a shard of its own. */
function tailOfNewShard(db: Db = reader): OutputTail {
  shard += 1
  return tailOf(db)
}

function tailOf(db: Db = reader): OutputTail {
  const onTrouble = (_where: string, error: unknown) => troubles.push(error)
  const tail = new OutputTail({ db, shard, clock: systemClock, onTrouble })
  open.push(tail)
  return tail
}

async function tell(...ticks: readonly number[]): Promise<void> {
  for (const tick of ticks) {
    const output = { f: 'done', k: 1, request: `r${tick}`, n: 1, status: 'completed' }
    const body = {
      gw1: {
        outputs: [
          { ...output, to: ['s1'] },
          { ...output, k: 0, to: ['s1'] },
        ],
      },
      gw2: { outputs: [{ ...output, to: ['s2'] }] },
    }
    await writer
      .insertInto('outputs')
      .values({ shard, tick: String(tick), at_ms: '0', body: Buffer.from(JSON.stringify(body)) })
      .execute()
  }
}

function follower(): { follow: Follower; ticks: number[] } {
  const ticks: number[] = []
  return { ticks, follow: (told) => ticks.push(...told.map(({ tick }) => tick)) }
}

test('one output told through several gateways is one again, in the order of the tick', async () => {
  const tail = tailOfNewShard()
  await tell(1)
  const told: unknown[] = []
  await tail.follow(0, (ticks) => told.push(...ticks.flatMap(({ outputs }) => outputs)))
  expect(told).toMatchObject([
    { k: 0, to: ['s1'] },
    { k: 1, to: ['s1', 's2'] },
  ])
})

test('without a position it begins with the next tick', async () => {
  const tail = tailOfNewShard()
  await tell(1, 2)
  const { follow, ticks } = follower()
  expect(await tail.follow(null, follow)).toBe(true)
  await tell(3)
  tail.wake()
  await expect.poll(() => ticks).toEqual([3])
})

test('with a position it delivers the backlog first, however long, and then what comes', async () => {
  const tail = tailOfNewShard()
  await tell(...Array.from({ length: 450 }, (_, n) => n + 1))
  const { follow, ticks } = follower()
  expect(await tail.follow(20, follow)).toBe(true)
  expect(ticks).toHaveLength(430)
  await tell(451, 452)
  tail.wake()
  await expect.poll(() => ticks.at(-1)).toBe(452)
  expect(ticks).toEqual(Array.from({ length: 432 }, (_, n) => n + 21))
})

test('a tick that comes during the backlog is held back until then', async () => {
  const tail = tailOfNewShard()
  await tell(1)
  const [first, second] = [follower(), follower()]
  await tail.follow(null, first.follow)
  await tell(2, 3)
  const following = tail.follow(0, second.follow)
  await tell(4)
  tail.wake()
  await following
  await expect.poll(() => second.ticks.at(-1)).toBe(4)
  expect(second.ticks).toEqual([1, 2, 3, 4])
  expect(first.ticks).toEqual([2, 3, 4])
})

test('a backlog of which part is gone says so', async () => {
  const tail = tailOfNewShard()
  await tell(5, 6)
  const [late, current] = [follower(), follower()]
  expect(await tail.follow(2, late.follow)).toBe(false)
  expect(await tail.follow(4, current.follow)).toBe(true)
  expect([late.ticks, current.ticks]).toEqual([
    [5, 6],
    [5, 6],
  ])
})

test('a timeline that begins comes after all that was told before it, once, and before what follows', async () => {
  const tail = tailOfNewShard()
  const seen: [tick: number, timeline: number][] = []
  await tail.follow(null, (told) =>
    seen.push(...told.map((one) => [one.tick, one.timeline] as [number, number])),
  )
  await tell(...Array.from({ length: 250 }, (_, n) => n + 1), 1_001)
  tail.turn(1_000)
  await expect.poll(() => seen.at(-1)?.[0]).toBe(1_001)
  expect(seen.map(([tick]) => tick)).toEqual([
    ...Array.from({ length: 250 }, (_, n) => n + 1),
    1_000,
    1_001,
  ])
  expect(seen.filter(([, timeline]) => timeline > 0)).toEqual([[1_000, 1_000]])
})

test('two that begin at the same moment both get every tick', async () => {
  const tail = tailOfNewShard()
  await tell(1)
  const [first, second] = [follower(), follower()]
  const both = [tail.follow(null, first.follow), tail.follow(null, second.follow)]
  await Promise.all(both)
  await tell(2)
  tail.wake()
  await expect.poll(() => second.ticks).toEqual([2])
  expect(first.ticks).toEqual([2])
})

test('one that has left gets nothing any more, also in the middle of its backlog', async () => {
  const tail = tailOfNewShard()
  await tell(...Array.from({ length: 250 }, (_, n) => n + 1))
  const { follow, ticks } = follower()
  const leaving: Follower = (told) => {
    follow(told)
    tail.unfollow(leaving)
  }
  await tail.follow(0, leaving)
  expect(ticks).toHaveLength(200)
  await tell(251)
  tail.wake()
  const after = follower()
  await tail.follow(250, after.follow)
  await expect.poll(() => after.ticks).toEqual([251])
  expect(ticks).toHaveLength(200)
})

test('it goes on where it stood when nobody followed for a while', async () => {
  const tail = tailOfNewShard()
  const before = follower()
  await tail.follow(null, before.follow)
  tail.unfollow(before.follow)
  await tell(1)
  const after = follower()
  await tail.follow(0, after.follow)
  await tell(2)
  tail.wake()
  await expect.poll(() => after.ticks).toEqual([1, 2])
})

test('a store that cannot be read refuses the follower; once it is read again, the next one is served', async () => {
  const gone = openDatabase('postgres://nobody@127.0.0.1:1/none', 'tail', 1)
  const tail = tailOfNewShard(gone)
  await expect(tail.follow(null, follower().follow)).rejects.toThrow()
  await gone.destroy()
  const { follow, ticks } = follower()
  const again = tailOf()
  await again.follow(0, follow)
  await tell(1)
  again.wake()
  await expect.poll(() => ticks).toEqual([1])
  expect(troubles).toEqual([])
})
