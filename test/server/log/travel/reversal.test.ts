/** Reversal by the real tick over Postgres: what it touches is not in memory, and `verify` holds after it. */
import { beforeAll, describe, expect, it } from 'vitest'
import { goldOf } from '../../../../schema/entities.ts'
import { chosenEvents, previewReversal } from '../../../../server/log/travel/chosen-effects.ts'
import { historyOf } from '../../../../server/log/travel/history.ts'
import { lastTick } from '../../../../server/log/travel/tick-of-time.ts'
import { foldLog } from '../../../../server/log/verify/fold-log.ts'
import { verifyWorld } from '../../../../server/log/verify/verify-world.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { projectAll } from '../../../support/project-all.ts'
import { anEvening, emptyDatabase, playInn } from '../verify/log-database.ts'

let db: Db
let url: string

beforeAll(async () => {
  const made = await emptyDatabase('reversal')
  db = made.db
  url = made.url
  const play = await playInn(url)
  await anEvening(play)
  await play.end()
})

const positionOf = async (id: string, type: string) => {
  const found = (await historyOf(db, id)).findLast((entry) => entry.type === type)
  return found ? `${found.tick}.${found.ordinal}` : ''
}
const world = async () => (await foldLog(db, { shard: 1, upToTick: await lastTick(db) })).world
const allGold = async () =>
  [...(await world()).entities.values()].reduce((sum, one) => sum + (one ? goldOf(one) : 0), 0)

let orders = 0

/** Gives the order to a leader that has just begun: nothing but the definitions is in its memory. */
async function order(chosen: readonly string[], preview?: string): Promise<string> {
  const play = await playInn(url)
  const shown = await previewReversal(db, 'owner', chosen)
  orders += 1
  const session = `order${orders}`
  const at = 1_700_000_000_000 + play.runner.lead.tick * 100
  const data = {
    by: 'owner',
    byRole: 'owner',
    reason: 'a test',
    chosen: shown.chosen,
    preview: preview ?? shown.digest,
  }
  const command = { t: 'system', session, n: 1, name: 'admin-reverse', data, at } as const
  await play.runner.run([{ command, origin: 'g1', storedMs: at }], 0, at)
  await play.end()
  const row = await db
    .selectFrom('commands')
    .select(['status', 'code'])
    .where('session', '=', session)
    .executeTakeFirstOrThrow()
  return row.status === 1 ? 'done' : row.code
}

describe('reversal by a leader that knows nothing yet', () => {
  it('gives back to somebody who has left, lays gold where it lay, and verify holds', async () => {
    const given = await positionOf('hat', 'item-given')
    const taken = await positionOf('bob', 'gold-taken')
    const shown = await previewReversal(db, 'owner', [given, taken])
    expect(shown.steps.map(({ words }) => words)).toEqual([
      'a felt hat goes from Ann back to Bob',
      '10 gold coins go from Bob back to a pile of 10 gold coins',
    ])
    expect((await world()).get('bob')?.place).toBe('')
    const before = await allGold()
    expect(await order([given, taken], 'something else')).toBe('changed-since')
    expect(await order([given, taken])).toBe('done')
    const after = await world()
    expect(after.get('hat')?.place).toBe('bob')
    const piles = after.contents('inn.yard').filter((one) => 'gold' in one && one.gold === 10)
    expect(piles).toHaveLength(1)
    expect(await allGold()).toBe(before)
    const report = await verifyWorld(db)
    expect(report.problems).toEqual([])
    expect(report.ok).toBe(true)
    expect(await order([given])).toBe('nothing-to-reverse')
  })

  it('takes a doubled thing out of a sack that somebody carries, and its history stays', async () => {
    const made = await positionOf('apple', 'item-loaded')
    expect(await order([made])).toBe('done')
    expect((await world()).get('apple')).toBeUndefined()
    const past = await historyOf(db, 'apple', { changesOnly: true })
    const types = past.map(({ type }) => type)
    expect(types.at(0)).toBe('item-loaded')
    expect(types.at(-1)).toBe('item-unmade')
    expect((await verifyWorld(db)).ok).toBe(true)
    const again = await positionOf('apple', 'item-unmade')
    expect(await order([again])).toBe('done')
    expect((await world()).get('apple')).toMatchObject({ kind: 'item', proto: 'inn.apple' })
    expect((await verifyWorld(db)).ok).toBe(true)
  })

  it('reads the same effects whether the history is indexed or not', async () => {
    const things = ['ann', 'bob', 'hat', 'apple', 'sack', 'arrows']
    const pasts = things.map((id) => historyOf(db, id, { changesOnly: true }))
    const places = (await Promise.all(pasts)).flat()
    const positions = [...new Set(places.map(({ tick, ordinal }) => `${tick}.${ordinal}`))]
    const bare = await chosenEvents(db, positions)
    await projectAll(db, { eventsPerStage: 7 })
    const staged = await chosenEvents(db, positions)
    const sorted = (events: typeof bare) => [...events].sort((a, b) => (a.at < b.at ? -1 : 1))
    expect(bare.flatMap(({ effects }) => effects).length).toBeGreaterThan(12)
    expect(sorted(staged)).toEqual(sorted(bare))
    const one = await positionOf('ann', 'gold-dropped')
    expect((await previewReversal(db, 'owner', [one])).steps).toHaveLength(1)
  })
})
