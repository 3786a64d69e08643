/** Where a session goes on that comes back without knowing where it stood. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subjectsOf } from '../../../../schema/subjects.ts'
import { openPostgresTickStore } from '../../../../server/core/store/postgres-tick-store.ts'
import { openLastShown, resumeAfter } from '../../../../server/edge/session/last-shown.ts'
import { type Db, migrate, openDatabase } from '../../../../server/platform/database.ts'
import { flushAfter } from '../../../contract/tick-store-contract.ts'
import { openTestBus } from '../../../support/bus.ts'
import { type FreshDatabase, freshDatabase, testWorld } from '../../../support/servers.ts'

test.each([
  ['what was shown here is known to the frame', '12.3', { opened: 10, lost: 14 }, '12.3'],
  ['another gateway has served it since', '8.3', { opened: 10, lost: 14 }, '14.0'],
  ['nothing was shown here', undefined, { opened: 10, lost: 14 }, '14.0'],
  ['it was lost, and opened again elsewhere', '8.3', { opened: 20, lost: 14 }, ''],
  ['its opening is no longer kept', undefined, { lost: 14 }, '14.0'],
  ['nothing is known at all', undefined, {}, ''],
  ['what was shown makes no sense', 'x', { lost: 14 }, '14.0'],
])('%s', (_what, seen, marks, frame) => {
  expect(resumeAfter(seen, marks)).toBe(frame)
})

describe('the marks in the log', () => {
  let database: FreshDatabase
  let db: Db
  beforeAll(async () => {
    database = await freshDatabase('left_at')
    const owner = openDatabase(database.url('owner'), 'left-at', 1)
    await migrate(owner)
    await owner.destroy()
    db = openDatabase(database.url('gateway'), 'left-at', 1)
  })
  afterAll(async () => {
    await db.destroy()
    await database.drop()
  })

  test('are the newest ones of that session, as far back as outputs are kept', async () => {
    const store = openPostgresTickStore(database.url('tick'))
    const epoch = (await store.acquire(1, 't1', 60_000))?.epoch ?? 0
    const told = '{"gw1":{"outputs":[]}}'
    const marked = (type: string, session: string) => {
      const body = JSON.stringify({ character: 'ann', session })
      return { type, version: 1, subject: 'ann', actor: '', cause: '', body }
    }
    const ticks = [
      [marked('session-lost', 'sann')],
      [marked('session-opened', 'sann')],
      [marked('session-lost', 'sann'), marked('session-lost', 'sbea')],
      [marked('session-opened', 'sbea')],
      [marked('speech-uttered', 'sann')],
    ]
    for (const [tick, events] of ticks.entries()) {
      await store.flush({ ...flushAfter(1, epoch, tick), events, outputs: told })
    }
    const other = await openTestBus('gateway', 'other')
    const own = await openTestBus('gateway', 'own')
    const there = openLastShown({ db, shard: 1, bus: other, subjects: subjectsOf(testWorld) })
    const here = openLastShown({ db, shard: 1, bus: own, subjects: subjectsOf(testWorld) })
    await own.flush()
    expect(await here.after('sann')).toBe('3.0')
    expect(await here.after('sbea')).toBe('')
    expect(await here.after('nobody')).toBe('')
    // An older life of the session says nothing about this one.
    here.keep('sann', { frame: '1.7' })
    expect(await here.after('sann')).toBe('3.0')
    there.keep('sann', { frame: '2.7' })
    there.left('sann')
    await other.flush()
    await own.flush()
    expect(await here.after('sann')).toBe('2.7')
    await store.flush({ ...flushAfter(1, epoch, 5), outputs: told, dropOutputsTo: 4 })
    const fresh = openLastShown({ db, shard: 1, bus: own, subjects: subjectsOf(testWorld) })
    expect(await fresh.after('sann')).toBe('')
    await Promise.all([store.close(), other.close(), own.close()])
  })
})
