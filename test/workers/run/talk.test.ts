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
let asked = 0

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

test('the words come while they are written, and are those of the committed event', async () => {
  const { token } = await game.account('Ash')
  const player = await play(game.url, token)
  const say =
    'It came in with the tide one night. I would not give a copper for it. *shrugs* Ask the sea'
  const text = JSON.stringify({ say, emote: null, mood: null, remember: null })
  fake.behave(({ messages }) =>
    JSON.stringify(messages).includes('a drowned bell') ? { text, chunkDelayMs: 5 } : {},
  )
  const reply = await askHobb(player, 'a drowned bell')
  const { narration, words } = reply['data'] as { narration: string; words: string }
  // Pieces come another way than the reply, and the last of them may come after it.
  await player.until((frame) => frame['narration'] === narration && frame['done'] === true)
  const chunks = byModel(player).filter((frame) => frame['narration'] === narration)
  expect(chunks.length).toBeGreaterThan(2)
  expect(chunks.map((frame) => frame['seq'])).toEqual(chunks.map((_, index) => index))
  expect(chunks.map((frame) => frame['done'])).toEqual(
    chunks.map((_, index) => index === chunks.length - 1),
  )
  const shown = chunks.map((frame) => frame['chunk']).join('')
  // The pieces are what is stored, byte for byte, mended already.
  expect(shown).toBe(words)
  const asked = player.frames.find((frame) => frame.t === 'done')
  expect(chunks[0]?.['cause']).toBe(asked?.['request'])
  player.close()
})

test.each([
  [
    { say: 'Aye, I remember Tomas. Ask Nan, or the Duke.' },
    'Aye, I remember Tomas. Ask Nan, or the Duke.',
    undefined,
  ],
  [{ say: 'Old Hobb: *nods* It will keep. Ask Lord Vexmoor' }, 'It will keep.', 'nods.'],
  [{ say: 'It will keep.', emote: 'I look at the fire' }, 'It will keep.', 'looks at the fire.'],
  [
    { say: 'It will keep.', remember: { text: 'www.evil.example', importance: 3 } },
    'It will keep.',
    undefined,
  ],
])('%j is said in good form, and costs one call', async (answer, words, emote) => {
  const { token } = await game.account(`Asker${'abcdef'[asked++]}`)
  const player = await play(game.url, token)
  const isTalk = (request: { messages: unknown }) =>
    JSON.stringify(request.messages).includes('brother Tomas')
  const calls = () => fake.requests.filter(({ body }) => isTalk(body)).length
  fake.behave((request) =>
    isTalk(request)
      ? { text: JSON.stringify({ emote: null, mood: null, remember: null, ...answer }) }
      : {},
  )
  const before = calls()
  player.send('say Hobb, what would you have told my brother Tomas about the tide that night?')
  const reply = await player.until(isReply)
  expect(reply['data']).toMatchObject({ words })
  expect((reply['data'] as { emote?: string }).emote).toBe(emote)
  expect(calls() - before).toBe(1)
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
      const isPiece = (frame: AnyFrame) =>
        frame.t === 'narration' && frame['narration'] === data.narration
      // Pieces come another way than the reply, and the last of them may come after it.
      if (player.frames.some(isPiece))
        await player.until((frame) => isPiece(frame) && frame['done'] === true)
      const pieces = player.frames.filter(isPiece)
      expect(pieces.map((frame) => String(frame['chunk'])).join('')).not.toMatch(technical)
      player.close()
    },
  )
})
