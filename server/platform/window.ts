/** Percentiles of recent durations, for live pages and objectives. */
import { ownOf } from '../../schema/own.ts'
import type { Percentiles } from '../../schema/telemetry.ts'

export interface DurationWindow {
  add(durationMs: number): void
  /** Count, percentiles and maximum since the last call; then it starts anew. */
  take(): Percentiles
}

/** Keeps at most `most` durations between two calls; beyond that every further one replaces another. */
export function createDurationWindow(most = 4_096): DurationWindow {
  let values: number[] = []
  let seen = 0
  let sum = 0
  return {
    add(durationMs) {
      if (values.length < most) values.push(durationMs)
      // A fixed stride replaces old values evenly enough for percentiles.
      else values[(seen * 31) % most] = durationMs
      seen += 1
      sum += durationMs
    },
    take() {
      const summary = { ...percentilesOf(values), count: seen, sum }
      values = []
      seen = 0
      sum = 0
      return summary
    },
  }
}

/** Nearest-rank percentiles of unsorted values. */
export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
  const sum = sorted.reduce((total, value) => total + value, 0)
  const max = sorted.at(-1) ?? 0
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max, sum }
}

export interface ObjectiveFigures {
  add(objective: string, durationMs: number): void
  /** Called once a second; every tenth call yields the percentile of each objective that was measured. */
  take(): Readonly<Record<string, number>> | undefined
}

/**
 * Percentiles that objectives are judged by. One second holds too few durations for a percentile to
 * mean something, so ten seconds make a window.
 */
export function createObjectiveFigures(
  shares: Readonly<Record<string, 'p95' | 'p99'>>,
  callsPerWindow = 10,
): ObjectiveFigures {
  const windows = new Map(Object.keys(shares).map((name) => [name, createDurationWindow()]))
  let calls = 0
  return {
    add: (objective, durationMs) => windows.get(objective)?.add(durationMs),
    take() {
      calls += 1
      if (calls % callsPerWindow !== 0) return undefined
      const measured: Record<string, number> = {}
      for (const [name, window] of windows) {
        const summary = window.take()
        if (summary.count > 0) measured[name] = summary[ownOf(shares, name) ?? 'p95']
      }
      return measured
    },
  }
}
