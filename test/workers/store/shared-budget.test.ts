/** Budgets of several workers on one database: together they spend what one might have spent. */
import { fc } from '@fast-check/vitest'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Db, migrate, openDatabase } from '../../../server/platform/database.ts'
import type { Receipt, Refusal } from '../../../workers/llm/budget.ts'
import { type BudgetSettings, defaultBudget } from '../../../workers/llm/settings.ts'
import { createSharedBudget } from '../../../workers/store/shared-budget.ts'
import { createLoneBudget } from '../../support/lone-budget.ts'
import { freshDatabase } from '../../support/servers.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let first: Db
let second: Db

beforeAll(async () => {
  database = await freshDatabase('budgets')
  const owner = openDatabase(database.url('owner'), 'test', 1)
  await migrate(owner)
  await owner.destroy()
  first = openDatabase(database.url('worker'), 'w1', 8)
  second = openDatabase(database.url('worker'), 'w2', 8)
})
beforeEach(() => sql`delete from llm_meters`.execute(first))
afterAll(async () => {
  await first?.destroy()
  await second?.destroy()
  await database?.drop()
})

const noon = Date.UTC(2030, 0, 1, 12)

/** Two workers with the same limits. */
function pair(changes: Partial<BudgetSettings> = {}, wallNow = () => noon) {
  const settings = { ...defaultBudget, ...changes }
  return [
    createSharedBudget({ db: first, settings, wallNow }),
    createSharedBudget({ db: second, settings, wallNow }),
  ] as const
}

async function granted(asked: readonly (Receipt | Refusal | Promise<Receipt | Refusal>)[]) {
  return (await Promise.all(asked)).filter((outcome) => !('over' in outcome)).length
}

test('two workers that ask at the same time grant one player the calls of one budget', async () => {
  const [one, two] = pair({ callsPerPlayer: 12 })
  const asks = Array.from({ length: 150 }, (_, index) => {
    const worker = index % 2 === 0 ? one : two
    return worker.reserve({ player: 'p1', npc: `n${index}` }, 10, 0)
  })
  expect(await granted(asks)).toBe(12)
  expect(one.counters().refused.player + two.counters().refused.player).toBe(138)
  expect(await granted([two.reserve({ player: 'p2' }, 10, 0)])).toBe(1)
})

test('tokens and money of the day are one budget for all, to the last unit', async () => {
  const [one, two] = pair({ tokensPerDay: 1_000, microsPerDay: 700 })
  const asks = Array.from({ length: 40 }, (_, index) =>
    (index % 2 === 0 ? one : two).reserve({ npc: `n${index}` }, 90, 70),
  )
  expect(await granted(asks)).toBe(10)
  const row = await sql<{ tokens: string; micros: string }>`
    select tokens, micros from llm_meters where key = 'day-money'`.execute(first)
  expect(row.rows).toEqual([{ tokens: '900', micros: '700' }])
})

test('what one worker was billed less is free for the other once it is written', async () => {
  const [one, two] = pair({ tokensPerDay: 1_000 })
  const receipt = await one.reserve({}, 900, 0)
  if ('over' in receipt) throw new Error('the first call must fit')
  expect(await two.reserve({}, 200, 0)).toEqual({ over: 'day-tokens' })
  receipt.settle(100, 0)
  receipt.settle(0, 0)
  await one.flush()
  expect(await granted([two.reserve({}, 200, 0)])).toBe(1)
  expect(two.counters().dayTokens).toBe(300)
})

test('a bill rides with the next reservation of its worker', async () => {
  const [one, two] = pair({ tokensPerDay: 1_000 })
  const receipt = await one.reserve({}, 900, 0)
  if ('over' in receipt) throw new Error('the first call must fit')
  receipt.settle(100, 0)
  expect(await granted([one.reserve({}, 850, 0)])).toBe(1)
  expect(await two.reserve({}, 100, 0)).toEqual({ over: 'day-tokens' })
})

test('a budget that cannot be read grants nothing, and says so', async () => {
  const gone = openDatabase('postgres://nobody:nothing@127.0.0.1:9/none', 'test', 1)
  const errors: unknown[] = []
  const budget = createSharedBudget({
    db: gone,
    settings: defaultBudget,
    onError: (error) => errors.push(error),
  })
  expect(await budget.reserve({ player: 'p1' }, 10, 0)).toEqual({ over: 'unknown' })
  expect(errors).toHaveLength(1)
  await gone.destroy()
})

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('reserve' as const),
      worker: fc.nat(1),
      player: fc.nat(1),
      npc: fc.nat(1),
      tokens: fc.integer({ min: 1, max: 400 }),
    }),
    fc.record({
      do: fc.constant('settle' as const),
      which: fc.nat(5),
      tokens: fc.integer({ min: 0, max: 500 }),
    }),
    fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 1_000, max: 90_000 }) }),
  ),
  { minLength: 1, maxLength: 14 },
)

test('two workers on one database answer as one process with a budget of its own', async () => {
  const limits = {
    callsPerPlayer: 4,
    tokensPerPlayer: 900,
    tokensPerNpc: 1_200,
    tokensPerDay: 3_000,
    microsPerDay: 2_000,
  }
  await fc.assert(
    fc.asyncProperty(steps, async (script) => {
      await sql`delete from llm_meters`.execute(first)
      let nowMs = noon
      const alone = createLoneBudget({ ...defaultBudget, ...limits }, { wallNow: () => nowMs })
      const workers = pair(limits, () => nowMs)
      const receipts: { alone: Receipt; shared: Receipt; worker: number }[] = []
      for (const step of script) {
        if (step.do === 'wait') nowMs += step.ms
        if (step.do === 'reserve') {
          const account = { player: `p${step.player}`, npc: `n${step.npc}` }
          const expected = alone.reserve(account, step.tokens, step.tokens)
          const shared = await workers[step.worker as 0 | 1].reserve(
            account,
            step.tokens,
            step.tokens,
          )
          if ('over' in expected || 'over' in shared) expect(shared).toEqual(expected)
          else receipts.push({ alone: expected, shared, worker: step.worker })
        }
        if (step.do === 'settle') {
          const receipt = receipts[step.which]
          receipt?.alone.settle(step.tokens, step.tokens)
          receipt?.shared.settle(step.tokens, step.tokens)
          if (receipt) await workers[receipt.worker as 0 | 1].flush()
        }
      }
    }),
    { numRuns: 60 },
  )
})
