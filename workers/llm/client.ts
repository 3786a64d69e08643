/**
 * The model client: one pooled connection set, a ladder of models ordered by health, a breaker and
 * retries for each, one deadline over everything, and the scripted narrator as the last rung.
 *
 * Invariant: `complete` settles within the total deadline plus one turn of the event loop, and a
 * player is never left with a technical word: whatever fails, the last rung has text.
 */

import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel'
import OpenAI from 'openai'
import { ownOf } from '../../schema/own.ts'
import { randomNumber, systemClock } from '../../server/platform/ambient.ts'
import { type Budget, priceMicros } from './budget.ts'
import { type LlmCounters, type LlmHooks, newTally, type Tally } from './counters.ts'
import { ModelFailure } from './failures.ts'
import { expectedCostMs } from './health.ts'
import type { CallOptions, ModelAnswer, ModelClient, ModelRequest } from './model-client.ts'
import type { Profile } from './profile.ts'
import { createRung, type Rung, type RungCall } from './rung.ts'
import type { LlmSettings } from './settings.ts'
import { openTransport } from './transport.ts'

export interface LlmClient extends ModelClient {
  counters(): LlmCounters
  /** How each model wants to be asked, as far as that is known. */
  profiles(): Readonly<Record<string, Profile>>
  /** Finds out what is not set; resolves when every model that can be reached has been tried. */
  probe(): Promise<void>
  close(): Promise<void>
}

export interface ClientParts {
  readonly budget: Budget
  readonly hooks?: LlmHooks
  /** Monotonic milliseconds. */
  readonly now?: () => number
}

interface Ladder {
  readonly rungs: readonly Rung[]
  readonly budget: Budget
  readonly tally: Tally
  readonly hooks: LlmHooks
  readonly now: () => number
}

/** Opens the client; opens no connection before the first call. */
export function openLlmClient(settings: LlmSettings, parts: ClientParts): LlmClient {
  const { budget, hooks = {}, now = systemClock.mono } = parts
  const transport = openTransport(settings)
  const tally = newTally()
  const api = new OpenAI({
    baseURL: settings.baseUrl || 'http://127.0.0.1:9',
    apiKey: settings.apiKey || 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: settings.totalTimeoutMs,
    logLevel: 'off',
    fetch: transport.fetch,
  })
  const rungs = settings.models.map((model, rank) =>
    createRung(model, rank, {
      api,
      settings,
      now,
      random: randomNumber,
      hooks: {
        onBreaker: (name, state) => hooks.onBreaker?.(name, state),
        onTry: (name) => {
          tally.tries[name] = (ownOf(tally.tries, name) ?? 0) + 1
        },
        onRefused: () => void probeAll(),
      },
    }),
  )
  const closing = new AbortController()
  const probeAll = createProbing(rungs, { settings, hooks, signal: closing.signal })
  const ladder: Ladder = { rungs, budget, tally, hooks, now }
  return {
    complete: (request, options = {}) => complete(ladder, settings, request, options),
    counters: () => ({
      ...tally,
      tries: { ...tally.tries },
      failures: { ...tally.failures },
      breakers: Object.fromEntries(rungs.map((rung) => [rung.model.name, rung.breaker()])),
      transport: transport.counters(),
      budget: budget.counters(),
    }),
    profiles: () => Object.fromEntries(rungs.map((rung) => [rung.model.name, rung.profile()])),
    probe: probeAll,
    close() {
      closing.abort()
      return transport.close()
    },
  }
}

interface Probing {
  readonly settings: LlmSettings
  readonly hooks: LlmHooks
  readonly signal: AbortSignal
}

/** Probes every model, once at a time. Where everything is set there is nothing to find out. */
function createProbing(
  rungs: readonly Rung[],
  { settings, hooks, signal }: Probing,
): () => Promise<void> {
  const { structured, limitField, thinking } = settings.form
  let underWay: Promise<void> | undefined
  const probeEach = async () => {
    for (const rung of rungs) {
      try {
        const profile = await rung.probe(signal)
        hooks.onProfile?.(rung.model.name, profile)
      } catch (error) {
        // Weather: it is tried again later, and talk falls back to rules meanwhile.
        if (!(error instanceof ModelFailure)) throw error
        hooks.onFailure?.(rung.model.name, error.kind)
      }
    }
  }
  return () => {
    if (structured && limitField && thinking) return Promise.resolve()
    underWay ??= probeEach().finally(() => {
      underWay = undefined
    })
    return underWay
  }
}

