/** `mudstream mind` as an operator runs it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakeLlm, personalities, startFakeLlm } from '../../../support/fake-llm.ts'
import { runMudstream } from '../../../support/run-mudstream.ts'

let fake: FakeLlm
beforeAll(async () => {
  fake = await startFakeLlm()
})
afterAll(() => fake.stop())

const probe = (settings: Readonly<Record<string, string>> = {}) =>
  runMudstream(['mind', 'probe'], {
    MUD_LLM_BASE_URL: fake.url,
    MUD_LLM_MODELS: 'small',
    ...settings,
  })

test('mind probe says how the models of the settings want to be asked', async () => {
  fake.is(personalities.ollama)
  const { said, code } = await probe()
  expect(said).toMatch(/^small: json_schema enforced, max_tokens, thinking off/m)
  expect(code).toBe(0)
  fake.is(personalities['lm studio, no schema'])
  expect((await probe()).said).toMatch(/small: text, max_tokens.*\n.*its talk will be poor/)
})

test('mind probe says what cannot be reached, and where no model is set', async () => {
  const gone = await probe({ MUD_LLM_BASE_URL: 'http://127.0.0.1:9/v1' })
  expect(gone).toMatchObject({
    said: expect.stringContaining('small: cannot be tried: refused'),
    code: 1,
  })
  const { said } = await runMudstream(['mind', 'probe'], {})
  expect(said).toContain('No model is set')
})

test('mind ask shows what an answer rests on: facts, rule, prompt, what came and what is shown', async () => {
  fake.is(personalities.ollama)
  const settings = { MUD_LLM_BASE_URL: fake.url, MUD_LLM_MODELS: 'small' }
  const { said, code } = await runMudstream(
    ['mind', 'ask', 'maud', 'do', 'you', 'like', 'it', 'here?'],
    settings,
  )
  expect(said).toContain('Maud Tallow (saltmere.maud) in The Rusted Lantern')
  expect(said).toMatch(/exit:[^\n]+\n[\s\S]*by rule \(likeHere/)
  expect(said).toMatch(/prompt \(\d+ tokens\):[\s\S]*do you like it here/)
  const raw = /raw \(model\): (.*)/.exec(said)?.[1] ?? '{}'
  const shown = /shown \(by model, \d+ tokens\): (.*)/.exec(said)?.[1]
  expect(shown).toBe((JSON.parse(raw) as { say: string }).say)
  expect(code).toBe(0)
  const { said: alone } = await runMudstream(
    ['mind', 'ask', 'maud', 'where is the fish market?'],
    {},
  )
  expect(alone).toContain('the rule is sure')
  expect((await runMudstream(['mind', 'ask', 'nobody', 'hello'], {})).said).toContain(
    'Nobody with a persona',
  )
})

test('mind words prints the names of a zone', async () => {
  const { said } = await runMudstream(['mind', 'words', 'saltmere'], {})
  const names = said.split('\n')
  expect(names).toEqual(expect.arrayContaining(['Maud', 'Nan', 'Hobb']))
  expect((await runMudstream(['mind', 'words', 'nowhere'], {})).said).toContain(
    'There is no zone nowhere',
  )
})
