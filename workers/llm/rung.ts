/**
 * One model with its breaker and retries, out of `cockatiel` policies.
 *
 * States of the breaker: closed → (two calls in a row fail) → open for 15 s → half open: one probe,
 * one try, no retries → closed, or open again. A call is one question with all its retries; the
 * breaker stands outside the retries, so three tries remain three tries, but a call stops retrying
 * as soon as others have opened the breaker.
 *
 * Invariant: a call that is not the probe never waits for the probe; the ladder goes on to the next rung.
 */
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  retry,
} from 'cockatiel'
import { systemClock } from '../../server/platform/ambient.ts'
import { ModelFailure } from './failures.ts'
import { afterFailure, afterSuccess, type Health, unknownHealth } from './health.ts'
import type { CallOptions, ModelRequest } from './model-client.ts'
import { chunksOf, type Draft, type TryParts, tryOnce } from './one-try.ts'
import { type AskOnce, probe } from './probe.ts'
import { assumedProfile, type Profile } from './profile.ts'
import type { ModelRung } from './settings.ts'

export type BreakerState = 'closed' | 'open' | 'half-open'

export interface Rung {
  readonly model: ModelRung
  readonly rank: number
  health(): Health
  profile(): Profile
  /** Finds out how the model wants to be asked. Rejects when it cannot be reached. */
  probe(signal: AbortSignal): Promise<Profile>
  breaker(): BreakerState
  /** Whether a call would be sent now: the breaker lets it through and no rest was asked for. */
  isFree(nowMs: number): boolean
  ask(request: ModelRequest, call: RungCall): Promise<Draft>
}

export interface RungCall extends CallOptions {
  readonly signal: AbortSignal
  /** When the whole question must be answered; no retry waits beyond it. */
  readonly deadlineMs: number
  readonly whyAborted: () => 'given-up' | 'deadline'
  /** Number of the next try over all rungs. */
  readonly nextAttempt: () => number
}

export interface RungHooks {
  onBreaker(model: string, state: BreakerState): void
  onTry(model: string): void
  /** It refused requests several times in a row: it may have become another one. */
  onRefused(model: string): void
}

export interface RungParts extends TryParts {
  /** A random whole number between two, both included. */
  readonly random: (low: number, high: number) => number
  readonly hooks: RungHooks
}

export function createRung(model: ModelRung, rank: number, parts: RungParts): Rung {
  const { settings, now, hooks } = parts
  let health: Health = unknownHealth
  let profile: Profile = { ...assumedProfile, ...settings.form }
  let refused = 0
  // In half-open state every failure counts, or a probe that its caller gave up would close the breaker.
  const breaker: CircuitBreakerPolicy = circuitBreaker(
    handleWhen(
      (error) =>
        breaker.state === CircuitState.HalfOpen ||
        (error instanceof ModelFailure && error.class.blamesModel),
    ),
    {
      halfOpenAfter: settings.breakerOpenMs,
      breaker: new ConsecutiveBreaker(settings.breakerFailures),
    },
  )
  let openedAtMs = 0
  breaker.onStateChange((state) => hooks.onBreaker(model.name, nameOfState(state)))
  breaker.onBreak(() => {
    openedAtMs = systemClock.now()
  })
  return {
    model,
    rank,
    health: () => health,
    profile: () => profile,
    async probe(signal) {
      profile = await probed(model.name, signal, parts)
      refused = 0
      return profile
    },
    breaker: () => nameOfState(breaker.state),
    isFree(nowMs) {
      if (nowMs < health.restUntilMs || breaker.state === CircuitState.HalfOpen) return false
      return (
        breaker.state === CircuitState.Closed ||
        systemClock.now() - openedAtMs >= settings.breakerOpenMs
      )
    },
    async ask(request, call) {
      const startedAt = now()
      try {
        const draft = await breaker.execute(() =>
          withRetries({ model: { ...model, profile }, breaker, request, call }, parts),
        )
        health = afterSuccess(health, now() - startedAt, now())
        refused = 0
        return draft
      } catch (thrown) {
        const failure = failureOfCall(thrown)
        refused = failure.kind === 'bad-request' ? refused + 1 : 0
        if (refused >= refusedMax) hooks.onRefused(model.name)
        if (failure.class.blamesModel) health = afterFailure(health, failure.retryAfterMs, now())
        throw failure
      }
    },
  }
}

/** A failure of the model, or cockatiel's own "broken circuit" when another caller was faster. */
function failureOfCall(thrown: unknown): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown
  return new ModelFailure('breaker-open', { cause: thrown })
}

/** So many refusals in a row are no accident of one question. */
const refusedMax = 2

/** The profile that a probe finds; what is set stays as it is. */
async function probed(name: string, signal: AbortSignal, parts: RungParts): Promise<Profile> {
  const { form } = parts.settings
  const ask: AskOnce = async (request, profile) => {
    const startedAt = parts.now()
    const whyAborted = () => 'given-up' as const
    const draft = await tryOnce(parts, { name, profile }, request, { signal, whyAborted })
    return { ...draft, tookMs: parts.now() - startedAt }
  }
  return { ...(await probe(ask, { ...assumedProfile, ...form })), ...form }
}

interface Asked {
  readonly model: ModelRung & { readonly profile: Profile }
  readonly breaker: CircuitBreakerPolicy
  readonly request: ModelRequest
  readonly call: RungCall
}

function withRetries({ model, breaker, request, call }: Asked, parts: RungParts): Promise<Draft> {
  const { settings, now } = parts
  const probing = breaker.state === CircuitState.HalfOpen
  let waitMs = 0
  const policy = retry(
    handleWhen((error) => {
      if (!(error instanceof ModelFailure) || probing) return false
      if (error.class.kind !== 'retryable') return false
      if (breaker.state === CircuitState.Open || call.signal.aborted) return false
      // The policy numbers tries itself, so the wait is settled here, where it may also say no.
      waitMs = waitBefore(error, tries, parts)
      return now() + waitMs < call.deadlineMs
    }),
    { maxAttempts: settings.retriesMax, backoff: new DelegateBackoff(() => waitMs) },
  )
  let tries = 0
  return policy.execute(() => {
    if (call.signal.aborted) throw new ModelFailure(call.whyAborted())
    if (tries > 0 && breaker.state === CircuitState.Open) throw new ModelFailure('breaker-open')
    tries += 1
    parts.hooks.onTry(model.name)
    const onText = chunksOf(call.nextAttempt(), call.onChunk)
    const { signal, whyAborted } = call
    return tryOnce(parts, model, request, {
      signal,
      whyAborted,
      ...(onText ? { onText } : {}),
    })
  })
}

/** Doubling from the base, never shorter than the endpoint asks, and never the same for two callers. */
function waitBefore(failure: ModelFailure, tries: number, { settings, random }: RungParts): number {
  const own = settings.retryBaseMs * 2 ** (tries - 1)
  return Math.round(Math.max(own, failure.retryAfterMs ?? 0) + random(...settings.retryJitterMs))
}

function nameOfState(state: CircuitState): BreakerState {
  if (state === CircuitState.Closed) return 'closed'
  return state === CircuitState.HalfOpen ? 'half-open' : 'open'
}
