/** Starting and stopping, and what a tick costs, counted by the servers themselves. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ask,
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { type FreshDatabase, freshDatabase, natsMonitorUrl, natsUrl } from '../support/servers.ts'
import { guest } from './player.ts'

let database: FreshDatabase
let home: Home
beforeAll(async () => {
  database = await freshDatabase('lifecycle')
  home = await newHome()
})
afterAll(async () => {
  home.remove()
  await database.drop()
})

const start = (more: Record<string, string> = {}): Promise<WholeSystem> =>
  startWholeSystem(home, {
    MUD_DATABASE_URL: database.url('owner'),
    MUD_PERSON_KEY: Buffer.alloc(32, 4).toString('base64url'),
    MUD_NATS_URL: natsUrl('admin'),
    MUD_NATS_MONITOR_URL: natsMonitorUrl(),
    MUD_WORLD: 'lifecycle',
    ...more,
  })

const connections = () =>
  ask<{ application_name: string }>(
    database.url('owner'),
    `select application_name from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  )

test('starts and stops leave no connection behind', async () => {
  for (let round = 1; round <= 4; round += 1) {
    const system = await start({ MUD_WORKERS: round > 2 ? '1' : '0' })
    expect((await connections()).length).toBeGreaterThan(1)
    // Every second time somebody is in the middle of playing.
    const player = round % 2 === 0 ? await guest(system.gateways[0] ?? '') : undefined
    await player?.play(`say round ${round}`)
    expect(await system.stop()).toEqual({ code: 0, signal: null })
    expect(await connections()).toEqual([])
    expect(system.processes()).toEqual([])
  }
}, 400_000)

interface Counts {
  tick: number
  /** The next transaction number; only transactions that write are given one. */
  next: number
}

async function counts(databaseUrl: string): Promise<Counts> {
  const [row] = await ask<Counts>(
    databaseUrl,
    `select (select tick::float8 from shards) as tick,
       pg_snapshot_xmax(pg_current_snapshot())::text::float8 as next`,
  )
  if (!row) throw new Error('there is no shard')
  return row
}

/**
 * Which transactions wrote the rows of each tick, as Postgres itself notes them on every row. A page of
 * the ledger bears the last of its writers, so it tells nothing of the ticks before.
 */
const writersSql = `
select tick::float8 as tick, count(distinct writer)::int as writers from (
  select tick, xmin::text as writer from events where tick > $1 and tick <= $2
  union all select tick, xmin::text from outputs where tick > $1 and tick <= $2
  union all select tick, xmin::text from jobs where tick > $1 and tick <= $2
) as rows group by tick`

test('a tick that has something to write is one transaction, and nothing else writes meanwhile', async () => {
  const own = await newHome()
  const system = await startWholeSystem(own, { MUD_WORKERS: '0' })
  try {
    const url = system.databaseUrl('admin')
    const player = await guest(system.gateways[0] ?? '')
    await player.play('look')
    const before = await counts(url)
    for (let round = 0; round < 30; round += 1) await player.play(`say number ${round}`)
    const after = await until(
      'the ticks',
      () => counts(url),
      ({ tick }) => tick >= before.tick + 30,
    )
    const written = await ask<{ writers: number }>(url, writersSql, [before.tick, after.tick])
    expect(written.length).toBeGreaterThanOrEqual(30)
    expect(written.filter(({ writers }) => writers !== 1)).toEqual([])
    const ticks = after.tick - before.tick
    const transactions = after.next - before.next
    expect(transactions).toBeGreaterThanOrEqual(ticks)
    // The server's own housekeeping may take a number or two.
    expect(transactions).toBeLessThanOrEqual(ticks + 3)
  } finally {
    await system.stop()
    own.remove()
  }
}, 60_000)

const definitions = 60_000

test('a standby takes a large world over once, although reading it takes longer than a lease lasts', async () => {
  const prepared = await start({ MUD_WORKERS: '0', MUD_TICKS: '0' })
  await ask(
    database.url('owner'),
    `insert into entities (shard, id, kind, place, tick, body)
     select 1, 'def:note:n' || n, 'definition', '~defs', 1, convert_to(jsonb_build_object(
       'id', 'def:note:n' || n, 'kind', 'definition', 'place', '~defs', 'of', 'note',
       'key', 'n' || n, 'data', jsonb_build_object('words', repeat('word ', 60)))::text, 'UTF8')
     from generate_series(1, ${definitions}) n`,
  )
  await prepared.stop()
  const system = await start({ MUD_WORKERS: '0', MUD_TICKS: '2', MUD_LEASE_MS: '1000' })
  const player = await guest(system.gateways[0] ?? '')
  await player.play('say before')
  const before = await leader()
  process.kill(system.pidOf(before.owner) ?? 0, 'SIGKILL')
  await player.play('say after')
  const after = await leader()
  // Long enough for the leases of several leaders that take the shard from one another.
  await new Promise((resolve) => setTimeout(resolve, 3_000))
  expect(await leader()).toEqual(after)
  expect(after.epoch).toBe(before.epoch + 1)
  expect(await system.stop()).toEqual({ code: 0, signal: null })
}, 120_000)

async function leader(): Promise<{ owner: string; epoch: number }> {
  const [row] = await ask<{ owner: string; epoch: number }>(
    database.url('owner'),
    'select owner, epoch::int as epoch from shards',
  )
  if (!row) throw new Error('there is no shard')
  return row
}
