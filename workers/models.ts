/** The models of a worker: the client with the budget that all workers share, and what is told of it. */
import type { Db } from '../server/platform/database.ts'
import type { Logger } from '../server/platform/log.ts'
import type { RoleParts } from '../server/platform/roles.ts'
import { priceMicros } from './llm/budget.ts'
import { openLlmClient } from './llm/client.ts'
import type { LlmHooks } from './llm/counters.ts'
import { describeProfile, type Profile, weaknessOf } from './llm/profile.ts'
import type { LlmSettings } from './llm/settings.ts'
import type { RunnerObserver } from './run/contract.ts'
import { modelSettingsOf } from './run/model-settings.ts'
import { createSharedBudget } from './store/shared-budget.ts'
import { createSpendBook, type SpendBook } from './store/spend.ts'

/** The model client with the budget that all workers share. */
export function openModel(
  { config, log }: Pick<RoleParts, 'config' | 'log'>,
  db: Db,
  hooks: LlmHooks,
  observer: RunnerObserver,
) {
  const settings = modelSettingsOf(config)
  const spend = createSpendBook(db)
  const budget = createSharedBudget({
    db,
    settings: settings.budget,
    onError: (error) => observer.failed('budget', error),
  })
  const told = withSpend(hooks, settings, spend)
  const onProfile = (name: string, profile: Profile) => logProfile(log, name, profile)
  const client = openLlmClient(settings, { budget, hooks: { ...told, onProfile } })
  return { client, spend, budget }
}

function logProfile(log: Logger, model: string, profile: Profile): void {
  const [how, weak] = [describeProfile(profile), weaknessOf(profile)]
  if (weak) log.warn({ event: 'model-weak', model, how, weak }, 'talk with a model will be poor')
  else log.info({ event: 'model-tried', model, how }, 'a model was tried')
}

export function bothHooks(one: LlmHooks, other: LlmHooks): LlmHooks {
  return {
    ...one,
    onAnswer(answer) {
      one.onAnswer?.(answer)
      other.onAnswer?.(answer)
    },
  }
}

function withSpend(hooks: LlmHooks, settings: LlmSettings, spend: SpendBook): LlmHooks {
  return {
    ...hooks,
    onAnswer(answer) {
      hooks.onAnswer?.(answer)
      const rung = settings.models.find((model) => model.name === answer.model)
      if (!rung) return
      const { promptTokens, answerTokens } = answer
      const micros = priceMicros(rung, promptTokens, answerTokens)
      spend.add({ model: rung.name, promptTokens, answerTokens, micros })
    },
  }
}
