/**
 * How a model has been doing lately, and the order in which the ladder tries its rungs.
 *
 * Both averages are exponentially weighted and fade towards neutral with time, so that a model that
 * sank is tried again even though nobody has asked it meanwhile. Pure: the time is an argument.
 */
import type { ModelRung } from './settings.ts'

export interface Health {
  readonly latencyMs: number
  /** Share of recent calls that failed, 0 to 1. */
  readonly failing: number
  readonly seenAtMs: number
  /** The endpoint asked us to stay away until then (`Retry-After`). */
  readonly restUntilMs: number
}

/** Weight of the newest sample. */
const newest = 0.3
const neutralLatencyMs = 1_500
const halfLifeMs = 60_000
/** A failed call costs about as much as waiting out the silence limit. */
const failureCostMs = 8_000
/** The operator's order wins unless the next rung is faster by this much. */
const rankCostMs = 1_000
const wrongUseCostMs = 4_000

export const unknownHealth: Health = {
  latencyMs: neutralLatencyMs,
  failing: 0,
  seenAtMs: 0,
  restUntilMs: 0,
}

export function afterSuccess(health: Health, tookMs: number, nowMs: number): Health {
  const { latencyMs, failing } = faded(health, nowMs)
  return {
    latencyMs: latencyMs + newest * (tookMs - latencyMs),
    failing: failing * (1 - newest),
    seenAtMs: nowMs,
    restUntilMs: 0,
  }
}

export function afterFailure(
  health: Health,
  retryAfterMs: number | undefined,
  nowMs: number,
): Health {
  const { latencyMs, failing } = faded(health, nowMs)
  return {
    latencyMs,
    failing: failing + newest * (1 - failing),
    seenAtMs: nowMs,
    restUntilMs: Math.max(health.restUntilMs, nowMs + (retryAfterMs ?? 0)),
  }
}

/** The expected cost of asking this rung, in milliseconds: lower is asked earlier. */
export function expectedCostMs(
  health: Health,
  rung: { rank: number; use: ModelRung['use'] },
  size: 'short' | 'long',
  nowMs: number,
): number {
  const { latencyMs, failing } = faded(health, nowMs)
  const misuse = rung.use === 'any' || rung.use === size ? 0 : wrongUseCostMs
  return latencyMs + failing * failureCostMs + rung.rank * rankCostMs + misuse
}

function faded(health: Health, nowMs: number): { latencyMs: number; failing: number } {
  if (health.seenAtMs === 0) return health
  const kept = 0.5 ** (Math.max(0, nowMs - health.seenAtMs) / halfLifeMs)
  return {
    latencyMs: neutralLatencyMs + (health.latencyMs - neutralLatencyMs) * kept,
    failing: health.failing * kept,
  }
}
