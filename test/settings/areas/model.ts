/** Settings of the model's endpoint, each tried at a real one that is scripted. */
import { createServer, type Server } from 'node:net'
import { expect } from 'vitest'
import { loadConfig } from '../../../server/platform/config.ts'
import { openLlmClient } from '../../../workers/llm/client.ts'
import type { ModelAnswer, ModelRequest } from '../../../workers/llm/model-client.ts'
import { modelSettingsOf } from '../../../workers/run/model-settings.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { createLoneBudget } from '../../support/lone-budget.ts'
import { question } from '../../workers/llm/support.ts'
import { defineArea, type Row, type Values } from '../area.ts'

/** Longer than any of these tests: a limit of this length is not reached. */
const long = '60000'
/** Nothing but the setting under test ends a call or sends another one. */
const patient: Values = {
  MUD_LLM_MODELS: 'alpha',
  MUD_LLM_CONNECT_TIMEOUT_MS: long,
  MUD_LLM_READ_TIMEOUT_MS: long,
  MUD_LLM_TOTAL_DEADLINE_MS: long,
  MUD_LLM_MAX_RETRIES: '0',
  MUD_LLM_BREAKER_FAILURES: '100',
  MUD_RETRY_JITTER_MIN_MS: '0',
  MUD_RETRY_JITTER_MAX_MS: '0',
}

interface Caller {
  readonly fake: FakeLlm
  ask(changes?: Partial<ModelRequest>): Promise<ModelAnswer>
  [Symbol.asyncDispose](): Promise<void>
}

/** A worker's client with these settings, and an endpoint of its own. */
async function caller(values: Values): Promise<Caller> {
  const fake = await startFakeLlm()
  const env = { ...patient, MUD_LLM_BASE_URL: fake.url, ...values }
  const settings = modelSettingsOf(loadConfig(env))
  const client = openLlmClient(settings, { budget: createLoneBudget(settings.budget) })
  return {
    fake,
    ask: (changes) => client.complete(question(changes)),
    async [Symbol.asyncDispose]() {
      await fake.stop()
      await client.close()
    },
  }
}

/** The call comes to its end with the setting changed, for `why`, and goes on without. */
async function endsOnlyWith(
  values: Values,
  why: string,
  prepare: (one: Caller) => void,
): Promise<void> {
  await using changed = await caller(values)
  await using usual = await caller({})
  prepare(changed)
  prepare(usual)
  let isOver = false
  const goesOn = usual.ask().finally(() => {
    isOver = true
  })
  expect(await changed.ask()).toMatchObject({ by: 'scripted', why })
  expect(isOver).toBe(false)
  await usual.fake.stop()
  await goesOn
}

/** Who answers two questions in a row. */
async function twice(
  values: Values,
  charged: ModelRequest['charged'] = {},
): Promise<(string | undefined)[]> {
  await using one = await caller(values)
  const asked = { charged, answerTokensMax: 200 }
  return [await one.ask(asked), await one.ask(asked)].map(({ by, why }) => why ?? by)
}

const ofBudget =
  (name: keyof Values, charged: ModelRequest['charged']): Row<unknown> =>
  async () => {
    expect(await twice({ [name]: '100' }, charged)).toEqual(['over-budget', 'over-budget'])
    expect(await twice({ [name]: '0' }, charged)).toEqual(['model', 'model'])
  }

/** An endpoint that takes connections and never says a word, not even of TLS. */
async function silentServer(): Promise<{ url: string; server: Server; end(): void }> {
  const sockets = new Set<{ destroy(): void }>()
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const end = () => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { url: `https://127.0.0.1:${port}/v1`, server, end }
}