async function complete(
  ladder: Ladder,
  settings: LlmSettings,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelAnswer> {
  const { tally, now } = ladder
  const startedAt = now()
  const state: CallState = { attempts: 0, why: undefined, startedAt }
  tally.calls += 1
  const whole = timeout(settings.totalTimeoutMs, TimeoutStrategy.Aggressive)
  let answer: ModelAnswer | null = null
  try {
    answer = await whole.execute(
      ({ signal }) =>
        askLadder(ladder, request, state, {
          signal,
          deadlineMs: startedAt + settings.totalTimeoutMs,
          whyAborted: () => (options.signal?.aborted ? 'given-up' : 'deadline'),
          nextAttempt: () => {
            state.attempts += 1
            return state.attempts
          },
          ...(options.onChunk ? { onChunk: options.onChunk } : {}),
        }),
      options.signal,
    )
  } catch (thrown) {
    // The deadline passed, or our caller stopped waiting. Anything else is a bug.
    if (!(thrown instanceof TaskCancelledError) && !options.signal?.aborted) throw thrown
    state.why = 'deadline'
  }
  options.signal?.throwIfAborted()
  const settled = answer ?? lastRung(ladder, request, state)
  count(ladder, settled)
  return settled
}

/** How far one call has come. */
interface CallState {
  attempts: number
  why: ModelAnswer['why'] | undefined
  readonly startedAt: number
}

/** Asks rung after rung, best first, each at most once; null when none of them answered. */
async function askLadder(
  ladder: Ladder,
  request: ModelRequest,
  state: CallState,
  call: RungCall,
): Promise<ModelAnswer | null> {
  const asked = new Set<Rung>()
  while (!call.signal.aborted) {
    const rung = nextRung(ladder, request, asked)
    if (!rung) {
      state.why ??= ladder.rungs.length === 0 ? 'no-models' : 'breaker-open'
      return null
    }
    asked.add(rung)
    const outcome = await askRung(ladder, rung, request, call)
    if (typeof outcome === 'object') {
      const { firstChunkMs, ...draft } = outcome
      return {
        by: 'model',
        ...draft,
        model: rung.model.name,
        attempts: state.attempts,
        tookMs: ladder.now() - state.startedAt,
        firstChunkMs,
      }
    }
    state.why = outcome
  }
  return null
}

function nextRung(
  ladder: Ladder,
  request: ModelRequest,
  asked: ReadonlySet<Rung>,
): Rung | undefined {
  const nowMs = ladder.now()
  const cost = (rung: Rung) =>
    expectedCostMs(rung.health(), { rank: rung.rank, use: rung.model.use }, request.size, nowMs)
  return ladder.rungs
    .filter((rung) => !asked.has(rung) && rung.isFree(nowMs))
    .sort((a, b) => cost(a) - cost(b))[0]
}

async function askRung(ladder: Ladder, rung: Rung, request: ModelRequest, call: RungCall) {
  const { budget, tally, hooks } = ladder
  const tokens = request.promptTokens + request.answerTokensMax
  const estimate = priceMicros(rung.model, request.promptTokens, request.answerTokensMax)
  const receipt = await budget.reserve(request.charged, tokens, estimate)
  if ('over' in receipt) return 'over-budget' as const
  // Others were asked while the budget was read: of all that found the rung free, one may probe.
  if (!rung.isFree(ladder.now())) {
    receipt.settle(0, 0)
    return 'breaker-open' as const
  }
  try {
    const draft = await rung.ask(request, call)
    const micros = priceMicros(rung.model, draft.promptTokens, draft.answerTokens)
    receipt.settle(draft.promptTokens + draft.answerTokens, micros)
    tally.promptTokens += draft.promptTokens
    tally.answerTokens += draft.answerTokens
    tally.micros += micros
    return draft
  } catch (thrown) {
    if (!(thrown instanceof ModelFailure)) throw thrown
    const billed = thrown.class.mayBeBilled ? request.promptTokens : 0
    receipt.settle(billed, priceMicros(rung.model, billed, 0))
    tally.failures[thrown.kind] = (tally.failures[thrown.kind] ?? 0) + 1
    hooks.onFailure?.(rung.model.name, thrown.kind)
    return thrown.kind
  }
}

function lastRung(ladder: Ladder, request: ModelRequest, state: CallState): ModelAnswer {
  return {
    by: 'scripted',
    text: request.lastRung(),
    promptTokens: 0,
    answerTokens: 0,
    attempts: state.attempts,
    tookMs: ladder.now() - state.startedAt,
    ...(state.why ? { why: state.why } : {}),
  }
}

function count({ tally, hooks }: Ladder, answer: ModelAnswer): void {
  if (answer.by === 'model') tally.answeredByModel += 1
  else tally.answeredByScript += 1
  hooks.onAnswer?.(answer)
}
