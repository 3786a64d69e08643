/** What the model client counts. Metrics read it, or are told through the hooks. */
import type { BudgetCounters } from './budget.ts'
import type { FailureKind } from './failures.ts'
import type { ModelAnswer } from './model-client.ts'
import type { Profile } from './profile.ts'
import type { BreakerState } from './rung.ts'
import type { TransportCounters } from './transport.ts'

export interface LlmCounters {
  readonly calls: number
  readonly answeredByModel: number
  readonly answeredByScript: number
  readonly tries: Readonly<Record<string, number>>
  readonly failures: Readonly<Partial<Record<FailureKind, number>>>
  readonly promptTokens: number
  readonly answerTokens: number
  readonly micros: number
  readonly breakers: Readonly<Record<string, BreakerState>>
  readonly transport: TransportCounters
  readonly budget: BudgetCounters
}

/** Called as things happen; must not throw. Durations in milliseconds. */
export interface LlmHooks {
  onAnswer?(answer: ModelAnswer): void
  onFailure?(model: string, kind: FailureKind): void
  onBreaker?(model: string, state: BreakerState): void
  /** A model has been tried. */
  onProfile?(model: string, profile: Profile): void
}

export interface Tally {
  calls: number
  answeredByModel: number
  answeredByScript: number
  tries: Record<string, number>
  failures: Partial<Record<FailureKind, number>>
  promptTokens: number
  answerTokens: number
  micros: number
}

export function newTally(): Tally {
  return {
    calls: 0,
    answeredByModel: 0,
    answeredByScript: 0,
    tries: {},
    failures: {},
    promptTokens: 0,
    answerTokens: 0,
    micros: 0,
  }
}
