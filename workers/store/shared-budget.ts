/**
 * The budgets of the whole fleet: one row per meter in Postgres, reserved by one function in one
 * round trip, so that workers cannot overspend together. Bills go with the next reservation or
 * with `flush`, whichever comes first; until then the estimate stands, which only makes it stricter.
 *
 * The database's clock decides which window it is: workers on several machines need not agree.
 */
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'
import {
  type Budget,
  type BudgetLimit,
  dayMoneyKey,
  dayTokensKey,
  newRefusals,
  type Receipt,
  type Refusal,
  type Share,
  sharesOf,
} from '../llm/budget.ts'
import type { BudgetSettings } from '../llm/settings.ts'

export interface SharedBudget extends Budget {
  /** Writes bills that have not gone with a reservation; rejects with a retryable error and forgets no overrun. */
  flush(): Promise<void>
}

export interface SharedBudgetParts {
  readonly db: Db
  readonly settings: BudgetSettings
  /** Milliseconds since the epoch; the database's own clock when it is left out. */
  readonly wallNow?: () => number
  readonly onError?: (error: unknown) => void
}

interface Bill {
  readonly key: string
  readonly no: number
  readonly tokens: number
  readonly micros: number
}

interface Booked {
  readonly over: BudgetLimit | null
  readonly meters: Readonly<Record<string, { no: number; tokens: number; micros: number }>>
}

export function createSharedBudget(parts: SharedBudgetParts): SharedBudget {
  const refused = newRefusals()
  let bills: Bill[] = []
  let day = { dayTokens: 0, dayMicros: 0 }

  const book = async (wanted: readonly object[]): Promise<Booked> => {
    const sending = bills
    bills = []
    try {
      const { rows } = await sql<{ booked: Booked }>`
        select llm_reserve(${JSON.stringify(wanted)}::jsonb, ${JSON.stringify(sending)}::jsonb,
                           ${parts.wallNow?.() ?? null}::bigint) as booked`.execute(parts.db)
      const booked = rows[0]?.booked ?? { over: 'unknown', meters: {} }
      const { [dayTokensKey]: tokens, [dayMoneyKey]: money } = booked.meters
      if (tokens && money) day = { dayTokens: tokens.tokens, dayMicros: money.micros }
      return booked
    } catch (error) {
      // Nobody knows whether these were written. A refund must not be given twice; what a call cost
      // beyond its estimate is sent again.
      bills.push(...sending.filter((bill) => bill.tokens > 0 || bill.micros > 0))
      throw error
    }
  }

  return {
    async reserve(charged, tokens, micros): Promise<Receipt | Refusal> {
      const shares = sharesOf(charged, parts.settings)
      const booked = await book(
        shares.map((share, ord) => wantedOf(share, ord, tokens, micros)),
      ).catch((error: unknown) => {
        parts.onError?.(error)
        return { over: 'unknown', meters: {} } as const
      })
      if (booked.over !== null) {
        refused[booked.over] += 1
        return { over: booked.over }
      }
      let open = true
      return {
        settle(tokensBilled, microsBilled) {
          if (!open) return
          open = false
          const change = { tokens: tokensBilled - tokens, micros: microsBilled - micros }
          if (change.tokens === 0 && change.micros === 0) return
          for (const [key, { no }] of Object.entries(booked.meters)) {
            bills.push({ key, no, ...change })
          }
        },
      }
    },
    async flush() {
      if (bills.length > 0) await book([])
    },
    counters: () => ({ ...day, refused: { ...refused } }),
  }
}

/** JSON has no infinity: null is no limit there, and compares with nothing. */
function wantedOf(share: Share, ord: number, tokens: number, micros: number): object {
  const { limit, key, windowMs, slides, callsMax, tokensMax, microsMax } = share
  const most = (limitValue: number) => (Number.isFinite(limitValue) ? limitValue : null)
  return {
    ord,
    key,
    window_ms: windowMs,
    slides,
    over_limit: limit,
    calls: 1,
    tokens,
    micros,
    calls_max: most(callsMax),
    tokens_max: most(tokensMax),
    micros_max: most(microsMax),
  }
}
