/** What workers may have removed, and what stays: with the rights of the worker's login. */
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Db, migrate, openDatabase } from '../../../server/platform/database.ts'
import { sweepStore } from '../../../workers/store/housekeeping.ts'
import { freshDatabase } from '../../support/servers.ts'

const hourMs = 3_600_000
const nowMs = Date.UTC(2030, 5, 1)

let database: Awaited<ReturnType<typeof freshDatabase>>
let owner: Db
let worker: Db

beforeAll(async () => {
  database = await freshDatabase('sweep')
  owner = openDatabase(database.url('owner'), 'test', 1)
  await migrate(owner)
  worker = openDatabase(database.url('worker'), 'w1', 2)
})
beforeEach(async () => {
  await sql`truncate jobs, ledger, shards, dead_letters, job_tries, llm_meters, kept_answers`.execute(
    owner,
  )
  await sql`insert into shards (shard, tick, relayed_tick) values (1, 100, 90)`.execute(owner)
})
afterAll(async () => {
  await worker?.destroy()
  await owner?.destroy()
  await database?.drop()
})

const sweep = () => sweepStore(worker, nowMs, 30 * 24 * hourMs)

async function job(id: string, { hours = 2, tick = 50, done = true } = {}) {
  await sql`
    insert into jobs (id, shard, tick, lane, kind, key, created_ms, body)
    values (${id}, 1, ${tick}, 'talk', 'npc-reply', 'k', ${nowMs - hours * hourMs}, '')`.execute(
    owner,
  )
  if (!done) return
  await sql`
    insert into commands (session, n, shard, tick, status, code, actor, enqueued_ms, done_ms)
    values (${id}, 1, 1, ${tick}, 1, '', '', 0, 0)`.execute(owner)
}

async function letter(id: string, state: 'dead' | 'replayed' | 'dropped', days: number) {
  const settled = state === 'dead' ? null : new Date(nowMs - days * 24 * hourMs)
  await sql`
    insert into dead_letters (job, lane, kind, key, cause, history, body, state, died_at, settled_at)
    values (${id}, 'talk', 'npc-reply', 'k', 'the ink is dry', '[]', '', ${state},
            ${new Date(nowMs - days * 24 * hourMs)}, ${settled})`.execute(owner)
}

const left = async (table: 'jobs' | 'dead_letters', column: 'id' | 'job') =>
  (
    await sql<{ id: string }>`
      select ${sql.ref(column)} as id from ${sql.table(table)} order by 1`.execute(owner)
  ).rows.map((row) => row.id)

test('jobs go an hour after they were made and done, undone ones when the stream has forgotten them', async () => {
  await job('done')
  await job('fresh', { hours: 0.5 })
  await job('undone', { done: false })
  await job('forgotten', { done: false, hours: 26 })
  await job('unrelayed', { tick: 91 })
  await job('dead', { hours: 40 })
  await letter('dead', 'dead', 1)
  expect(await sweep()).toEqual({ jobs: 2, deadLetters: 0 })
  expect(await left('jobs', 'id')).toEqual(['dead', 'fresh', 'undone', 'unrelayed'])
})

test('a flood of old jobs goes in batches, and two workers sweep without waiting for each other', async () => {
  await sql`
    insert into jobs (id, shard, tick, lane, kind, key, created_ms, body)
    select 'j' || g, 1, 50, 'ambient', 'narrate-room', 'k', 0, '' from generate_series(1, 2500) g`.execute(
    owner,
  )
  const swept = await Promise.all([sweep(), sweep()])
  expect(swept.reduce((sum, one) => sum + one.jobs, 0)).toBe(2_500)
  expect(await left('jobs', 'id')).toEqual([])
})

test('a dead letter stays until a person settles it, however old it is', async () => {
  await letter('waiting', 'dead', 400)
  await letter('dropped', 'dropped', 31)
  await letter('replayed', 'replayed', 31)
  await letter('lately', 'dropped', 29)
  expect(await sweep()).toEqual({ jobs: 0, deadLetters: 2 })
  expect(await left('dead_letters', 'job')).toEqual(['lately', 'waiting'])
})

test('meters, answers and tries go when their time is over', async () => {
  await sql`insert into llm_meters (key, no, ends_ms) values ('p:old', 1, ${nowMs - 1}), ('p:new', 2, ${nowMs + 1})`.execute(
    owner,
  )
  for (const [scope, hours] of [
    ['old', -1],
    ['new', 1],
  ] as const) {
    await sql`
      insert into kept_answers (scope, intent, exact, strict, marks, say, until)
      values (${scope}, 'self', '', '', '{}', 'I am.', ${new Date(nowMs + hours * hourMs)})`.execute(
      owner,
    )
    await sql`
      insert into job_tries (job, delivery, outcome, why, worker, at)
      values (${scope}, 1, 'failed', 'x', 'w1', ${new Date(nowMs + (hours - 25) * hourMs)})`.execute(
      owner,
    )
  }
  await sweep()
  const rest = await sql<{ meters: string; answers: string; tries: string }>`
    select (select string_agg(key, ',') from llm_meters) as meters,
      (select string_agg(scope, ',') from kept_answers) as answers,
      (select string_agg(job, ',') from job_tries) as tries`.execute(owner)
  expect(rest.rows).toEqual([{ meters: 'p:new', answers: 'new', tries: 'new' }])
})

test('a worker can have old rows removed, but not choose which', async () => {
  await job('fresh', { hours: 0 })
  await letter('waiting', 'dead', 1)
  await expect(sql`delete from jobs`.execute(worker)).rejects.toThrow(/permission denied/)
  await expect(sql`delete from dead_letters`.execute(worker)).rejects.toThrow(/permission denied/)
  const gateway = openDatabase(database.url('gateway'), 'gw', 1)
  await expect(sql`select sweep_jobs(0, 0, 1)`.execute(gateway)).rejects.toThrow(
    /permission denied/,
  )
  await expect(sql`select * from llm_meters`.execute(gateway)).rejects.toThrow(/permission denied/)
  await gateway.destroy()
})
