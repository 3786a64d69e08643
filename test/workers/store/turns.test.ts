/** Whose turn it is in a talk, read from committed jobs and the ledger with a worker's rights. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type JobOf, jobIdOf, talkKey } from '../../../schema/jobs.ts'
import { type Db, migrate, openDatabase } from '../../../server/platform/database.ts'
import { createTurns } from '../../../workers/store/turns.ts'
import { freshDatabase } from '../../support/servers.ts'
import { jobFor } from '../jobs.ts'

const nowMs = Date.UTC(2030, 0, 1)

let database: Awaited<ReturnType<typeof freshDatabase>>
let owner: Db
let worker: Db

beforeAll(async () => {
  database = await freshDatabase('turns')
  owner = openDatabase(database.url('owner'), 'test', 1)
  await migrate(owner)
  worker = openDatabase(database.url('worker'), 'w1', 2)
})
beforeEach(async () => {
  await sql`truncate jobs, ledger, shards`.execute(owner)
  await sql`insert into shards (shard, beat) values (1, 1000)`.execute(owner)
})
afterAll(async () => {
  await worker?.destroy()
  await owner?.destroy()
  await database?.drop()
})

/** A line as the tick commits it. */
async function said(
  tick: number,
  ordinal: number,
  speaker = 'p1',
  expiresAtBeat = 1_040,
  ageMs = 500,
) {
  const event = { shard: 1, tick, ordinal }
  const job: JobOf<'npc-reply'> = jobFor(
    'npc-reply',
    { speaker: { id: speaker, name: 'Ash' } },
    { event, job: jobIdOf('npc-reply', event), expiresAtBeat },
  )
  const key = talkKey(job.payload.npc.id, speaker)
  await sql`
    insert into jobs (id, shard, tick, lane, kind, key, created_ms, body)
    values (${job.job}, 1, ${tick}, 'talk', 'npc-reply', ${key}, ${nowMs - ageMs},
            convert_to(${JSON.stringify(job)}, 'UTF8'))`.execute(owner)
  return { id: job.job, kind: job.kind, key, expiresAtBeat }
}

async function answered(job: { id: string }, status = 1) {
  await sql`
    insert into commands (session, n, shard, tick, status, code, actor, enqueued_ms, done_ms)
    values (${job.id}, 1, 1, 2000, ${status}, '', '', 0, 0)`.execute(owner)
}

test('a later line waits until every earlier one of the same talk is in the ledger', async () => {
  const turns = createTurns(worker, () => nowMs)
  const one = await said(10, 2)
  const two = await said(10, 4)
  const three = await said(900_000, 1)
  expect([await turns.isNext(one), await turns.isNext(two), await turns.isNext(three)]).toEqual([
    true,
    false,
    false,
  ])
  await answered(two)
  expect(await turns.isNext(three)).toBe(false)
  // A refused answer is an end as well: the world has gone on.
  await answered(one, 2)
  expect(await turns.isNext(three)).toBe(true)
})

test('talks of others, and lines of one that the world has given up, hold nobody back', async () => {
  const turns = createTurns(worker, () => nowMs)
  await said(10, 2, 'p2')
  const given = await said(11, 2, 'p1', 997)
  const line = await said(12, 2)
  expect(await turns.isNext(line)).toBe(true)
  await sql`update shards set beat = 998`.execute(owner)
  expect(given.expiresAtBeat).toBe(997)
  expect(await turns.isNext(line)).toBe(false)
})

test('a line from long ago holds nobody back, though the world has stood still since', async () => {
  await said(10, 2, 'p1', 1_040, 61_000)
  expect(await createTurns(worker, () => nowMs).isNext(await said(11, 2))).toBe(true)
})
