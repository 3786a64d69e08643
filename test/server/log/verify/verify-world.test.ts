/** `verify`: silent over a true database, and loud over every kind of damage. */
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { fieldDifferences } from '../../../../server/log/verify/compare.ts'
import {
  type VerifyReport,
  verifyMoment,
  verifyWorld,
} from '../../../../server/log/verify/verify-world.ts'
import type { Db } from '../../../../server/platform/database.ts'
import { verifyLines } from '../../../../server/run/cli/verify.ts'
import { anEvening, emptyDatabase, playInn } from './log-database.ts'

let db: Db

beforeAll(async () => {
  const made = await emptyDatabase('verify')
  db = made.db
  const play = await playInn(made.url)
  await anEvening(play)
  expect(play.runner.broken).toEqual([])
  await play.end()
})

/** Damages the database inside a transaction that is rolled back after the look. */
async function withDamage(statement: string): Promise<VerifyReport> {
  const undo = new Error('undone')
  let report: VerifyReport | undefined
  const damaged = db.transaction().execute(async (work) => {
    for (const one of statement.split(';')) await sql.raw(one).execute(work)
    report = await verifyMoment(work)
    throw undo
  })
  await expect(damaged).rejects.toBe(undo)
  if (!report) throw new Error('nothing was verified')
  return report
}

const unlocked = (statement: string) =>
  `alter table events disable trigger user; ${statement}; alter table events enable trigger user`

describe('verify', () => {
  it('finds no difference after an evening of play', async () => {
    const phases: string[] = []
    const report = await verifyWorld(db, { onProgress: ({ phase }) => phases.push(phase) })
    expect(verifyLines(report).at(-1)).toMatch(/^No difference: \d+ entities are exactly what/)
    expect(report).toMatchObject({ ok: true, differenceCount: 0, problems: [] })
    expect(report.events).toBeGreaterThan(40)
    expect(new Set(phases)).toEqual(new Set(['fold', 'compare', 'ledger']))
  })

  it('names the field in which a row says something else', async () => {
    const report = await withDamage(
      `update entities set body = convert_to(replace(convert_from(body, 'UTF8'), '"gold":40', '"gold":4000'), 'UTF8') where id = 'ann'`,
    )
    expect(report.ok).toBe(false)
    expect(report.differences).toEqual([
      { id: 'ann', kind: 'changed', fields: [{ path: 'gold', log: 40, table: 4000 }] },
    ])
    expect(verifyLines(report)).toContain('          gold: log 40, table 4000')
  })

  it('names a row in the wrong place, one that is missing and one that is too many', async () => {
    const moved = await withDamage(`update entities set place = 'inn.cellar' where id = 'apple'`)
    expect(moved.differences[0]).toMatchObject({ id: 'apple', kind: 'changed' })
    expect(moved.differences[0]?.fields[0]?.path).toBe('column.place')
    const missing = await withDamage(`delete from entities where id = 'sack'`)
    expect(missing.differences).toEqual([{ id: 'sack', kind: 'missing', fields: [] }])
    const extra = await withDamage(
      `insert into entities select 1, 'gem', kind, place, tick, body from entities where id = 'apple'`,
    )
    expect(extra.differences).toEqual([{ id: 'gem', kind: 'extra', fields: [] }])
  })

  it('notices an event taken out of the log, and one whose cause nobody gave', async () => {
    const torn = await withDamage(
      unlocked(`delete from events where ordinal = 1 and type = 'item-split'`),
    )
    expect(torn.problems.join('\n')).toMatch(/tick \d+: event 1 is missing before 2/)
    expect(torn.ok).toBe(false)
    const lost = await withDamage(`delete from commands where session = 'sann' and n = 3`)
    expect(lost.problems.join('\n')).toContain('session sann: 9 commands recorded between numbers')
    expect(lost.problems.join('\n')).toMatch(/its cause \S+ is not in the ledger/)
    const elsewhere = await withDamage(
      `update commands set tick = tick + 1 where session = 'sann' and n = 3`,
    )
    expect(elsewhere.problems.join('\n')).toMatch(/its cause \S+ is recorded under tick/)
    const beyond = await withDamage('update shards set tick = tick - 3')
    expect(beyond.problems.join('\n')).toMatch(/events lie beyond the checkpoint/)
  })
})

describe('a comparison', () => {
  it('descends to the fields that differ and stops at its limit', () => {
    const one = { a: { b: [1, 2], c: 'x' }, d: 1 }
    expect(fieldDifferences(one, { a: { b: [1, 3], c: 'x' } })).toEqual([
      { path: 'a.b.1', log: 2, table: 3 },
      { path: 'd', log: 1 },
    ])
    expect(fieldDifferences({ a: 1, b: 1, c: 1 }, {}, 2)).toHaveLength(2)
    expect(fieldDifferences(one, structuredClone(one))).toEqual([])
  })
})
