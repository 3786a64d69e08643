/** Timelines: complete, in order, in words, with causes; and moments of wall time. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseRequestId } from '../../../../schema/ids.ts'
import { historyOf } from '../../../../server/log/travel/history.ts'
import { projectOnce } from '../../../../server/log/travel/projector.ts'
import { tickAtTime } from '../../../../server/log/travel/tick-of-time.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { historyLine } from '../../../../server/run/cli/history.ts'
import { anEvening, emptyDatabase, playInn } from '../verify/log-database.ts'

let db: Db

beforeAll(async () => {
  const made = await emptyDatabase('history')
  db = made.db
  const play = await playInn(made.url)
  await anEvening(play)
  await play.end()
})

describe('the history of a thing', () => {
  it('is the same whether it comes from the index, from the log or from both', async () => {
    const bare = await historyOf(db, 'ann')
    await projectOnce(db, { eventsPerStage: 40 })
    const half = await historyOf(db, 'ann')
    while ((await projectOnce(db, { eventsPerStage: 9 })) > 0);
    const full = await historyOf(db, 'ann')
    expect(bare.length).toBeGreaterThan(12)
    expect(half).toEqual(bare)
    expect(full).toEqual(bare)
  })

  it('tells who did what in the words of a bystander, and names the command behind it', async () => {
    const hat = await historyOf(db, 'hat')
    expect(hat.map((one) => one.words)).toEqual([
      'An item came into existence (reset, quest reward, shop stock, builder).',
      'Bob wears a felt hat.',
      'Bob stops using a felt hat.',
      'Bob gives a felt hat to Ann.',
    ])
    expect(hat.at(-1)).toMatchObject({ actor: 'bob', actorName: 'Bob', changed: true })
    expect(parseRequestId(hat.at(-1)?.cause ?? '')).toMatchObject({ session: 'sbob' })
    expect(historyLine(hat[1] ?? ({} as never))).toMatch(
      /^2023-11-14T22:13:\d\dZ \* \d+\.1 {2}item-worn by Bob: Bob wears a felt hat\. {2}<- \w{8}-sbob-/,
    )
  })

  it('finds what a stack was split from, and what is only spoken of', async () => {
    const arrows = await historyOf(db, 'arrows')
    expect(arrows.map((one) => [one.type, one.changed])).toEqual([
      ['item-loaded', true],
      ['item-split', true],
    ])
    const yard = await historyOf(db, 'inn.yard', { changesOnly: true })
    expect(yard.map((one) => one.type)).toEqual(['room-built'])
    const all = await historyOf(db, 'inn.yard')
    expect(all.filter((one) => one.type === 'character-moved').length).toBe(3)
  })

  it('is cut to the newest, filtered and ended at a tick', async () => {
    const all = await historyOf(db, 'ann')
    expect(await historyOf(db, 'ann', { limit: 3 })).toEqual(all.slice(-3))
    const said = await historyOf(db, 'ann', { filter: 'APPLE' })
    expect(said.map((one) => one.words)).toEqual([
      'Ann takes a red apple from a linen sack.',
      'Ann says: “The apple is mine.”',
    ])
    const until = all[4]?.tick ?? 0
    const early = await historyOf(db, 'ann', { upToTick: until })
    expect(early).toEqual(all.filter((one) => one.tick <= until))
    expect(await historyOf(db, 'nobody')).toEqual([])
  })
})

it('a moment of wall time is the last tick that had happened then', async () => {
  const { rows } = await sql<{ tick: string; at: string }>`
    select distinct tick, at_ms as at from events order by tick`.execute(db)
  for (const [at, row] of rows.entries()) {
    const next = Number(rows[at + 1]?.at ?? Number(row.at) + 1)
    if (next === Number(row.at)) continue
    expect(await tickAtTime(db, Number(row.at))).toBe(Number(row.tick))
    expect(await tickAtTime(db, next - 1)).toBe(Number(row.tick))
  }
  expect(await tickAtTime(db, 1)).toBe(0)
})
