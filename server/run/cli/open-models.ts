/** The models of the settings for a person at a terminal: no database, no bus, no budget of the game. */
import type { Budget } from '../../../workers/llm/budget.ts'
import { newRefusals } from '../../../workers/llm/budget.ts'
import { type LlmClient, openLlmClient } from '../../../workers/llm/client.ts'
import type { LlmHooks } from '../../../workers/llm/counters.ts'
import { modelSettingsOf } from '../../../workers/run/model-settings.ts'
import type { Config } from '../../platform/config.ts'

/** Whoever asks here pays: the limits of the game are not touched. */
const ownPurse: Budget = {
  reserve: () => ({ settle: () => undefined }),
  counters: () => ({ dayTokens: 0, dayMicros: 0, refused: newRefusals() }),
}

export async function withModels<T>(
  config: Config,
  use: (client: LlmClient) => Promise<T>,
  hooks: LlmHooks = {},
): Promise<T> {
  const client = openLlmClient(modelSettingsOf(config), { budget: ownPurse, hooks })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}
