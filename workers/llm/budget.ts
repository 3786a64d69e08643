/**
 * Budgets against runaway cost (RELIABILITY 8.2 row 40): calls and tokens per player and NPC in a
 * sliding minute, calls per room, tokens and money per day.
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
}

const dayMs = 86_400_000

/** `wallNow` is milliseconds since the epoch: the day turns at midnight UTC. */
export function createBudget(settings: BudgetSettings, wallNow: () => number = Date.now): Budget {
  const meters = new LRUCache<string, Meter>({ max: settings.keysMax })
  const refused = { player: 0, npc: 0, room: 0, 'day-tokens': 0, 'day-money': 0 }
  let day = { number: Math.floor(wallNow() / dayMs), tokens: 0, micros: 0 }

  const meterOf = (key: string, nowMs: number): Meter => {
    const meter = meters.get(key) ?? newMeter(nowMs)
    meters.set(key, meter)
    return slide(meter, nowMs, settings.windowMs)
  }
  const sharesOf = (account: Account, nowMs: number): Share[] => {
    const { player, npc, room } = account
    const shares: Share[] = []
    if (player)
      shares.push({
        limit: 'player',
        meter: meterOf(`p:${player}`, nowMs),
        callsMax: settings.callsPerPlayer,
        tokensMax: settings.tokensPerPlayer,
      })
    if (npc)
      shares.push({
        limit: 'npc',
        meter: meterOf(`n:${npc}`, nowMs),
        callsMax: settings.callsPerNpc,
        tokensMax: settings.tokensPerNpc,
      })
    if (room)
      shares.push({
        limit: 'room',
        meter: meterOf(`r:${room}`, nowMs),
        callsMax: settings.callsPerRoom,
        tokensMax: Number.POSITIVE_INFINITY,
      })
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
      const full = shares.find((share) => wouldExceed(share, tokens, nowMs, settings.windowMs))
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

function wouldExceed(share: Share, tokens: number, nowMs: number, windowMs: number): boolean {
  const { meter, callsMax, tokensMax } = share
  const weight = 1 - Math.min(1, (nowMs - meter.windowStartMs) / windowMs)
  const calls = meter.before.calls * weight + meter.current.calls
  const used = meter.before.tokens * weight + meter.current.tokens
  return calls + 1 > callsMax || used + tokens > tokensMax
}
