/** Three quick lines to one mobile, on a whole game with two workers and a model slow at first. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { traceRequest } from '../../../server/log/travel/trace.ts'
import { openDatabase } from '../../../server/platform/database.ts'
import type { RunningRole } from '../../../server/platform/roles.ts'
import { traceLines } from '../../../server/run/cli/trace.ts'
import { runWorker } from '../../../workers/role.ts'
import { play, startWholeGame, type WholeGame } from '../../server/edge/session/whole-game.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'

let fake: FakeLlm
let game: WholeGame
let second: RunningRole

const things = ['a drowned bell', 'a silver oar', 'a glass float'] as const

beforeAll(async () => {
  fake = await startFakeLlm()
  game = await startWholeGame({ MUD_LLM_BASE_URL: fake.url, MUD_LLM_MODELS: 'fake' })
  second = await runWorker(game.parts('w2'))
})
afterAll(async () => {
  await second?.stop()
  await game?.stop()
  await fake?.stop()
})

test('are answered in the order of the lines, though the first answer takes longest', async () => {
  fake.behave(({ messages }) => {
    const asked = messages.at(-1)?.content ?? ''
    // What was said before stands above the line that is asked about.
    const spots = things.map((thing) => asked.lastIndexOf(thing))
    const index = spots.indexOf(Math.max(...spots))
    if (spots[index] === -1) return {}
    const say = `For ${things[index]} I would give you my best coat.`
    const text = JSON.stringify({ say, emote: null, mood: null, remember: null })
    return { text, delayMs: [1_500, 300, 0][index] ?? 0 }
  })
  const { token } = await game.account('Ash')
  const player = await play(game.url, token)
  for (const thing of things) player.send(`say Hobb, what would you give for ${thing}?`)
  const spoken = () => player.frames.filter((frame) => frame['kind'] === 'npc-spoke')
  await player.until(() => spoken().length >= things.length)
  const words = spoken().map((frame) => String((frame['data'] as { words: string }).words))
  expect(words.map((line) => things.findIndex((thing) => line.includes(thing)))).toEqual([0, 1, 2])
  // Later lines waited their turn, and were shown while they were written all the same.
  const live = new Set(
    player.frames.filter((frame) => frame.t === 'narration').map((frame) => frame['narration']),
  )
  for (const frame of spoken()) {
    expect(live).toContain((frame['data'] as { narration: string }).narration)
  }
  player.close()
})

test('the answer is found from the request of the line, and the line from the answer', async () => {
  fake.behave({})
  const { token } = await game.account('Birch')
  const player = await play(game.url, token)
  player.send('say Hobb, what would you give for a whale rib?')
  const { request } = await player.until((frame) => frame.t === 'done')
  const spoke = await player.until((frame) => frame['kind'] === 'npc-spoke')
  expect((spoke['data'] as { request: string }).request).toBe(request)
  const db = openDatabase(game.parts('trace', 'gateway').databaseUrl, 'trace', 1)
  const story = await traceRequest(db, String(request))
  await db.destroy()
  const [answer] = story?.answers ?? []
  expect(answer).toMatchObject({ kind: 'npc-reply', status: 'completed', request: spoke['cause'] })
  // Words may move the mood of whoever says them.
  expect(answer?.events.at(-1)?.type).toBe('npc-spoke')
  expect(answer?.told.map(({ what }) => what)).toContain('npc-spoke as target')
  const lines = story ? traceLines(story) : []
  expect(lines.filter((line) => line.startsWith('answer'))).toHaveLength(1)
  player.close()
})
