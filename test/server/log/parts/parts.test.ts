/** The log in parts: one table becomes many and one again, old parts become files, and all stays readable. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrations } from '../../../../schema/db/migrations/index.ts'
import { atOneMoment } from '../../../../server/log/parts/parts.ts'
import { type Db, openDatabase } from '../../../../server/platform/database.ts'
import { mudstream } from '../../../support/program.ts'
import { projectAll } from '../../../support/project-all.ts'
import { freshDatabase } from '../../../support/servers.ts'
import { anEvening, emptyDatabase, playInn } from '../verify/log-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'mudstream-parts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let db: Db
let url: string
/** Every event as it was before anything was moved. */
let whole: unknown[]

/** Parts of ten ticks in a log that is still empty. */
async function smallParts(of: Db): Promise<void> {
  await sql`drop table events_0`.execute(of)
  await sql`create table events_0 partition of events for values from (0) to (10)`.execute(of)
  await sql`update event_parts set to_tick = 10`.execute(of)
  await sql`select make_event_parts(0, 10)`.execute(of)
}

beforeAll(async () => {
  const made = await emptyDatabase('parts')
  db = made.db
  url = made.url
  await smallParts(db)
  const play = await playInn(url)
  await anEvening(play)
  await play.join('Cyd')
  for (let round = 0; round < 10; round += 1) await play.type('Cyd', `say round ${round}`)
  await play.end()
  await sql`update shards set relayed_tick = tick`.execute(db)
  await projectAll(db, { eventsPerStage: 12 })
  whole = await logOf(db)
}, 60_000)

async function logOf(of: Reader): Promise<unknown[]> {
  const { rows } = await sql`select * from events order by shard, tick, ordinal`.execute(of)
  return rows
}

interface Ran {
  readonly code: number | null
  readonly out: string
}

