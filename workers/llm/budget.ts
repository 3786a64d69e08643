/**
 * Budgets against runaway cost: calls and tokens per player and mobile in
 * a sliding minute and tokens of each in a sliding day, calls per room, tokens and money per day over all.
 *
 * A call reserves its prompt and its longest answer before it is sent and settles with what the
 * endpoint counted. Invariant: what is reserved or settled never exceeds a limit by more than the
 * difference between one call's estimate and its bill.
 *
 * The rules are here; the budget itself, which all workers share, is in `store/shared-budget.ts`.
 */
import type { Charged } from './model-client.ts'
import type { BudgetSettings, ModelRung } from './settings.ts'

export interface Budget {
  /** Reserves the estimate and returns its receipt, or which limit stands in the way. Never rejects. */
  reserve(
    charged: Charged,
    tokens: number,
    micros: number,
  ): Receipt | Refusal | Promise<Receipt | Refusal>
  counters(): BudgetCounters
}

export interface Receipt {
  /** Replaces the estimate by the bill; a call that failed before answering settles with zero. */
  settle(tokens: number, micros: number): void
}

export interface Refusal {
  readonly over: BudgetLimit
}

/** `unknown`: the budget could not be read, and what nobody can read is not spent from. */
export type BudgetLimit = 'player' | 'npc' | 'room' | 'day-tokens' | 'day-money' | 'unknown'

export interface BudgetCounters {
  readonly dayTokens: number
  readonly dayMicros: number
  readonly refused: Readonly<Record<BudgetLimit, number>>
}

/** One meter a call is booked on, with what the call adds there and what it may hold. */
export interface Share {
  readonly limit: BudgetLimit
  readonly key: string
  /** Windows of this length are numbered from 1970 on. */
  readonly windowMs: number
  /** The window before still weighs in by the part of it that the last `windowMs` cover. */
  readonly slides: boolean
  readonly callsMax: number
  readonly tokensMax: number
  readonly microsMax: number
}

const dayMs = 86_400_000
const noLimit = Number.POSITIVE_INFINITY
export const dayTokensKey = 'day-tokens'
export const dayMoneyKey = 'day-money'

/** Every meter a call is booked on, in the order in which limits are told. */
export function sharesOf(charged: Charged, settings: BudgetSettings): readonly Share[] {
  const { player, npc, room } = charged
  const minute = { windowMs: settings.windowMs, slides: true }
  const day = { windowMs: dayMs, slides: true }
  // The day of the whole turns at midnight UTC.
  const turningDay = { windowMs: dayMs, slides: false }
  const shares = [
    share('day-tokens', dayTokensKey, turningDay, { tokens: settings.tokensPerDay }),
    share('day-money', dayMoneyKey, turningDay, { micros: settings.microsPerDay }),
  ]
  if (player) {
    const { callsPerPlayer: calls, tokensPerPlayer: tokens } = settings
    shares.push(share('player', `p:${player}`, minute, { calls, tokens }))
    shares.push(share('player', `pd:${player}`, day, { tokens: settings.tokensPerPlayerDay }))
  }
  if (npc) {
    const { callsPerNpc: calls, tokensPerNpc: tokens } = settings
    shares.push(share('npc', `n:${npc}`, minute, { calls, tokens }))
    shares.push(share('npc', `nd:${npc}`, day, { tokens: settings.tokensPerNpcDay }))
  }
  if (room) shares.push(share('room', `r:${room}`, minute, { calls: settings.callsPerRoom }))
  return shares
}

function share(
  limit: BudgetLimit,
  key: string,
  window: Pick<Share, 'windowMs' | 'slides'>,
  most: { calls?: number; tokens?: number; micros?: number },
): Share {
  return {
    limit,
    key,
    ...window,
    callsMax: most.calls ?? noLimit,
    tokensMax: most.tokens ?? noLimit,
    microsMax: most.micros ?? noLimit,
  }
}

export function newRefusals(): Record<BudgetLimit, number> {
  return { player: 0, npc: 0, room: 0, 'day-tokens': 0, 'day-money': 0, unknown: 0 }
}

/** Price of a call in millionths, rounded up: money is never under-counted. */
export function priceMicros(rung: ModelRung, promptTokens: number, answerTokens: number): number {
  return Math.ceil(
    (promptTokens * rung.promptMicrosPer1k + answerTokens * rung.answerMicrosPer1k) / 1000,
  )
}
