/** Every number of the model client in one place, each with its reason. */
import type { Profile } from './profile.ts'

export interface ModelRung {
  readonly name: string
  /** `long` models are preferred for long answers, `short` ones for the rest; `any` for both. */
  readonly use: 'short' | 'long' | 'any'
  /** Price in millionths of the operator's currency per 1,000 tokens. */
  readonly promptMicrosPer1k: number
  readonly answerMicrosPer1k: number
}

export interface BudgetSettings {
  readonly windowMs: number
  readonly callsPerPlayer: number
  readonly tokensPerPlayer: number
  readonly callsPerNpc: number
  readonly tokensPerNpc: number
  readonly callsPerRoom: number
  readonly tokensPerPlayerDay: number
  readonly tokensPerNpcDay: number
  readonly tokensPerDay: number
  readonly microsPerDay: number
}

export interface LlmSettings {
  /** What of the way of asking is set; the rest is found out. */
  readonly form: Partial<Pick<Profile, 'structured' | 'limitField' | 'thinking'>>
  /** Fields that go into every request. */
  readonly extra: Readonly<Record<string, unknown>>
  readonly baseUrl: string
  readonly apiKey: string
  readonly models: readonly ModelRung[]
  readonly connectTimeoutMs: number
  readonly silenceTimeoutMs: number
  readonly totalTimeoutMs: number
  readonly retriesMax: number
  readonly retryBaseMs: number
  readonly retryJitterMs: readonly [min: number, max: number]
  readonly breakerFailures: number
  readonly breakerOpenMs: number
  readonly connectionsMax: number
  readonly keepAliveMs: number
  readonly answerBytesMax: number
  readonly wireBytesMax: number
  readonly budget: BudgetSettings
}

const kibibyte = 1024

export const defaultBudget: BudgetSettings = {
  windowMs: 60_000,
  // A person types some ten lines a minute in a lively talk; more is a script.
  callsPerPlayer: 12,
  tokensPerPlayer: 24_000,
  // A popular innkeeper is talked to by a crowd.
  callsPerNpc: 30,
  tokensPerNpc: 60_000,
  callsPerRoom: 40,
  tokensPerPlayerDay: 50_000,
  tokensPerNpcDay: 200_000,
  tokensPerDay: 5_000_000,
  microsPerDay: 10_000_000,
}

const defaultLlmSettings: LlmSettings = {
  form: {},
  extra: {},
  baseUrl: '',
  apiKey: '',
  models: [],
  connectTimeoutMs: 5_000,
  silenceTimeoutMs: 8_000,
  totalTimeoutMs: 30_000,
  // Retries, so three tries in all.
  retriesMax: 2,
  retryBaseMs: 250,
  // Keeps clients that failed together from coming back together.
  retryJitterMs: [100, 300],
  breakerFailures: 2,
  breakerOpenMs: 15_000,
  connectionsMax: 20,
  keepAliveMs: 60_000,
  answerBytesMax: 64 * kibibyte,
  // Streaming wraps every token in some 250 bytes of envelope, so the wire may carry more than the text.
  wireBytesMax: 512 * kibibyte,
  budget: defaultBudget,
}

/** Settings from a base URL and a ladder of model names, everything else at its default. */
export function llmSettings(changes: Partial<LlmSettings>): LlmSettings {
  return { ...defaultLlmSettings, ...changes, budget: { ...defaultBudget, ...changes.budget } }
}

/** A ladder `a,b:long` as rungs, best first; they cost nothing until prices are given. */
export function rungsOf(ladder: readonly string[]): ModelRung[] {
  return ladder.map((entry) => {
    const [, name = entry, use = 'any'] = /^(.*?)(?::(short|long))?$/.exec(entry.trim()) ?? []
    return {
      name,
      use: use as ModelRung['use'],
      promptMicrosPer1k: 0,
      answerMicrosPer1k: 0,
    }
  })
}
