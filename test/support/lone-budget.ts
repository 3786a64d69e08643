/** The budget of a process that works alone, in memory: what the shared one must agree with. */
import { LRUCache } from 'lru-cache'
import {
  dayMoneyKey,
  dayTokensKey,
  newRefusals,
  type Receipt,
  type Refusal,
  type Share,
  sharesOf,
} from '../../workers/llm/budget.ts'
import type { Charged } from '../../workers/llm/model-client.ts'
import type { BudgetSettings } from '../../workers/llm/settings.ts'

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

/** `wallNow` is milliseconds since the epoch; beyond `keysMax` keys the longest idle are forgotten. */
export function createLoneBudget(
  settings: BudgetSettings,
  { wallNow = Date.now, keysMax = 10_000 } = {},
) {
  const meters = new LRUCache<string, Meter>({ max: keysMax })
  const refused = newRefusals()

  const meterOf = ({ key, windowMs }: Share, nowMs: number): Meter => {
    const no = Math.floor(nowMs / windowMs)
    const known = meters.get(key)
    const meter = known ? slid(known, no) : { no, before: nothing(), current: nothing() }
    meters.set(key, meter)
    return meter
  }

  return {
    reserve(charged: Charged, tokens: number, micros: number): Receipt | Refusal {
      const nowMs = wallNow()
      const booked = sharesOf(charged, settings).map((share) => ({
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
