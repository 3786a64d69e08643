import { expect, test, vi } from 'vitest'
import { openLlmClient } from '../../../workers/llm/client.ts'
import type { FailureKind } from '../../../workers/llm/failures.ts'
import type { Chunk } from '../../../workers/llm/model-client.ts'
import { llmSettings, rungsOf } from '../../../workers/llm/settings.ts'
import type { Fault } from '../../support/fake-llm.ts'
import { createLoneBudget } from '../../support/lone-budget.ts'
import { fallbackText, question, talkingTo } from './support.ts'

test('a healthy model answers, and its own token count is what is booked', async () => {
  await using scene = await talkingTo()
  scene.fake.behave({ text: 'Waves slap the pilings.' })
  const answer = await scene.client.complete(question())
  expect(answer).toMatchObject({
    by: 'model',
    model: 'alpha',
    text: 'Waves slap the pilings.',
    attempts: 1,
  })
  expect(answer.answerTokens).toBe(6)
  expect(scene.client.counters()).toMatchObject({ calls: 1, answeredByModel: 1, answerTokens: 6 })
})

test('chunks arrive while the model is still writing, and together make the answer', async () => {
  await using scene = await talkingTo()
  scene.fake.behave({ text: 'One two three four five six seven eight nine ten.', chunkDelayMs: 30 })
  const chunks: Chunk[] = []
  let finished = false
  const answer = await scene.client
    .complete(question(), {
      onChunk: (chunk) => {
        expect(finished).toBe(false)
        chunks.push(chunk)
      },
    })
    .finally(() => {
      finished = true
    })
  expect(chunks.length).toBeGreaterThan(2)
  expect(chunks.map((chunk) => chunk.text).join('')).toBe(answer.text)
  expect(answer.firstChunkMs).toBeLessThan(answer.tookMs)
})

/** Which failure each fault is recognised as, and how many tries one question costs. */
const faultTable: [Fault, FailureKind, number][] = [
  ['reset', 'refused', 3],
  ['hang', 'silence', 1],
  ['hang-mid-stream', 'silence', 1],
  ['cut-mid-stream', 'cut', 3],
  ['end-mid-stream', 'cut', 3],
  ['rate-limit', 'rate-limited', 3],
  ['error-500', 'server-error', 3],
  ['error-in-stream', 'server-error', 3],
  ['error-400', 'bad-request', 1],
  ['error-401', 'not-allowed', 1],
  ['redirect', 'redirected', 1],
  ['garbage', 'rubbish', 1],
  ['bad-json', 'rubbish', 1],
  ['empty', 'empty', 1],
  ['huge', 'too-large', 1],
  ['endless', 'too-large', 1],
  ['declined', 'declined', 1],
  ['drip', 'deadline', 1],
]

test.each(faultTable)(
  '%s ends in the scripted narrator as %s after %i tries',
  async (fault, kind, tries) => {
    // Only the drip is to be ended by the total deadline, on however slow a machine.
    await using scene = await talkingTo({ totalTimeoutMs: fault === 'drip' ? 700 : 20_000 })
    scene.fake.behave({ fault })
    const answer = await scene.client.complete(question())
    expect(answer).toMatchObject({ by: 'scripted', text: fallbackText, why: kind })
    expect(scene.fake.requests.length).toBe(tries)
    // After the total deadline the answer comes first and the count a moment later.
    await vi.waitFor(() => expect(scene.client.counters().failures[kind]).toBe(1))
  },
)

test('a refused connection is tried three times and then answered by script', async () => {
  await using scene = await talkingTo()
  await scene.fake.refuseConnections()
  const answer = await scene.client.complete(question())
  expect(answer).toMatchObject({ by: 'scripted', why: 'refused', attempts: 3 })
})

test('a fault that goes away is healed by a retry, and chunks of the failed try are marked void', async () => {
  await using scene = await talkingTo()
  scene.fake.behave({ text: 'The lamp is lit again and burns.' })
  scene.fake.next({ fault: 'cut-mid-stream', text: 'Half of a sentence that never' })
  const chunks: Chunk[] = []
  const answer = await scene.client.complete(question(), { onChunk: (chunk) => chunks.push(chunk) })
  expect(answer).toMatchObject({ by: 'model', attempts: 2 })
  const last = chunks.filter((chunk) => chunk.attempt === 2)
  expect(last.map((chunk) => chunk.text).join('')).toBe(answer.text)
  expect(chunks.some((chunk) => chunk.attempt === 1)).toBe(true)
})

