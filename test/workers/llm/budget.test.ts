import { expect, test } from 'vitest'
import { priceMicros } from '../../../workers/llm/budget.ts'
import { defaultBudget } from '../../../workers/llm/settings.ts'
import { createLoneBudget } from '../../support/lone-budget.ts'
import { question, talkingTo } from './support.ts'

/** Begins with a minute: windows are counted from 1970 on. */
function clock(startMs = 1_000_000_020_000) {
  let nowMs = startMs
  return { now: () => nowMs, skip: (ms: number) => (nowMs += ms) }
}

test('one player that causes a thousand calls gets the calls of one budget', () => {
  const time = clock()
  const budget = createLoneBudget(defaultBudget, { wallNow: time.now })
  let granted = 0
  for (let call = 0; call < 1000; call += 1) {
    if (!('over' in budget.reserve({ player: 'p1', npc: `n${call}` }, 100, 0))) granted += 1
  }
  expect(granted).toBe(defaultBudget.callsPerPlayer)
  expect(budget.counters().refused.player).toBe(1000 - granted)
  expect('over' in budget.reserve({ player: 'p2' }, 100, 0)).toBe(false)
})

test('the window slides: after a minute half used, half is free again', () => {
  const time = clock()
  const budget = createLoneBudget({ ...defaultBudget, callsPerPlayer: 10 }, { wallNow: time.now })
  const grants = () => {
    let count = 0
    while (!('over' in budget.reserve({ player: 'p1' }, 1, 0))) count += 1
    return count
  }
  expect(grants()).toBe(10)
  time.skip(90_000)
  expect(grants()).toBe(5)
  time.skip(300_000)
  expect(grants()).toBe(10)
})

test('a mobile that a crowd talks to has a limit of its own', () => {
  const budget = createLoneBudget({ ...defaultBudget, callsPerNpc: 3 }, { wallNow: clock().now })
  const outcomes = [1, 2, 3, 4].map((player) =>
    budget.reserve({ player: `p${player}`, npc: 'cook' }, 10, 0),
  )
  expect(outcomes.map((outcome) => 'over' in outcome && outcome.over)).toEqual([
    false,
    false,
    false,
    'npc',
  ])
})

test('settling replaces the estimate by the bill, once', () => {
  const budget = createLoneBudget(
    { ...defaultBudget, tokensPerDay: 1000 },
    { wallNow: clock().now },
  )
  const receipt = budget.reserve({}, 900, 0)
  if ('over' in receipt) throw new Error('the first call must fit')
  expect(budget.reserve({}, 200, 0)).toEqual({ over: 'day-tokens' })
  receipt.settle(100, 0)
  receipt.settle(0, 0)
  expect(budget.counters().dayTokens).toBe(100)
  expect('over' in budget.reserve({}, 200, 0)).toBe(false)
})

test('money is counted per model, rounded up, and the day turns at midnight UTC', () => {
  const rung = {
    name: 'alpha',
    use: 'any' as const,
    promptMicrosPer1k: 150,
    answerMicrosPer1k: 600,
  }
  expect(priceMicros(rung, 1000, 1000)).toBe(750)
  expect(priceMicros(rung, 1, 0)).toBe(1)
  const time = clock(Date.UTC(2030, 0, 1, 23, 59))
  const budget = createLoneBudget({ ...defaultBudget, microsPerDay: 1000 }, { wallNow: time.now })
  budget.reserve({}, 1, 750)
  expect(budget.reserve({}, 1, 750)).toEqual({ over: 'day-money' })
  time.skip(120_000)
  expect('over' in budget.reserve({}, 1, 750)).toBe(false)
})

test('the memory of who spent what is bounded', () => {
  const budget = createLoneBudget(
    { ...defaultBudget, callsPerPlayer: 1 },
    { wallNow: clock().now, keysMax: 50 },
  )
  budget.reserve({ player: 'first' }, 1, 0)
  expect(budget.reserve({ player: 'first' }, 1, 0)).toEqual({ over: 'player' })
  for (let player = 0; player < 60; player += 1) budget.reserve({ player: `p${player}` }, 1, 0)
  expect('over' in budget.reserve({ player: 'first' }, 1, 0)).toBe(false)
})

test('a client over budget sends nothing and answers by script', async () => {
  await using scene = await talkingTo({ budget: { ...defaultBudget, callsPerPlayer: 2 } })
  const charged = { player: 'p1', npc: 'cook' }
  const answers = []
  for (let ask = 0; ask < 5; ask += 1)
    answers.push(await scene.client.complete(question({ charged })))
  expect(answers.map((answer) => answer.why)).toEqual([
    undefined,
    undefined,
    'over-budget',
    'over-budget',
    'over-budget',
  ])
  expect(scene.fake.requests).toHaveLength(2)
})
