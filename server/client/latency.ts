/** Round-trip figures for the latency pill: the middle of the last twenty. */

export type LatencyMeter = {
  add(roundTripMs: number): void
  /** The median in milliseconds, or undefined before the first figure. */
  median(): number | undefined
}

const keepMost = 20

export function createLatencyMeter(): LatencyMeter {
  let recent: number[] = []
  return {
    add(roundTripMs) {
      recent = [...recent.slice(1 - keepMost), roundTripMs]
    },
    median() {
      const sorted = recent.toSorted((a, b) => a - b)
      return sorted[Math.floor((sorted.length - 1) / 2)]
    },
  }
}
