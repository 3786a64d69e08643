/** Requests that somebody of the world answers: they end with the words, and not before. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runWorker } from '../../../../workers/role.ts'
import { telnetGuest } from '../../../e2e-clients/game.ts'
import type { TelnetClient } from '../../../e2e-clients/telnet-client.ts'
import type { AnyFrame } from '../../../support/any-frame.ts'
import { type FakeLlm, startFakeLlm } from '../../../support/fake-llm.ts'
import {
  listen,
  play,
  startWholeGame,
  type TestPlayer,
  type WholeGame,
} from '../session/whole-game.ts'

let game: WholeGame
let fake: FakeLlm
beforeAll(async () => {
  fake = await startFakeLlm({ chunkDelayMs: 100 })
  game = await startWholeGame({
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'fake',
    // Rules answer after 40 beats: soon enough for a test, and long after a model has.
    MUD_HEARTBEAT_MS: '150',
  })
})
afterAll(async () => {
  await game?.stop()
  await fake?.stop()
})

interface Status {
  readonly status: string
  readonly startedAt: string
  readonly completedAt?: string
  readonly result?: Readonly<Record<string, unknown>>
}

async function statusOf(request: unknown, token: string): Promise<Status> {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${game.url}/v1/requests/${String(request)}`, { headers })).json() as never
}

const line = (about: string) =>
  `say Hobb, what would you give for ${about}, if the tide brought it in?`

async function ask(player: TestPlayer, about: string) {
  player.send(line(about))
  const done = await player.until(
    ({ t, ...frame }) => t === 'done' && frame['answer'] === 'pending',
  )
  const pending = player.frames.findLast(({ t }) => t === 'pending')
  return { done, pending, request: String(done['request']) }
}

// PROMISE PROTOCOL 4: a request that an NPC answers stays `processing` until the words are there
test('a request stays under way until the words are there, and ends with them', async () => {
  const { token } = await game.account('Ash')
  const player = await play(game.url, token)
  const { done, pending, request } = await ask(player, 'a drowned bell')
  expect(done).toMatchObject({ status: 'completed', answer: 'pending' })
  expect(pending).toMatchObject({ request, npc: expect.any(String), narration: expect.any(String) })
  expect(player.frames.indexOf(pending as never)).toBeLessThan(player.frames.indexOf(done))
  const early = await statusOf(request, token)
  expect(early.status).toBe('processing')
  const spoke = await player.until((frame) => frame['kind'] === 'npc-spoke')
  const data = spoke['data'] as { words: string; narration: string }
  expect(data).toMatchObject({ request, narration: pending?.['narration'] })
  const late = await statusOf(request, token)
  expect(late).toMatchObject({
    status: 'completed',
    startedAt: early.startedAt,
    result: { npc: pending?.['npc'], say: data.words },
  })
  expect(late.result).not.toHaveProperty('degraded')
  expect(String(late.completedAt) > late.startedAt).toBe(true)
  player.close()
}, 30_000)

// PROMISE PROTOCOL 4: `request.completed` comes with the answer
test('the event stream of a request shows the words and ends with them', async () => {
  const { token } = await game.account('Birch')
  const player = await play(game.url, token)
  const { request } = await ask(player, 'a mermaid’s comb')
  const stream = await listen(`${game.url}/v1/events/requests/${request}`, token)
  await stream.ended
  const names = stream.events.map(({ name }) => name)
  expect(names.filter((name) => name.startsWith('request.'))).toEqual([
    'request.queued',
    'request.processing',
    'request.completed',
  ])
  const spoke = await player.until((frame) => frame['kind'] === 'npc-spoke')
  const { words } = spoke['data'] as { words: string }
  expect(stream.events.at(-1)?.data).toMatchObject({ request, result: { say: words } })
  player.close()
}, 30_000)

test('what nobody is asked for has no answer to wait for', async () => {
  const { token } = await game.account('Cedar')
  const player = await play(game.url, token)
  player.send('look')
  const done = await player.until(({ t }) => t === 'done')
  expect(done).not.toHaveProperty('answer')
  const { status, result } = await statusOf(done['request'], token)
  expect([status, result]).toEqual(['completed', undefined])
  player.close()
})

// An answer that takes its time is told on text doors, once, and no other
test('over telnet somebody is seen thinking once, and not where nobody has to think', async () => {
  fake.behave(({ messages }) =>
    JSON.stringify(messages).includes('if the tide brought it in') ? { delayMs: 3_000 } : {},
  )
  const sign = 'Old Hobb thinks it over.'
  const clients = await Promise.all([1, 2, 3].map(() => telnetGuest(game.telnetPort)))
  const [seeing, spoken, asking] = clients as [TelnetClient, TelnetClient, TelnetClient]
  spoken.type('set screenreader on')
  asking.type('set screenreader on')
  asking.type('set thinking on')
  seeing.type('say Hobb, good evening to you')
  await seeing.sees('Old Hobb says to you')
  expect(seeing.text()).not.toContain(sign)
  for (const [at, client] of clients.entries()) client.type(line(`a keg of tar number ${at}`))
  await Promise.all([seeing.sees(sign), asking.sees(sign)])
  await Promise.all(clients.map((client) => client.sees('Old Hobb says to you')))
  expect(seeing.text().split(sign)).toHaveLength(2)
  expect(asking.text().split(sign)).toHaveLength(2)
  expect(spoken.text()).not.toContain(sign)
  for (const client of clients) client.drop()
  fake.behave({ chunkDelayMs: 100 })
}, 30_000)

// A request that somebody of the world answers ends with the words, also where a rule had them
test('what a rule answers at once is the result of its request too', async () => {
  const { token } = await game.account('Elm')
  const player = await play(game.url, token)
  player.send('say Hobb, good evening to you')
  const spoke = await player.until((frame) => frame['kind'] === 'npc-spoke')
  const done = await player.until(({ t }) => t === 'done')
  expect(done).not.toHaveProperty('answer')
  const { words, request } = spoke['data'] as { words: string; request: string }
  expect(request).toBe(done['request'])
  const { status, result } = await statusOf(request, token)
  expect([status, result]).toEqual(['completed', { npc: expect.any(String), say: words }])
  player.close()
})

test('words that no model found are marked', async () => {
  const { token } = await game.account('Dale')
  const player = await play(game.url, token)
  fake.behave(() => ({ fault: 'error-400' }))
  const { request, pending } = await ask(player, 'a ship’s cat')
  const spoke = await player.until((frame) => frame['kind'] === 'npc-spoke')
  const { words } = spoke['data'] as { words: string }
  expect(await statusOf(request, token)).toMatchObject({
    status: 'completed',
    result: { npc: pending?.['npc'], say: words, degraded: true },
  })
  player.close()
}, 30_000)

// Rules answer in the place of workers that are gone: after one wait for them, and at once from then on.
test('while nobody takes jobs people answer at once, and workers are asked again when they are back', async () => {
  fake.behave({})
  const { token } = await game.account('Fern')
  const player = await play(game.url, token)
  const answered = async (about: string) => {
    const spoken = player.frames.filter(({ kind }) => kind === 'npc-spoke').length
    const asked = player.frames.filter(({ t }) => t === 'done').length
    player.send(line(about))
    const next = (count: number, wanted: (frame: AnyFrame) => boolean) => {
      const isNext = (frame: AnyFrame) => player.frames.filter(wanted).indexOf(frame) >= count
      return player.until(isNext)
    }
    await next(spoken, ({ kind }) => kind === 'npc-spoke')
    return (await next(asked, ({ t }) => t === 'done'))['answer']
  }
  await game.worker.stop()
  expect(await answered('a barrel of pitch')).toBe('pending')
  expect(await answered('a bale of wool')).toBeUndefined()
  const worker = await runWorker(game.parts('w2'))
  await expect.poll(() => answered('a length of chain'), { interval: 200 }).toBe('pending')
  await worker.stop()
  player.close()
}, 60_000)
