/**
 * Looking into a long past: the state of a room, a character and an item at random ticks, and their
 * timelines, with a million events in the log, or ten million with `--large`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { historyOf } from '../../../server/log/travel/history.ts'
import { stateAt } from '../../../server/log/travel/state-at.ts'
import type { Db } from '../../../server/platform/database.ts'
import { projectAll } from '../../support/project-all.ts'
import { type MadeLog, makeLargeLog } from '../large-log.ts'
import { note, type Spread, type SuiteResult, shown, spreadOf } from '../support/figures.ts'
import { withDatabase } from '../support/own-database.ts'

const looks = 40
const wantedMs = 1_000

export async function travelSuite(quick: boolean, large: boolean): Promise<SuiteResult> {
  const events = large ? 10_000_000 : quick ? 200_000 : 1_000_000
  const dataDir = mkdtempSync(join(tmpdir(), 'mudstream-bench-'))
  try {
    return await withDatabase(dataDir, async (db) => {
      const log = await makeLargeLog(db, { events, withEntities: false }, (made) =>
        note(`${shown(made)} events made`),
      )
      const perSecond = await project(db)
      const found = await lookBack(db, log)
      return resultOf(log, perSecond, found)
    })
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Lets the projector catch up; returns its events per second. */
async function project(db: Db): Promise<number> {
  const began = performance.now()
  let told = 0
  const all = await projectAll(db, {
    onProgress(done) {
      if (done - told < 1_000_000) return
      told = done
      note(`${shown(done)} events indexed`)
    },
  })
  return all / ((performance.now() - began) / 1_000)
}

interface Found {
  readonly what: string
  readonly state: Spread
  readonly timeline: Spread
}

async function lookBack(db: Db, log: MadeLog): Promise<Found[]> {
  const things = { room: log.someRoom, character: log.someCharacter, item: log.someItem }
  const found: Found[] = []
  for (const [what, id] of Object.entries(things)) {
    const states: number[] = []
    const timelines: number[] = []
    for (let look = 0; look < looks; look += 1) {
      // Spread over the whole log by the golden ratio, so that no two looks share a stage for long.
      const tick = 2 + Math.floor(((look * 0.618_034) % 1) * (log.lastTick - 2))
      states.push(await timed(() => stateAt(db, id, tick), `${what} at tick ${tick}`))
      timelines.push(
        await timed(async () => {
          const entries = await historyOf(db, id, { upToTick: tick, limit: 50 })
          return entries.length > 0 ? entries : null
        }, `timeline of the ${what} up to tick ${tick}`),
      )
    }
    found.push({ what, state: spreadOf(states), timeline: spreadOf(timelines) })
  }
  return found
}

/** Milliseconds of a read that must find something. */
async function timed(read: () => Promise<unknown>, what: string): Promise<number> {
  const began = performance.now()
  if ((await read()) === null) throw new Error(`nothing found: ${what}`)
  return performance.now() - began
}

function resultOf(log: MadeLog, perSecond: number, found: readonly Found[]): SuiteResult {
  const head = ['', 'state p50 ms', 'p99', 'max', 'timeline p50 ms', 'p99', 'max']
  const rows = found.map(({ what, state, timeline }) => [
    what,
    ...[state.p50, state.p99, state.max, timeline.p50, timeline.p99, timeline.max],
  ])
  const title = `The past, ${shown(log.events)} events, indexed at ${shown(perSecond)} events/s`
  return {
    name: 'travel',
    tables: [{ title, head, rows }],
    targets: found.map(({ what, state }) => {
      return { what: `${what} at a tick, max ms`, value: state.max, limit: wantedMs }
    }),
  }
}
