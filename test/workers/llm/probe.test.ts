/** Every kind of endpoint is found out, and answers what it is asked from then on. */
import { expect, test } from 'vitest'
import { describeProfile, weaknessOf } from '../../../workers/llm/profile.ts'
import { acceptAnswer } from '../../../workers/mind/accept.ts'
import { answerJsonSchema } from '../../../workers/mind/answer-schema.ts'
import { personalities } from '../../support/fake-llm.ts'
import { jobFor } from '../jobs.ts'
import { question, talkingTo } from './support.ts'

const expected = {
  openai: ['json_schema enforced, max_completion_tokens', undefined],
  'llama.cpp': ['json_schema enforced, max_tokens', undefined],
  'llama.cpp, bad grammar': ['json_object, max_tokens', undefined],
  ollama: ['json_schema enforced, max_tokens, thinking off', undefined],
  'ollama cloud': ['text, max_tokens', 'it takes no form of structured answers'],
  vllm: ['json_schema enforced, max_completion_tokens', undefined],
  'lm studio': ['json_schema enforced, max_tokens', undefined],
  'lm studio, no schema': ['text, max_tokens', 'it takes no form of structured answers'],
  'objects only': ['json_object, max_completion_tokens', undefined],
  thinker: [
    'json_schema enforced, max_completion_tokens, thinking unavoidable',
    'it thinks aloud before every answer',
  ],
} as const

const names = Object.keys(personalities) as (keyof typeof personalities)[]

test.each(names)('%s is found out in six calls at most, and talks', async (name) => {
  await using scene = await talkingTo()
  scene.fake.is(personalities[name])
  await scene.client.probe()
  const profile = scene.client.profiles()['alpha']
  if (!profile) throw new Error('there is no profile')
  const { tokensPerSecond: _speed, ...lasting } = profile
  expect([describeProfile(lasting), weaknessOf(profile)]).toEqual(expected[name])
  expect(scene.fake.probes.length).toBeLessThanOrEqual(6)
  expect(scene.fake.requests).toEqual([])
  const job = jobFor('npc-reply')
  const schema = answerJsonSchema(job)
  if (!schema) throw new Error('a reply has a schema')
  const answer = await scene.client.complete(question({ schema, answerTokensMax: 320 }))
  expect(answer).toMatchObject({ by: 'model', attempts: 1 })
  expect(acceptAnswer(job, answer.text)).toMatchObject({ ok: true })
  for (const { body } of scene.fake.requests) {
    expect(Object.keys(body).filter((field) => /^max_/.test(field))).toHaveLength(1)
  }
})

test('an endpoint that becomes another one is found out anew', async () => {
  await using scene = await talkingTo()
  await scene.client.probe()
  scene.fake.is(personalities['lm studio, no schema'])
  const ask = () => scene.client.complete(question())
  expect((await ask()).why).toBe('bad-request')
  await ask()
  await expect.poll(() => scene.client.profiles()['alpha']?.limitField).toBe('max_tokens')
  expect((await ask()).by).toBe('model')
})

test('what cannot be reached stays as it was assumed, and is asked all the same later', async () => {
  await using scene = await talkingTo()
  await scene.fake.refuseConnections()
  await scene.client.probe()
  expect(scene.client.profiles()['alpha']?.from).toBe('assumed')
  await scene.fake.listenAgain()
  expect((await scene.client.complete(question())).by).toBe('model')
})
