import { type ClientParts, type LlmClient, openLlmClient } from '../../../workers/llm/client.ts'
import type { ModelRequest } from '../../../workers/llm/model-client.ts'
import { type LlmSettings, llmSettings, rungsOf } from '../../../workers/llm/settings.ts'
import { type FakeLlm, startFakeLlm } from '../../support/fake-llm.ts'
import { createLoneBudget } from '../../support/lone-budget.ts'

export const fallbackText = 'The moment passes without a word.'

export function question(changes: Partial<ModelRequest> = {}): ModelRequest {
  return {
    size: 'short',
    messages: [
      { role: 'system', content: 'You narrate.' },
      { role: 'user', content: 'A door closes.' },
    ],
    promptTokens: 12,
    answerTokensMax: 200,
    charged: {},
    lastRung: () => fallbackText,
    ...changes,
  }
}

/** A client whose limits are short enough for a test and far enough apart to be told from each other. */
export function quickSettings(fake: FakeLlm, changes: Partial<LlmSettings> = {}): LlmSettings {
  return llmSettings({
    baseUrl: fake.url,
    apiKey: 'test-key',
    models: rungsOf(['alpha']),
    connectTimeoutMs: 400,
    silenceTimeoutMs: 300,
    totalTimeoutMs: 2_500,
    retryBaseMs: 10,
    retryJitterMs: [1, 5],
    ...changes,
  })
}

/** A fake model and a client for it, both closed at the end of the `await using` block. */
export async function talkingTo(
  changes: Partial<LlmSettings> = {},
  parts: Partial<ClientParts> = {},
) {
  const fake = await startFakeLlm()
  const settings = quickSettings(fake, changes)
  const budget = createLoneBudget(settings.budget)
  const client: LlmClient = openLlmClient(settings, { budget, ...parts })
  return {
    fake,
    client,
    async [Symbol.asyncDispose]() {
      await fake.stop()
      await client.close()
    },
  }
}
