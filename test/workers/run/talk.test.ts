/** Talk with a mobile on a whole game, from the player's line to what the player reads. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  play,
  startWholeGame,
  type TestPlayer,
  type WholeGame,
} from '../../server/edge/session/whole-game.ts'
import type { AnyFrame } from '../../support/any-frame.ts'
import { type FakeLlm, faults, startFakeLlm } from '../../support/fake-llm.ts'

/** Words of programs, providers and prompts: none of them belongs to the world. */
const technical =
  /\b(?:model|llm|openai|gpt|api|http|https|json|schema|server|timeout|timed out|error|exception|undefined|null|nan|prompt|token|assistant|system|status|4\d\d|5\d\d|rate.?limit|retry|stack|fetch|socket|connection|breaker|fallback|endpoint|stream|script|grant|admin)\b|[{}<>\u001b\u0007]|\[object/i

let game: WholeGame
let fake: FakeLlm

beforeAll(async () => {
  fake = await startFakeLlm({ chunkDelayMs: 5 })
  game = await startWholeGame({
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'fake',
    MUD_LLM_CONNECT_TIMEOUT_MS: '500',
    MUD_LLM_READ_TIMEOUT_MS: '500',
    MUD_LLM_TOTAL_DEADLINE_MS: '1500',
    MUD_LLM_MAX_RETRIES: '0',
    MUD_LLM_BREAKER_FAILURES: '100',
  })
})
afterAll(async () => {
  await game?.stop()
  await fake?.stop()
})

const isReply = (frame: AnyFrame) => frame.t === 'event' && frame['kind'] === 'npc-spoke'
const byModel = (player: TestPlayer) => player.frames.filter((frame) => frame.t === 'narration')

/** Asks Old Hobb something that no rule knows, and waits for what he says to that. */
async function askHobb(player: TestPlayer, about: string): Promise<AnyFrame> {
  const before = player.frames.filter(isReply).length
  player.send(`say Hobb, what would you give for ${about}, if the tide brought it in?`)
  return player.until((frame) => player.frames.filter(isReply).indexOf(frame) >= before)
}

test('the words come while they are written, and the committed event replaces them', async () => {
  const { token } = await game.account('Ash')
  const player = await play(game.url, token)
  const reply = await askHobb(player, 'a drowned bell')
  const { narration, words } = reply['data'] as { narration: string; words: string }
  const chunks = byModel(player).filter((frame) => frame['narration'] === narration)
  expect(chunks.length).toBeGreaterThan(2)
  expect(chunks.map((frame) => frame['seq'])).toEqual(chunks.map((_, index) => index))
  expect(chunks.map((frame) => frame['done'])).toEqual(
    chunks.map((_, index) => index === chunks.length - 1),
  )
  const shown = chunks.map((frame) => frame['chunk']).join('')
  expect(words.startsWith(shown.trim())).toBe(true)
  const asked = player.frames.find((frame) => frame.t === 'done')
  expect(chunks[0]?.['cause']).toBe(asked?.['request'])
  player.close()
})

describe('whatever the model does', () => {
  // A model that asks to be left alone is left alone, so that fault has to be the last.
  const resting = 'rate-limit-wait'
  const inOrder = [...faults.filter((fault) => fault !== resting), resting] as const
  test.for(inOrder.map((fault, index) => [fault, index] as const))(
    '%s: the player reads words of the world, and nothing is left half said',
    async ([fault, index]) => {
      const names = ['Birch', 'Cedar', 'Dale', 'Elm', 'Fern', 'Gale', 'Heath', 'Iris']
      const name = `${names[index % names.length]}${'abcdef'[Math.floor(index / names.length)]}`
      const { token } = await game.account(name)
      const player = await play(game.url, token)
      const asked = fake.requests.length
      fake.behave((request) =>
        // Scenery may go on as it likes: the fault is for the talk.
        JSON.stringify(request.messages).includes('if the tide brought it in')
          ? { fault, chunkDelayMs: 5, retryAfter: '30' }
          : { chunkDelayMs: 1 },
      )
      const reply = await askHobb(player, `a lamp of the ${fault.replaceAll('-', ' ')} kind`)
      expect(fake.requests.slice(asked).some((request) => request.fault === fault)).toBe(true)
      const data = reply['data'] as { narration?: string; words: string }
      expect(data.words).not.toMatch(technical)
      expect(data.words).toMatch(/[.!?…]["”’)]?$/)
      const pieces = byModel(player).filter((frame) => frame['narration'] === data.narration)
      expect(pieces.map((frame) => String(frame['chunk'])).join('')).not.toMatch(technical)
      if (pieces.length > 0) expect(pieces.at(-1)?.['done']).toBe(true)
      player.close()
    },
  )
})
