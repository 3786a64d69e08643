/**
 * Budgets against runaway cost (RELIABILITY 8.2 row 40): calls and tokens per player and NPC in a
 * sliding minute and tokens of each in a sliding day, calls per room, tokens and money per day over all.
 *
 * A call reserves its prompt and its longest answer before it is sent and settles with what the
 * endpoint counted. Invariant: what is reserved or settled never exceeds a limit by more than the
 * difference between one call's estimate and its bill.
 *
 * The rules are here; the books of the fleet are in `store/shared-budget.ts`, those of a process
 * that works alone in `createBudget`. Both pass the same tests.
 */
import { LRUCache } from 'lru-cache'
import type { Account } from './model-client.ts'
import type { BudgetSettings, ModelRung } from './settings.ts'

export interface Budget {
  /** Books the estimate and returns its receipt, or which limit stands in the way. Never rejects. */
  reserve(
    account: Account,
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

/** `unknown`: the books could not be read, and a budget that nobody can read is not spent from. */
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

interface Meter {
  no: number
  before: Sums
  current: Sums
}

interface Sums {
  calls: number
  tokens: number
  micros: number
}

const dayMs = 86_400_000
const noLimit = Number.POSITIVE_INFINITY
export const dayTokensKey = 'day-tokens'
export const dayMoneyKey = 'day-money'

/** Every meter a call of this account is booked on, in the order in which limits are told. */
export function sharesOf(account: Account, settings: BudgetSettings): readonly Share[] {
  const { player, npc, room } = account
  const share = (
    limit: BudgetLimit,
    key: string,
    windowMs: number,
    most: { calls?: number; tokens?: number; micros?: number },
    slides = true,
  ): Share => ({
    limit,
    key,
    windowMs,
    slides,
    callsMax: most.calls ?? noLimit,
    tokensMax: most.tokens ?? noLimit,
    microsMax: most.micros ?? noLimit,
  })
  const minute = settings.windowMs
  const shares = [
    // The day turns at midnight UTC.
    share('day-tokens', dayTokensKey, dayMs, { tokens: settings.tokensPerDay }, false),
    share('day-money', dayMoneyKey, dayMs, { micros: settings.microsPerDay }, false),
  ]
  if (player) {
    const { callsPerPlayer: calls, tokensPerPlayer: tokens } = settings
    shares.push(share('player', `p:${player}`, minute, { calls, tokens }))
    shares.push(share('player', `pd:${player}`, dayMs, { tokens: settings.tokensPerPlayerDay }))
  }
  if (npc) {
    const { callsPerNpc: calls, tokensPerNpc: tokens } = settings
    shares.push(share('npc', `n:${npc}`, minute, { calls, tokens }))
    shares.push(share('npc', `nd:${npc}`, dayMs, { tokens: settings.tokensPerNpcDay }))
  }
  if (room) shares.push(share('room', `r:${room}`, minute, { calls: settings.callsPerRoom }))
  return shares
}

export function newRefusals(): Record<BudgetLimit, number> {
  return { player: 0, npc: 0, room: 0, 'day-tokens': 0, 'day-money': 0, unknown: 0 }
}

/** The books of one process. `wallNow` is milliseconds since the epoch. */
export function createBudget(settings: BudgetSettings, wallNow: () => number = Date.now) {
  const meters = new LRUCache<string, Meter>({ max: settings.keysMax })
  const refused = newRefusals()

  const meterOf = ({ key, windowMs }: Share, nowMs: number): Meter => {
    const no = Math.floor(nowMs / windowMs)
    const known = meters.get(key)
    const meter = known ? slid(known, no) : { no, before: nothing(), current: nothing() }
    meters.set(key, meter)
    return meter
  }

  return {
    reserve(account: Account, tokens: number, micros: number): Receipt | Refusal {
      const nowMs = wallNow()
      const booked = sharesOf(account, settings).map((share) => ({
        share,
        meter: meterOf(share, nowMs),
      }))
      const full = booked.find(({ share, meter }) =>
        wouldExceed(share, meter, { calls: 1, tokens, micros }, nowMs),
      )
      if (full) {
        refused[full.share.limit] += 1
        return { over: full.share.limit }
      }
      for (const { meter } of booked) add(meter.current, { calls: 1, tokens, micros })
      return receiptFor(
        booked.map(({ meter }) => meter),
        tokens,
        micros,
      )
    },
    counters: () => ({
      dayTokens: meters.peek(dayTokensKey)?.current.tokens ?? 0,
      dayMicros: meters.peek(dayMoneyKey)?.current.micros ?? 0,
      refused: { ...refused },
    }),
  }
}

/** Price of a call in millionths, rounded up: money is never under-counted. */
export function priceMicros(rung: ModelRung, promptTokens: number, answerTokens: number): number {
  return Math.ceil(
    (promptTokens * rung.promptMicrosPer1k + answerTokens * rung.answerMicrosPer1k) / 1000,
  )
}

function receiptFor(meters: readonly Meter[], tokens: number, micros: number): Receipt {
  const booked = meters.map((meter) => ({ meter, no: meter.no }))
  let open = true
  return {
    settle(tokensBilled, microsBilled) {
      if (!open) return
      open = false
      const bill = { calls: 0, tokens: tokensBilled - tokens, micros: microsBilled - micros }
      for (const { meter, no } of booked) {
        if (meter.no === no) add(meter.current, bill)
        else if (meter.no === no + 1) add(meter.before, bill)
      }
    },
  }
}

function nothing(): Sums {
  return { calls: 0, tokens: 0, micros: 0 }
}

function add(sums: Sums, more: Sums): void {
  sums.calls += more.calls
  sums.tokens = Math.max(0, sums.tokens + more.tokens)
  sums.micros = Math.max(0, sums.micros + more.micros)
}

/** The meter in the window `no`; the same object, so that receipts find it. */
function slid(meter: Meter, no: number): Meter {
  if (no <= meter.no) return meter
  meter.before = no === meter.no + 1 ? meter.current : nothing()
  meter.current = nothing()
  meter.no = no
  return meter
}

function wouldExceed(share: Share, { no, before, current }: Meter, more: Sums, nowMs: number) {
  const { windowMs, slides } = share
  const weight = slides ? 1 - (nowMs - no * windowMs) / windowMs : 0
  const held = (what: keyof Sums) => before[what] * weight + current[what] + more[what]
  return (
    held('calls') > share.callsMax ||
    held('tokens') > share.tokensMax ||
    held('micros') > share.microsMax
  )
}