export const model = defineArea({
  open: async () => ({}),
  close: async () => undefined,
  rows: {
    async MUD_LLM_BASE_URL() {
      await using one = await caller({})
      expect((await one.ask()).by).toBe('model')
      expect(one.fake.requests).toHaveLength(1)
      expect(await twice({ MUD_LLM_BASE_URL: '' })).toEqual(['no-models', 'no-models'])
    },
    async MUD_LLM_API_KEY() {
      await using one = await caller({ MUD_LLM_API_KEY: 'a-key-of-ours' })
      await one.ask()
      expect(one.fake.requests[0]?.headers['authorization']).toBe('Bearer a-key-of-ours')
    },
    async MUD_LLM_MODELS() {
      await using one = await caller({ MUD_LLM_MODELS: 'beta, gamma' })
      one.fake.behave(({ model: name }) =>
        name === 'beta' ? { fault: 'error-401' } : { text: 'Here.' },
      )
      expect((await one.ask()).model).toBe('gamma')
      expect(one.fake.requests.map((request) => request.model)).toEqual(['beta', 'gamma'])
    },
    async MUD_LLM_HTTP() {
      const far = { MUD_LLM_MODELS: 'alpha', MUD_LLM_BASE_URL: 'http://models.example/v1' }
      expect(() => loadConfig(far)).toThrow('must be https')
      expect(() => loadConfig({ ...far, MUD_LLM_HTTP: 'any' })).not.toThrow()
    },
    async MUD_LLM_STRUCTURED() {
      const schema = { name: 'one', schema: { type: 'object', properties: {} } }
      for (const [value, type] of [
        ['json_object', 'json_object'],
        ['auto', 'json_schema'],
      ] as const) {
        await using one = await caller({ MUD_LLM_STRUCTURED: value })
        await one.ask({ schema })
        expect(one.fake.requests[0]?.body.response_format?.type).toBe(type)
      }
    },
    async MUD_LLM_LIMIT_FIELD() {
      await using one = await caller({ MUD_LLM_LIMIT_FIELD: 'max_tokens' })
      await one.ask()
      expect(one.fake.requests[0]?.body).toMatchObject({ max_tokens: 200 })
      await using usual = await caller({})
      await usual.ask()
      expect(usual.fake.requests[0]?.body).toMatchObject({ max_completion_tokens: 200 })
    },
    async MUD_LLM_THINKING() {
      await using one = await caller({ MUD_LLM_THINKING: 'off' })
      await one.ask()
      expect(one.fake.requests[0]?.body.reasoning_effort).toBe('none')
      await using usual = await caller({})
      await usual.ask()
      expect(usual.fake.requests[0]?.body).not.toHaveProperty('reasoning_effort')
    },
    async MUD_LLM_EXTRA() {
      await using one = await caller({ MUD_LLM_EXTRA: '{"top_k":3}' })
      await one.ask()
      expect(one.fake.requests[0]?.body).toMatchObject({ top_k: 3 })
    },
    async MUD_LLM_PRICES() {
      const oneCent = { MUD_LLM_BUDGET_DAY_CENTS: '1' }
      const dear = { ...oneCent, MUD_LLM_PRICES: 'alpha=100000:100000' }
      expect(await twice(dear)).toEqual(['over-budget', 'over-budget'])
      expect(await twice(oneCent)).toEqual(['model', 'model'])
    },
    async MUD_LLM_CONNECT_TIMEOUT_MS() {
      const silent = await silentServer()
      await using soon = await caller({
        MUD_LLM_BASE_URL: silent.url,
        MUD_LLM_CONNECT_TIMEOUT_MS: '100',
      })
      await using late = await caller({ MUD_LLM_BASE_URL: silent.url })
      let isOver = false
      const waiting = late.ask().finally(() => {
        isOver = true
      })
      expect((await soon.ask()).why).toBe('connect-timeout')
      expect(isOver).toBe(false)
      silent.end()
      await waiting
    },
    MUD_LLM_READ_TIMEOUT_MS: () =>
      endsOnlyWith({ MUD_LLM_READ_TIMEOUT_MS: '100' }, 'silence', ({ fake }) =>
        fake.behave({ fault: 'hang' }),
      ),
    MUD_LLM_TOTAL_DEADLINE_MS: () =>
      endsOnlyWith({ MUD_LLM_TOTAL_DEADLINE_MS: '500' }, 'deadline', ({ fake }) =>
        fake.behave({ fault: 'drip' }),
      ),
    async MUD_LLM_MAX_RETRIES() {
      for (const retries of [0, 3]) {
        await using one = await caller({ MUD_LLM_MAX_RETRIES: String(retries) })
        one.fake.behave({ fault: 'error-500' })
        await one.ask()
        expect(one.fake.requests).toHaveLength(1 + retries)
      }
    },
    async MUD_LLM_POOL_MAX_CONNECTIONS() {
      for (const connections of [1, 4]) {
        await using one = await caller({ MUD_LLM_POOL_MAX_CONNECTIONS: String(connections) })
        one.fake.behave({ delayMs: 30, text: 'One after the other.' })
        await Promise.all(Array.from({ length: 8 }, () => one.ask()))
        expect(one.fake.parallel.most).toBe(connections)
      }
    },
    async MUD_LLM_BREAKER_FAILURES() {
      for (const failures of [1, 3]) {
        await using one = await caller({ MUD_LLM_BREAKER_FAILURES: String(failures) })
        one.fake.behave({ fault: 'error-500' })
        for (let asked = 0; asked < 5; asked += 1) await one.ask()
        expect(one.fake.requests).toHaveLength(failures)
      }
    },
    async MUD_LLM_BREAKER_OPEN_MS() {
      const broken = async (openMs: string) => {
        const one = await caller({
          MUD_LLM_BREAKER_FAILURES: '1',
          MUD_LLM_BREAKER_OPEN_MS: openMs,
        })
        one.fake.next({ fault: 'error-500' })
        await one.ask()
        return one
      }
      await using shut = await broken('600000')
      await using soon = await broken('100')
      await expect.poll(async () => (await soon.ask()).by, { interval: 20 }).toBe('model')
      expect((await shut.ask()).why).toBe('breaker-open')
    },
    MUD_LLM_BUDGET_PLAYER_TOKENS: ofBudget('MUD_LLM_BUDGET_PLAYER_TOKENS', { player: 'p1' }),
    MUD_LLM_BUDGET_NPC_TOKENS: ofBudget('MUD_LLM_BUDGET_NPC_TOKENS', { npc: 'n1' }),
    MUD_LLM_BUDGET_DAY_TOKENS: ofBudget('MUD_LLM_BUDGET_DAY_TOKENS', {}),
    async MUD_LLM_BUDGET_DAY_CENTS() {
      const priced = { MUD_LLM_PRICES: 'alpha=100000:100000' }
      const oneCent = { ...priced, MUD_LLM_BUDGET_DAY_CENTS: '1' }
      expect(await twice(oneCent)).toEqual(['over-budget', 'over-budget'])
      expect(await twice({ ...priced, MUD_LLM_BUDGET_DAY_CENTS: '1000' })).toEqual([
        'model',
        'model',
      ])
      expect(await twice({ ...priced, MUD_LLM_BUDGET_DAY_CENTS: '0' })).toEqual(['model', 'model'])
    },
  },
})
