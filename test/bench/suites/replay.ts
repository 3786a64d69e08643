/**
 * What a long past costs: rebuilding the world from its log, starting on top of it, and holding a
 * small part of a large world in memory. `--large`: ten million events, a hundred thousand characters.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { verifyInThread } from '../../../server/log/verify/start-verify.ts'
import type { Db } from '../../../server/platform/database.ts'
import { makeLargeLog } from '../large-log.ts'
import { note, type SuiteResult, shown, type Table, type Target } from '../support/figures.ts'
import { withDatabase } from '../support/own-database.ts'
import { startSystem } from '../support/system.ts'
import { type Played, play, playedTables, summaryOf, usualMix } from './players.ts'

const storedRooms = 100_000
const offlineCharacters = 100_000

export async function replaySuite(quick: boolean, large: boolean): Promise<SuiteResult> {
  const events = large ? 10_000_000 : quick ? 200_000 : 1_000_000
  const dataDir = mkdtempSync(join(tmpdir(), 'mudstream-bench-'))
  const verified = await withDatabase(dataDir, async (db, databaseUrl) => {
    await makeLargeLog(db, { events, characters: 1_000, rooms: 500 }, (made) =>
      note(`${shown(made)} events made`),
    )
    return await verifyInThread({ databaseUrl, shard: 1 })
  })
  note(
    `${shown(verified.eventsPerSecond)} events/s, ${verified.ok ? 'no difference' : 'DIFFERENT'}`,
  )
  const first = await startSystem({ dataDir })
  await first.stop(true)
  const small = await lived(dataDir, `${shown(events)} events`)
  await withDatabase(dataDir, (db) => fill(db))
  const full = await lived(
    dataDir,
    `and ${shown(storedRooms)} rooms, ${shown(offlineCharacters)} people`,
  )
  rmSync(dataDir, { recursive: true, force: true })
  const tables: Table[] = [
    {
      title: 'A long past',
      head: ['', 'events', 'events/s verified', 'differences'],
      rows: [['verify', verified.events, verified.eventsPerSecond, verified.differenceCount]],
    },
    {
      title: 'Starting on it, and 200 players in it',
      head: [
        'stored',
        'ready ms',
        'tick RSS MB',
        'rooms in memory',
        'echo p50 ms',
        'p99',
        'hits %',
      ],
      rows: [small, full].map((one) => [
        one.played.label,
        one.readyMs,
        one.residentMb,
        one.roomsInMemory,
        one.played.echo.p50,
        one.played.echo.p99,
        100 * one.played.cacheHitShare,
      ]),
    },
    ...playedTables('On a long past', [small.played, full.played]),
  ]
  const growth = full.residentMb - small.residentMb
  const targets: Target[] = [
    { what: 'verify, events/s', value: verified.eventsPerSecond, limit: 500_000, atLeast: true },
    { what: 'verify, differences', value: verified.differenceCount, limit: 0 },
    { what: `start with ${shown(events)} events, ms`, value: small.readyMs, limit: 2_000 },
    { what: `memory for ${shown(storedRooms)} unused rooms, MB`, value: growth, limit: 32 },
    { what: 'room cache hits', value: full.played.cacheHitShare, limit: 0.99, atLeast: true },
    {
      what: 'CPU per command, full world against small',
      value: full.played.cpu.all / small.played.cpu.all,
      limit: 1.2,
    },
  ]
  return { name: 'replay', tables, targets }
}

interface Lived {
  readonly readyMs: number
  readonly residentMb: number
  readonly roomsInMemory: number
  readonly played: Played
}

/** Starts on existing data, plays with 200 players, and looks at the tick's memory. */
async function lived(dataDir: string, label: string): Promise<Lived> {
  const system = await startSystem({ dataDir })
  const played = await play(system, label, {
    urls: [system.ws],
    clients: 200,
    ratePerClient: 0.5,
    mix: usualMix,
    seconds: 8,
    warmSeconds: 2,
    spread: true,
    seed: 5,
  })
  note(summaryOf(played))
  const metrics = await system.tickMetrics()
  await system.stop(true)
  return {
    readyMs: system.readyMs,
    residentMb: metrics.value('process_resident_memory_bytes') / 1_048_576,
    roomsInMemory: metrics.value('mud_cache_rooms_held') + metrics.value('mud_cache_rooms_idle'),
    played,
  }
}

/** Copies of a room and a character under other ids: stored, and asked for by nobody. */
async function fill(db: Db): Promise<void> {
  await sql`
    insert into entities (shard, id, kind, place, tick, body)
    select e.shard, 'vast.r' || n, 'room', '', e.tick,
           convert_to(replace(convert_from(e.body, 'UTF8'), e.id, 'vast.r' || n), 'UTF8')
    from (select * from entities where kind = 'room' order by id limit 1) e,
         generate_series(1, ${storedRooms}::int) n`.execute(db)
  await sql`
    insert into entities (shard, id, kind, place, tick, body)
    select e.shard, 'cvast' || n, 'character', '', e.tick,
           convert_to((convert_from(e.body, 'UTF8')::jsonb
             || jsonb_build_object('id', 'cvast' || n, 'name', 'Vast' || n, 'place', '')
             - 'session')::text, 'UTF8')
    from (select * from entities where kind = 'character' order by id limit 1) e,
         generate_series(1, ${offlineCharacters}::int) n`.execute(db)
  await sql`analyze entities`.execute(db)
}