test('a Retry-After that fits the deadline is waited for', async () => {
  await using scene = await talkingTo()
  scene.fake.next({ fault: 'rate-limit-wait', retryAfter: '1' })
  const answer = await scene.client.complete(question())
  expect(answer).toMatchObject({ by: 'model', attempts: 2 })
  const [first, second] = scene.fake.requests
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(1000)
})

test('a Retry-After beyond the deadline is not waited for, and the model is left alone meanwhile', async () => {
  await using scene = await talkingTo({ models: rungsOf(['alpha', 'beta']) })
  scene.fake.behave((request) =>
    request.model === 'alpha'
      ? { fault: 'rate-limit-wait', retryAfter: '600' }
      : { text: 'Beta speaks.' },
  )
  expect((await scene.client.complete(question())).model).toBe('beta')
  expect((await scene.client.complete(question())).model).toBe('beta')
  expect(scene.fake.requests.filter((request) => request.model === 'alpha')).toHaveLength(1)
})

test('the ladder goes on to the next model within one question', async () => {
  await using scene = await talkingTo({ models: rungsOf(['alpha', 'beta']) })
  scene.fake.behave((request) =>
    request.model === 'alpha' ? { fault: 'error-401' } : { text: 'Beta speaks.' },
  )
  expect(await scene.client.complete(question())).toMatchObject({
    by: 'model',
    model: 'beta',
    attempts: 2,
  })
})

test('a slow model sinks in the ladder', async () => {
  await using scene = await talkingTo(
    { models: rungsOf(['alpha', 'beta']), silenceTimeoutMs: 5_000 },
    clockThatSkips(),
  )
  scene.fake.behave({ text: 'Slow or not, here it is.' })
  const models: (string | undefined)[] = []
  for (let turn = 0; turn < 4; turn += 1)
    models.push((await scene.client.complete(question())).model)
  expect(models[0]).toBe('alpha')
  expect(models).toContain('beta')
})

/** A clock on which every call seems to take nine seconds, so that slowness needs no waiting. */
function clockThatSkips() {
  let nowMs = 0
  return {
    now: () => {
      nowMs += 1_500
      return nowMs
    },
  }
}

test('long answers prefer the model marked for them', async () => {
  await using scene = await talkingTo({ models: rungsOf(['small:short', 'large:long']) })
  expect((await scene.client.complete(question({ size: 'short' }))).model).toBe('small')
  expect((await scene.client.complete(question({ size: 'long' }))).model).toBe('large')
})

test('a caller that gives up is told so, and no further try is made', async () => {
  await using scene = await talkingTo()
  scene.fake.behave({ fault: 'hang' })
  const patience = new AbortController()
  const asked = scene.client.complete(question(), { signal: patience.signal })
  patience.abort(new Error('the room is empty'))
  await expect(asked).rejects.toThrow('the room is empty')
  expect(scene.client.counters().breakers['alpha']).toBe('closed')
})

test('structured output is asked for by schema, and the correlation id travels along', async () => {
  await using scene = await talkingTo()
  const schema = {
    type: 'object',
    properties: { say: { type: 'string' } },
    required: ['say'],
    additionalProperties: false,
  }
  const answer = await scene.client.complete(
    question({ schema: { name: 'reply', schema }, correlation: 'abcd1234' }),
  )
  expect(JSON.parse(answer.text)).toHaveProperty('say')
  const [logged] = scene.fake.requests
  expect(logged?.headers['x-correlation-id']).toBe('abcd1234')
  expect(logged?.body.response_format).toMatchObject({
    type: 'json_schema',
    json_schema: { strict: true, schema },
  })
})

test('more than nine in ten requests use a connection that is open already', async () => {
  await using scene = await talkingTo()
  for (let round = 0; round < 25; round += 1) {
    await Promise.all(Array.from({ length: 8 }, () => scene.client.complete(question())))
  }
  expect(scene.fake.requests).toHaveLength(200)
  expect(scene.fake.connections.opened).toBeLessThanOrEqual(20)
  expect(scene.client.counters().transport.reusePermille).toBeGreaterThan(900)
})

test('never more than twenty connections at once', async () => {
  await using scene = await talkingTo()
  scene.fake.behave({ delayMs: 30, text: 'Together now.' })
  await Promise.all(Array.from({ length: 60 }, () => scene.client.complete(question())))
  expect(scene.fake.parallel.most).toBeLessThanOrEqual(20)
  expect(scene.fake.connections.opened).toBeLessThanOrEqual(20)
})

test('without models the scripted narrator answers at once', async () => {
  const settings = llmSettings({})
  const client = openLlmClient(settings, { budget: createLoneBudget(settings.budget) })
  expect(await client.complete(question())).toMatchObject({
    by: 'scripted',
    why: 'no-models',
    attempts: 0,
  })
  await client.close()
})
