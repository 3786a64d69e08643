/** The past as time travel shows it is the past as the log has it, at every tick. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { projectOnce } from '../../../../server/log/travel/projector.ts'
import { type StateTree, stateAt } from '../../../../server/log/travel/state-at.ts'
import { foldLog } from '../../../../server/log/verify/fold-log.ts'
import { rowsOf } from '../../../../server/log/verify/pairs.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { projectAll } from '../../../support/project-all.ts'
import { anEvening, emptyDatabase, playInn } from '../verify/log-database.ts'

let db: Db
let lastTick = 0

beforeAll(async () => {
  const made = await emptyDatabase('travel')
  db = made.db
  const play = await playInn(made.url)
  await anEvening(play)
  lastTick = play.runner.lead.tick
  await play.end()
  // Stages every few events, so that an evening has many of them.
  await projectAll(db, { eventsPerStage: 7 })
})

const idsIn = (tree: StateTree): unknown => [tree.entity.id, tree.contents.map(idsIn)]

describe('time travel', () => {
  it('shows every thing at every tick exactly as a fold of the log from its beginning does', async () => {
    const everything = (await foldLog(db, { shard: 1, upToTick: lastTick })).world
    const ids = [...rowsOf(everything).map((one) => one.id), 'bob', 'sbob', 'nothing']
    const sample = ids.filter((id) => !id.startsWith('def:'))
    for (let tick = 1; tick <= lastTick; tick += 1) {
      const { world } = await foldLog(db, { shard: 1, upToTick: tick })
      for (const id of sample) {
        const tree = await stateAt(db, id, tick)
        expect(tree?.entity ?? null, `${id} at ${tick}`).toEqual(world.get(id) ?? null)
        expect(tree?.contents.map((one) => one.entity.id) ?? [], `in ${id} at ${tick}`).toEqual(
          tree ? world.contents(id).map((one) => one.id) : [],
        )
      }
    }
  }, 120_000)

  it('shows a room with the people in it and what they carry', async () => {
    const { rows } = await sql<{ tick: string }>`
      select min(tick) as tick from events where type = 'item-given'`.execute(db)
    const tick = Number(rows[0]?.tick)
    const before = await stateAt(db, 'inn.yard', tick - 1)
    const after = await stateAt(db, 'inn.yard', tick)
    const holding = (tree: StateTree | null, who: string) =>
      tree?.contents.find((one) => one.entity.id === who)?.contents.map((one) => one.entity.id)
    expect(holding(before, 'bob')).toContain('hat')
    expect(holding(after, 'bob')).not.toContain('hat')
    expect(holding(after, 'ann')).toContain('hat')
    expect(after?.name).toBe('The Yard')
    expect(idsIn(after ?? ({} as StateTree))).toBeDefined()
  })

  it('answers before anything is indexed as well, from the log alone', async () => {
    const bare = await emptyDatabase('travelbare')
    const play = await playInn(bare.url)
    await anEvening(play)
    await play.end()
    const tree = await stateAt(bare.db, 'ann', play.runner.lead.tick)
    expect(tree?.contents.map((one) => one.entity.id)).toContain('hat')
  })

  it('indexes everything once, however often and by however many it is asked', async () => {
    const counts = () =>
      sql<{ n: string }>`select (select sum(length(spots)) from event_subjects) || '/' ||
        (select count(*) from entity_states) as n`
        .execute(db)
        .then((result) => result.rows[0]?.n)
    const before = await counts()
    expect(await Promise.all([projectOnce(db), projectOnce(db), projectOnce(db)])).toEqual([
      0, 0, 0,
    ])
    expect(await counts()).toBe(before)
  })
})
