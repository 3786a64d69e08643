/** How failures are classified, seen through the client: who is asked again, who is blamed, who pays. */
import { expect, test, vi } from 'vitest'
import { retryAfterOf } from '../../../workers/llm/failures.ts'
import {
  afterFailure,
  afterSuccess,
  expectedCostMs,
  unknownHealth,
} from '../../../workers/llm/health.ts'

import type { Fault } from '../../support/fake-llm.ts'
import { question, talkingTo } from './support.ts'

const now = Date.UTC(2030, 0, 1)

/** What a fault is taken for; the number of tries and the reason are in `client.test.ts`. */
const consequences: [Fault, 'opens' | 'leaves closed', 'billed' | 'free'][] = [
  ['reset', 'opens', 'free'],
  ['hang', 'opens', 'billed'],
  ['hang-mid-stream', 'opens', 'billed'],
  ['cut-mid-stream', 'opens', 'billed'],
  ['rate-limit', 'opens', 'free'],
  ['error-500', 'opens', 'free'],
  ['error-in-stream', 'opens', 'free'],
  ['error-400', 'leaves closed', 'free'],
  ['error-401', 'opens', 'free'],
  ['redirect', 'opens', 'free'],
  ['garbage', 'opens', 'billed'],
  ['empty', 'opens', 'billed'],
  ['huge', 'opens', 'billed'],
  ['declined', 'leaves closed', 'billed'],
  ['drip', 'opens', 'billed'],
]

test.each(consequences)('%s %s the breaker of its model, and its prompt is %s', async (...row) => {
  const [fault, breaker, bill] = row
  await using scene = await talkingTo({
    breakerFailures: 1,
    totalTimeoutMs: fault === 'drip' ? 700 : 20_000,
  })
  scene.fake.behave({ fault })
  const { promptTokens } = question()
  await scene.client.complete(question())
  // After the total deadline the answer comes first and the count a moment later.
  await vi.waitFor(() => {
    const { breakers, budget, failures } = scene.client.counters()
    expect(Object.values(failures)).toEqual([1])
    expect(breakers['alpha']).toBe(breaker === 'opens' ? 'open' : 'closed')
    expect(budget.dayTokens).toBe(bill === 'billed' ? promptTokens : 0)
  })
})

test.each([
  [{ 'retry-after': '2' }, 2_000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after': new Date(now + 9_000).toUTCString() }, 9_000],
  [{ 'retry-after': new Date(now - 9_000).toUTCString() }, 0],
  [{ 'retry-after-ms': '750', 'retry-after': '9' }, 750],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '99999999' }, 3_600_000],
  [{}, undefined],
])('the wait %o is understood as %s ms', (headers, expected) => {
  expect(retryAfterOf(new Headers(headers as Record<string, string>), now)).toBe(expected)
})

test('failures raise the cost of a model, successes and time bring it down again', () => {
  const rung = { rank: 0, use: 'any' as const }
  const cost = (health: typeof unknownHealth, atMs: number) =>
    expectedCostMs(health, rung, 'short', atMs)
  const fresh = cost(unknownHealth, 1_000)
  const failed = afterFailure(afterFailure(unknownHealth, undefined, 1_000), undefined, 1_000)
  expect(cost(failed, 1_000)).toBeGreaterThan(fresh)
  expect(cost(failed, 600_000)).toBeLessThan(fresh + 20)
  expect(cost(afterSuccess(failed, 300, 1_000), 1_000)).toBeLessThan(cost(failed, 1_000))
})

test('the operator’s order stands while models are alike, and yields to a much faster one', () => {
  const first = { rank: 0, use: 'any' as const }
  const second = { rank: 1, use: 'any' as const }
  expect(expectedCostMs(unknownHealth, first, 'short', 1)).toBeLessThan(
    expectedCostMs(unknownHealth, second, 'short', 1),
  )
  let slow = unknownHealth
  for (let call = 0; call < 6; call += 1) slow = afterSuccess(slow, 7_000, 1)
  expect(expectedCostMs(slow, first, 'short', 1)).toBeGreaterThan(
    expectedCostMs(unknownHealth, second, 'short', 1),
  )
})
