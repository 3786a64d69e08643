/** Somebody of the world is asked, and the store goes back in time before the words are there. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../chaos/whole-system.ts'
import { call, httpOf, openStage, type Stage } from '../settings/stage.ts'
import { type FakeLlm, startFakeLlm } from '../support/fake-llm.ts'
import { guest } from './player.ts'

let stage: Stage
let fake: FakeLlm
beforeAll(async () => {
  fake = await startFakeLlm({ chunkDelayMs: 400 })
  stage = await openStage({ MUD_LLM_BASE_URL: fake.url, MUD_LLM_MODELS: 'fake' })
}, 60_000)
afterAll(async () => {
  await stage?.stop()
  await fake?.stop()
})

test('the request ends with the words that come in another timeline', async () => {
  const gateway = await stage.start('gateway', 'gw1')
  const tick = await stage.start('tick', 't1')
  await stage.start('worker', 'w1')
  const player = await guest(httpOf(gateway))
  const token = String(player.frames.findLast(({ token }) => token)?.['token'])
  const frames = await player.play('say Hobb, what would you give for a drowned bell?')
  const done = frames.at(-1)
  expect(done).toMatchObject({ t: 'done', answer: 'pending' })
  await tick.stop()
  await sql`update shards set store_tag = 'another'`.execute(stage.owner)
  await stage.start('tick', 't1')
  const spoke = await player.next(({ kind }) => kind === 'npc-spoke')
  const { words } = spoke['data'] as { words: string }
  const path = `/v1/requests/${String(done?.['request'])}`
  const ended = await until(
    'the request to end',
    async () => (await call(gateway, { method: 'GET', path, token })).json(),
    (answer) => (answer as { status: string }).status !== 'processing',
  )
  expect(ended).toMatchObject({ status: 'completed', result: { say: words } })
  player.drop()
}, 60_000)
