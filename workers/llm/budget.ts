/**
 * Budgets against runaway cost (RELIABILITY 8.2 row 40): calls and tokens per player and NPC in a
 * sliding minute and tokens of each in a sliding day, calls per room, tokens and money per day over all.
 *
 * A call reserves its prompt and its longest answer before it is sent and settles with what the
 * endpoint counted. Invariant: what is reserved or settled never exceeds a limit by more than the
 * difference between one call's estimate and its bill.
 */
import { LRUCache } from 'lru-cache'
import type { Account } from './model-client.ts'
import type { BudgetSettings, ModelRung } from './settings.ts'

export interface Budget {
  /** Books the estimate and returns its receipt, or which limit stands in the way. */
  reserve(account: Account, tokens: number, micros: number): Receipt | { over: BudgetLimit }
  counters(): BudgetCounters
}

export interface Receipt {
  /** Replaces the estimate by the bill; a call that failed before answering settles with zero. */
  settle(tokens: number, micros: number): void
}

export type BudgetLimit = 'player' | 'npc' | 'room' | 'day-tokens' | 'day-money'

export interface BudgetCounters {
  readonly dayTokens: number
  readonly dayMicros: number
  readonly refused: Readonly<Record<BudgetLimit, number>>
}

interface Meter {
  windowStartMs: number
  /** The window before this one still weighs in by the part of it that the last minute covers. */
  before: { calls: number; tokens: number }
  current: { calls: number; tokens: number }
}

interface Share {
  readonly limit: BudgetLimit
  readonly meter: Meter
  readonly callsMax: number
  readonly tokensMax: number
  readonly windowMs: number
}

const dayMs = 86_400_000

/** `wallNow` is milliseconds since the epoch: the day turns at midnight UTC. */
export function createBudget(settings: BudgetSettings, wallNow: () => number = Date.now): Budget {
  const meters = new LRUCache<string, Meter>({ max: settings.keysMax })
  const refused = { player: 0, npc: 0, room: 0, 'day-tokens': 0, 'day-money': 0 }
  let day = { number: Math.floor(wallNow() / dayMs), tokens: 0, micros: 0 }

  const meterOf = (key: string, nowMs: number, windowMs = settings.windowMs): Meter => {
    const meter = meters.get(key) ?? newMeter(nowMs)
    meters.set(key, meter)
    return slide(meter, nowMs, windowMs)
  }
  const dayShare = (limit: BudgetLimit, key: string, tokensMax: number, nowMs: number): Share => ({
    limit,
    meter: meterOf(key, nowMs, dayMs),
    callsMax: Number.POSITIVE_INFINITY,
    tokensMax,
    windowMs: dayMs,
  })
  const sharesOf = ({ player, npc, room }: Account, nowMs: number): Share[] => {
    const { windowMs } = settings
    const shares: Share[] = []
    if (player) {
      const { callsPerPlayer: callsMax, tokensPerPlayer: tokensMax } = settings
      const meter = meterOf(`p:${player}`, nowMs)
      shares.push({ limit: 'player', meter, callsMax, tokensMax, windowMs })
      shares.push(dayShare('player', `pd:${player}`, settings.tokensPerPlayerDay, nowMs))
    }
    if (npc) {
      const { callsPerNpc: callsMax, tokensPerNpc: tokensMax } = settings
      const meter = meterOf(`n:${npc}`, nowMs)
      shares.push({ limit: 'npc', meter, callsMax, tokensMax, windowMs })
      shares.push(dayShare('npc', `nd:${npc}`, settings.tokensPerNpcDay, nowMs))
    }
    if (room) {
      const tokensMax = Number.POSITIVE_INFINITY
      const meter = meterOf(`r:${room}`, nowMs)
      shares.push({ limit: 'room', meter, callsMax: settings.callsPerRoom, tokensMax, windowMs })
    }
    return shares
  }
  const refuse = (over: BudgetLimit) => {
    refused[over] += 1
    return { over }
  }

  return {
    reserve(account, tokens, micros) {
      const nowMs = wallNow()
      const today = Math.floor(nowMs / dayMs)
      if (today !== day.number) day = { number: today, tokens: 0, micros: 0 }
      if (day.tokens + tokens > settings.tokensPerDay) return refuse('day-tokens')
      if (day.micros + micros > settings.microsPerDay) return refuse('day-money')
      const shares = sharesOf(account, nowMs)
      const full = shares.find((share) => wouldExceed(share, tokens, nowMs))
      if (full) return refuse(full.limit)
      for (const { meter } of shares) {
        meter.current.calls += 1
        meter.current.tokens += tokens
      }
      day.tokens += tokens
      day.micros += micros
      return receiptFor(shares, day, tokens, micros)
    },
    counters: () => ({ dayTokens: day.tokens, dayMicros: day.micros, refused: { ...refused } }),
  }
}

/** Price of a call in millionths, rounded up: money is never under-counted. */
export function priceMicros(rung: ModelRung, promptTokens: number, answerTokens: number): number {
  return Math.ceil(
    (promptTokens * rung.promptMicrosPer1k + answerTokens * rung.answerMicrosPer1k) / 1000,
  )
}

function receiptFor(
  shares: readonly Share[],
  day: { tokens: number; micros: number },
  tokens: number,
  micros: number,
): Receipt {
  let open = true
  return {
    settle(tokensBilled, microsBilled) {
      if (!open) return
      open = false
      for (const { meter } of shares) {
        meter.current.tokens = Math.max(0, meter.current.tokens + tokensBilled - tokens)
      }
      day.tokens += tokensBilled - tokens
      day.micros += microsBilled - micros
    },
  }
}

function newMeter(nowMs: number): Meter {
  return { windowStartMs: nowMs, before: { calls: 0, tokens: 0 }, current: { calls: 0, tokens: 0 } }
}

function slide(meter: Meter, nowMs: number, windowMs: number): Meter {
  const elapsed = nowMs - meter.windowStartMs
  if (elapsed < windowMs) return meter
  meter.before = elapsed < 2 * windowMs ? meter.current : { calls: 0, tokens: 0 }
  meter.current = { calls: 0, tokens: 0 }
  meter.windowStartMs = elapsed < 2 * windowMs ? meter.windowStartMs + windowMs : nowMs
  return meter
}

function wouldExceed(share: Share, tokens: number, nowMs: number): boolean {
  const { meter, callsMax, tokensMax, windowMs } = share
  const weight = 1 - Math.min(1, (nowMs - meter.windowStartMs) / windowMs)
  const calls = meter.before.calls * weight + meter.current.calls
  const used = meter.before.tokens * weight + meter.current.tokens
  return calls + 1 > callsMax || used + tokens > tokensMax
}
