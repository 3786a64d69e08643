/** The model client's settings from the configuration. */
import type { Config } from '../../server/platform/config.ts'
import { type LlmSettings, llmSettings, type ModelRung, rungsOf } from '../llm/settings.ts'

/** One cent per million tokens, in millionths of the currency per thousand tokens. */
const microsPer1kOfCents = 10
const microsPerCent = 10_000

/** Without a base URL or models the ladder is empty: the scripted narrator writes everything. */
export function modelSettingsOf(config: Config): LlmSettings {
  const models = config.llmBaseUrl === undefined ? [] : rungsOf(config.llmModels)
  return llmSettings({
    form: formSetIn(config),
    extra: JSON.parse(config.llmExtra ?? '{}'),
    baseUrl: config.llmBaseUrl ?? '',
    apiKey: config.llmApiKey ?? '',
    models: priced(models, config.llmPrices),
    connectTimeoutMs: config.llmConnectTimeoutMs,
    silenceTimeoutMs: config.llmReadTimeoutMs,
    totalTimeoutMs: config.llmTotalDeadlineMs,
    retriesMax: config.llmMaxRetries,
    retryJitterMs: [config.retryJitterMinMs, config.retryJitterMaxMs],
    breakerFailures: config.llmBreakerFailures,
    breakerOpenMs: config.llmBreakerOpenMs,
    connectionsMax: config.llmPoolMaxConnections,
    budget: {
      ...llmSettings({}).budget,
      tokensPerPlayerDay: orNoLimit(config.llmBudgetPlayerTokens),
      tokensPerNpcDay: orNoLimit(config.llmBudgetNpcTokens),
      tokensPerDay: orNoLimit(config.llmBudgetDayTokens),
      microsPerDay: orNoLimit(config.llmBudgetDayCents * microsPerCent),
    },
  })
}

/** Whom a worker asks. */
export const modelNamesOf = (config: Config): string[] =>
  modelSettingsOf(config).models.map(({ name }) => name)

/** What is set of the way of asking; `auto` leaves it to be found out. */
function formSetIn({ llmStructured, llmLimitField, llmThinking }: Config): LlmSettings['form'] {
  return {
    ...(llmStructured === 'auto' ? {} : { structured: llmStructured }),
    ...(llmLimitField === 'auto' ? {} : { limitField: llmLimitField }),
    ...(llmThinking === 'auto' ? {} : { thinking: llmThinking }),
  }
}

function orNoLimit(amount: number): number {
  return amount === 0 ? Number.POSITIVE_INFINITY : amount
}

/** Entries are `model=input:output` in cents per million tokens. */
function priced(models: readonly ModelRung[], prices: readonly string[]): ModelRung[] {
  const byName = new Map(
    prices.map((entry) => {
      const [, name = '', prompt, answer] = /^(.*)=(\d+):(\d+)$/.exec(entry) ?? []
      return [name, { prompt: Number(prompt), answer: Number(answer) }]
    }),
  )
  return models.map((model) => {
    const price = byName.get(model.name)
    if (!price) return model
    return {
      ...model,
      promptMicrosPer1k: price.prompt * microsPer1kOfCents,
      answerMicrosPer1k: price.answer * microsPer1kOfCents,
    }
  })
}
