import { afterEach, expect, test, vi } from 'vitest'
import { rungsOf } from '../../../workers/llm/settings.ts'
import { question, talkingTo } from './support.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** Stops the wall clock that the breaker reads; timers stay real because real sockets need them. */
function stopClock() {
  vi.useFakeTimers({ toFake: ['Date'] })
  return { skip: (ms: number) => vi.setSystemTime(Date.now() + ms) }
}

test('two failed questions open the breaker, and for fifteen seconds nothing is sent', async () => {
  const clock = stopClock()
  const states: string[] = []
  await using scene = await talkingTo(
    {},
    { hooks: { onBreaker: (_, state) => states.push(state) } },
  )
  scene.fake.behave({ fault: 'error-500' })
  await scene.client.complete(question())
  expect(scene.client.counters().breakers['alpha']).toBe('closed')
  await scene.client.complete(question())
  expect(states).toEqual(['open'])
  const sent = scene.fake.requests.length
  expect(sent).toBe(6)
  clock.skip(14_900)
  for (let ask = 0; ask < 20; ask += 1) {
    expect(await scene.client.complete(question())).toMatchObject({
      by: 'scripted',
      why: 'breaker-open',
    })
  }
  expect(scene.fake.requests.length).toBe(sent)
})

test('after that one probe decides: a good one closes the breaker', async () => {
  const clock = stopClock()
  const states: string[] = []
  await using scene = await talkingTo(
    {},
    { hooks: { onBreaker: (_, state) => states.push(state) } },
  )
  scene.fake.behave({ fault: 'error-500' })
  await scene.client.complete(question())
  await scene.client.complete(question())
  scene.fake.behave({ text: 'Back again.' })
  clock.skip(15_000)
  expect((await scene.client.complete(question())).by).toBe('model')
  expect(states).toEqual(['open', 'half-open', 'closed'])
})

test('a failed probe is one request and opens the breaker for another fifteen seconds', async () => {
  const clock = stopClock()
  const states: string[] = []
  await using scene = await talkingTo(
    {},
    { hooks: { onBreaker: (_, state) => states.push(state) } },
  )
  scene.fake.behave({ fault: 'error-500' })
  await scene.client.complete(question())
  await scene.client.complete(question())
  const before = scene.fake.requests.length
  clock.skip(15_000)
  await scene.client.complete(question())
  expect(scene.fake.requests.length).toBe(before + 1)
  expect(states).toEqual(['open', 'half-open', 'open'])
  clock.skip(14_000)
  await scene.client.complete(question())
  expect(scene.fake.requests.length).toBe(before + 1)
})

test('while the probe is out, other callers go on at once instead of waiting for it', async () => {
  const clock = stopClock()
  await using scene = await talkingTo()
  scene.fake.behave({ fault: 'error-500' })
  await scene.client.complete(question())
  await scene.client.complete(question())
  const before = scene.fake.requests.length
  scene.fake.behave({ fault: 'hang' })
  clock.skip(15_000)
  const probe = scene.client.complete(question())
  const order: string[] = []
  const probing = probe.then(() => order.push('probe'))
  const others = await Promise.all(
    [1, 2, 3].map(async () => {
      const answer = await scene.client.complete(question())
      order.push('other')
      return answer
    }),
  )
  expect(order).toEqual(['other', 'other', 'other'])
  expect(others.map((answer) => answer.why)).toEqual([
    'breaker-open',
    'breaker-open',
    'breaker-open',
  ])
  expect((await probe).why).toBe('silence')
  await probing
  expect(scene.fake.requests.length).toBe(before + 1)
})

test('a probe whose caller gives up does not close the breaker', async () => {
  const clock = stopClock()
  await using scene = await talkingTo()
  scene.fake.behave({ fault: 'error-500' })
  await scene.client.complete(question())
  await scene.client.complete(question())
  scene.fake.behave({ fault: 'hang' })
  clock.skip(15_000)
  const patience = new AbortController()
  const probe = scene.client.complete(question(), { signal: patience.signal })
  patience.abort(new Error('left'))
  await expect(probe).rejects.toThrow('left')
  await vi.waitFor(() => expect(scene.client.counters().breakers['alpha']).toBe('open'))
})

test('each model has its own breaker', async () => {
  stopClock()
  await using scene = await talkingTo({ models: rungsOf(['alpha:short', 'beta:long']) })
  scene.fake.behave((request) =>
    request.model === 'alpha' ? { fault: 'error-401' } : { text: 'Beta speaks.' },
  )
  for (let ask = 0; ask < 5; ask += 1) await scene.client.complete(question())
  expect(scene.client.counters()).toMatchObject({
    breakers: { alpha: 'open', beta: 'closed' },
    answeredByModel: 5,
  })
  expect(scene.fake.requests.filter((request) => request.model === 'alpha')).toHaveLength(2)
})

test('bad requests and refused content say nothing about the model', async () => {
  await using scene = await talkingTo()
  scene.fake.behave({ fault: 'error-400' })
  for (let ask = 0; ask < 4; ask += 1) await scene.client.complete(question())
  expect(scene.client.counters().breakers['alpha']).toBe('closed')
})

test('a caller in its retries stops as soon as others have opened the breaker', async () => {
  stopClock()
  await using scene = await talkingTo({ retryBaseMs: 200, retryJitterMs: [0, 1] })
  scene.fake.behave({ fault: 'error-500' })
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => scene.client.complete(question())),
  )
  expect(answers.every((answer) => answer.by === 'scripted')).toBe(true)
  expect(scene.client.counters().breakers['alpha']).toBe('open')
  expect(scene.fake.requests.length).toBeLessThanOrEqual(18)
})