function start(...words: readonly string[]): ChildProcess {
  return spawn(process.execPath, [mudstream, ...words], {
    env: {
      PATH: process.env['PATH'],
      MUD_DATABASE_URL: url,
      MUD_ARCHIVE_DIR: folder,
      MUD_PERSON_KEY: Buffer.alloc(32, 7).toString('base64url'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function run(...words: readonly string[]): Promise<Ran> {
  const child = start(...words)
  let out = ''
  child.stdout?.on('data', (data) => {
    out += String(data)
  })
  child.stderr?.on('data', (data) => {
    out += String(data)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out }
}

const inFiles = async () =>
  (await sql<{ file: string }>`select file from event_parts where file is not null`.execute(db))
    .rows.length

test('a log of one table becomes parts and one table again, and no event is lost or changed', async () => {
  const fresh = await freshDatabase('oneparts')
  const other = { db: openDatabase(fresh.url('owner'), 'test', 2) }
  const known = Object.entries(migrations).filter(([name]) => name <= '0008-event-parts')
  const migrator = new Migrator({
    db: other.db,
    provider: { getMigrations: async () => Object.fromEntries(known) },
  })
  const to = async (name: string) => {
    const { error } = await migrator.migrateTo(name)
    if (error) throw error
  }
  await to('0007-retention')
  await sql`
    insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body)
    select 1, t, o, 'a-thing', 1, 's', '', '', t, t * 10, convert_to('{"n":' || t || '}', 'UTF8')
    from generate_series(1, 5000) t, generate_series(1, 2) o`.execute(other.db)
  await sql`insert into shards (shard, tick) values (1, 5000)`.execute(other.db)
  const before = await logOf(other.db)
  await to('0008-event-parts')
  expect(await logOf(other.db)).toEqual(before)
  // Behind what was there already, the next ticks have their place, and so have those long after it.
  await sql`select make_event_parts(5950, 100)`.execute(other.db)
  const insert = (tick: number) =>
    sql`insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body)
        values (1, ${tick}, 1, 'a-thing', 1, 's', '', '', 1, 1, '')`.execute(other.db)
  for (const tick of [5001, 5999, 6001]) await insert(tick)
  await expect(
    sql`update events set type = 'other' where tick = 6001`.execute(other.db),
  ).rejects.toThrow('append-only')
  await expect(sql`truncate events_0`.execute(other.db)).rejects.toThrow('append-only')
  await to('0007-retention')
  expect(await logOf(other.db)).toHaveLength(before.length + 3)
  await expect(sql`delete from events where tick = 1`.execute(other.db)).rejects.toThrow(
    'append-only',
  )
  await to('0008-event-parts')
  expect((await logOf(other.db)).slice(0, before.length)).toEqual(before)
  await other.db.destroy()
  await fresh.drop()
})

test('whoever reads one moment of the log reads it whole, whatever is to be moved meanwhile', async () => {
  const first = join(folder, 'events-0-9.jsonl.gz')
  const own = openDatabase(url, 'moment', 1)
  const child = await atOneMoment(own, async (moment) => {
    const archiving = start('archive', '--older-than', '0')
    await expect.poll(() => existsSync(first)).toBe(true)
    // Its file is written, so the part goes as soon as it may.
    await sleep(1_000)
    expect(await logOf(moment)).toEqual(whole)
    archiving.kill('SIGKILL')
    await once(archiving, 'close')
    return archiving
  })
  expect(child.signalCode).toBe('SIGKILL')
  expect(await inFiles()).toBe(0)
  rmSync(first)
  await own.destroy()
})

test('an archive that is killed before a part leaves the database loses and doubles nothing', async () => {
  // Somebody reads the log, so the part cannot go; its file is there already when the kill comes.
  const reader = await openReader()
  const child = start('archive', '--older-than', '0')
  const first = join(folder, 'events-0-9.jsonl.gz')
  await expect.poll(() => existsSync(first)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'close')
  expect(await inFiles()).toBe(0)
  expect(await logOf(db)).toEqual(whole)
  await reader.end()
  // As a kill in the middle of writing leaves it.
  writeFileSync(`${first}.part`, 'half')
})

async function openReader() {
  const own = openDatabase(url, 'reader', 1)
  const work = await own.startTransaction().execute()
  await sql`select 1 from events limit 1`.execute(work)
  return {
    async end() {
      await work.rollback().execute()
      await own.destroy()
    },
  }
}

// PROMISE RUNBOOK: `verify`, `history`, `at` and backups read them like the rest
test('old parts become files, and verify, history, at and backups read on', async () => {
  const of = async (...words: readonly string[]) => (await run(...words)).out
  const asked = [
    ['history', 'ann', '--json'],
    ['at', '--time', new Date(1_700_000_000_000 + 12 * 100).toISOString(), '--json', 'show', 'ann'],
  ]
  const before = []
  for (const words of asked) before.push(await of(...words))
  const archived = await run('archive', '--older-than', '0')
  expect(archived).toMatchObject({ code: 0 })
  expect(archived.out).toContain('Ticks 0 to 9')
  expect(await inFiles()).toBe(3)
  expect(readdirSync(folder).sort()).toEqual([
    'events-0-9.jsonl.gz',
    'events-10-19.jsonl.gz',
    'events-20-29.jsonl.gz',
  ])
  const left = await logOf(db)
  expect(left.length).toBeLessThan(whole.length)
  expect(left).toEqual(whole.slice(-left.length))

  for (const [at, words] of asked.entries()) expect(await of(...words)).toBe(before[at])
  const verified = await run('verify')
  expect(verified).toMatchObject({ code: 0 })
  expect(verified.out).toContain(`${whole.length} events`)

  const backup = join(folder, 'backup.gz')
  expect(await run('backup', 'create', backup)).toMatchObject({ code: 0 })
  const target = await emptyDatabase('partsback')
  const source = url
  url = target.url
  expect(await run('backup', 'restore', backup)).toMatchObject({ code: 0 })
  expect(await run('verify')).toMatchObject({ code: 0 })
  url = source
  expect((await logOf(target.db)).slice(0, whole.length)).toEqual(whole)
}, 300_000)

test('a file that is damaged or gone is named', async () => {
  const path = join(folder, 'events-10-19.jsonl.gz')
  const bytes = readFileSync(path)
  const broken = Buffer.from(bytes)
  broken[bytes.length - 20] = (broken[bytes.length - 20] ?? 0) ^ 0xff
  writeFileSync(path, broken)
  expect(await run('verify')).toMatchObject({ code: 1 })
  rmSync(path)
  const gone = await run('verify')
  expect(gone.code).toBe(1)
  expect(gone.out).toContain('events-10-19.jsonl.gz')
  expect(gone.out).toContain('MUD_ARCHIVE_DIR')
}, 120_000)
