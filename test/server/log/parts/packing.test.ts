/** Old parts of the log are packed: they take less room, and everybody who reads them reads the same. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestId } from '../../../../schema/ids.ts'
import { useArchiveFolder } from '../../../../server/log/parts/archive-folder.ts'
import { archiveParts } from '../../../../server/log/parts/archive-parts.ts'
import { packLog } from '../../../../server/log/parts/pack-log.ts'
import { partsOf } from '../../../../server/log/parts/parts.ts'
import { readWorldRecords } from '../../../../server/log/travel/archive/read-world.ts'
import { historyOf } from '../../../../server/log/travel/history.ts'
import { startProjector } from '../../../../server/log/travel/start-projector.ts'
import { stateAt } from '../../../../server/log/travel/state-at.ts'
import { tickAtTime } from '../../../../server/log/travel/tick-of-time.ts'
import { traceRequest } from '../../../../server/log/travel/trace.ts'
import { verifyInThread } from '../../../../server/log/verify/start-verify.ts'
import { verifyMoment, verifyWorld } from '../../../../server/log/verify/verify-world.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { makeLargeLog } from '../../../bench/large-log.ts'
import { projectAll } from '../../../support/project-all.ts'
import { anEvening, emptyDatabase, playInn } from '../verify/log-database.ts'

const folder = mkdtempSync(join(tmpdir(), 'mudstream-packing-'))
let db: Db
/** All that anybody can ask, as it was before anything was packed. */
let before: unknown

beforeAll(async () => {
  const made = await emptyDatabase('packing')
  db = made.db
  await sql`drop table events_0`.execute(db)
  await sql`create table events_0 partition of events for values from (0) to (10)`.execute(db)
  await sql`update event_parts set to_tick = 10`.execute(db)
  await sql`select make_event_parts(0, 10)`.execute(db)
  const play = await playInn(made.url)
  await anEvening(play)
  await play.join('Cyd')
  for (let round = 0; round < 10; round += 1) await play.type('Cyd', `say round ${round}`)
  await play.end()
  expect(await packLog(db)).toBe(0)
  await sql`update shards set relayed_tick = tick`.execute(db)
  before = await asked()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const tables = async () =>
  (await sql<{ count: number }>`select count(*)::int as count from events`.execute(db)).rows[0]
    ?.count ?? 0

async function asked() {
  const { ok, problems, differences, events, digest } = await verifyWorld(db)
  const records: unknown[] = []
  for await (const record of readWorldRecords(db, { tables: 'log' })) records.push(record)
  const times = [0, 3, 12, 19, 25].map((tick) => 1_700_000_000_000 + tick * 100)
  return {
    verified: { ok, problems, differences, events, digest },
    records,
    ann: await historyOf(db, 'ann', { limit: 1_000 }),
    past: await Promise.all([4, 13, 22].map((tick) => stateAt(db, 'ann', tick))),
    ticks: await Promise.all(times.map((atMs) => tickAtTime(db, atMs))),
    traces: await Promise.all([1, 2, 3].map((n) => traceRequest(db, requestId('sann', n)))),
  }
}

test('nothing is packed that no stage of the past lies behind', async () => {
  expect(await packLog(db)).toBe(0)
  expect(before).toMatchObject({ verified: { ok: true } })
})

test('whoever reads while and after parts are packed reads the same', async () => {
  await projectAll(db, { eventsPerStage: 12 })
  const events = await tables()
  // A few events at a time: half a part is packed then, and its table still counts.
  let steps = 0
  for (; ; steps += 1) {
    const { rows } = await sql<{ packed: number }>`select pack_log(7) as packed`.execute(db)
    if (rows[0]?.packed === 0) break
    if (steps % 3 === 0) expect(await asked()).toEqual(before)
  }
  expect(steps).toBeGreaterThan(8)
  expect(await tables()).toBeLessThan(events / 2)
  expect(await asked()).toEqual(before)
  const [packed, next] = await partsOf(db)
  expect(packed).toMatchObject({ fromTick: 0, packed: true, file: null })
  expect(next).toMatchObject({ fromTick: packed?.toTick, packed: false })
  expect((packed?.events ?? 0) + (await tables())).toBe(events)
})

test('a packed event that is missing or changed is found', async () => {
  const undo = new Error('undone')
  const damaged = async (change: string) => {
    let report: Awaited<ReturnType<typeof asked>>['verified'] | undefined
    const work = db.transaction().execute(async (work) => {
      await sql`alter table event_pages disable trigger all`.execute(work)
      await sql.raw(change).execute(work)
      report = await verifyMoment(work)
      throw undo
    })
    await expect(work).rejects.toBe(undo)
    return report
  }
  const gone = await damaged(
    'update event_pages set lines = lines[1:2] || lines[4:] where first_tick = 1',
  )
  expect(gone?.ok).toBe(false)
  expect(gone?.problems.join('\n')).toMatch(/event \d+ is missing before \d+/)
  const page = await damaged('delete from event_pages where first_tick > 3')
  expect(page?.ok).toBe(false)
})

test('the packed part becomes a file, and is read from there', async () => {
  useArchiveFolder(folder)
  const moved = await archiveParts(db, { folder, beforeMs: Date.now() })
  expect(moved[0]).toMatchObject({ fromTick: 0, packed: true })
  expect(readdirSync(folder)[0]).toMatch(/^events-0-\d+\.jsonl\.gz$/)
  const { rows } = await sql`select 1 from event_pages`.execute(db)
  expect(rows).toEqual([])
  const { records, verified, ann, ticks } = await asked()
  expect({ records, verified, ann, ticks }).toEqual(
    Object.fromEntries(
      Object.entries(before as object).filter(([name]) => !['past', 'traces'].includes(name)),
    ),
  )
})

/** More than one stage of the past, in more ticks than the first part has. */
const long = { events: 24_000, characters: 40, rooms: 20, eventsPerTick: 18 }

test('the thread of the history packs by itself, and what is left is what was there', async () => {
  const made = await emptyDatabase('packingthread')
  await makeLargeLog(made.db, long)
  await sql`update shards set relayed_tick = tick`.execute(made.db)
  const { digest, events } = await verifyWorld(made.db)
  const troubles: string[] = []
  const projector = startProjector({
    databaseUrl: made.url,
    shard: 1,
    archiveFolder: folder,
    onTrouble: (why) => troubles.push(why),
  })
  await expect
    .poll(async () => (await partsOf(made.db))[0])
    .toMatchObject({ packed: true, fromTick: 0, toTick: 1_000 })
  await projector.stop()
  expect(troubles).toEqual([])
  const report = await verifyInThread({ databaseUrl: made.url, shard: 1 })
  expect(report).toMatchObject({ ok: true, digest, events })
}, 120_000)
