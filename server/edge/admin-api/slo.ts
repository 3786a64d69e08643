/**
 * Service objectives: a phase whose p95 (or p99) is over its goal in several windows in a row raises
 * one alert; as many good windows in a row end the episode, which is announced once. A phase that
 * hovers around its goal therefore stays one episode instead of raising an alert at every change.
 */
import type { ObjectiveStatus, SloAlert, SloTally } from '../../../schema/admin.ts'

export interface Objective {
  readonly name: string
  readonly about: string
  /** Read each time: an admin may change it. */
  readonly goalMs: number
}

export interface SloMonitor {
  /** One window of one objective; null when nothing was measured in it (then nothing changes). */
  measure(name: string, valueMs: number | null, nowMs: number): void
  /** An alert that something else than an objective gives. */
  note(alert: SloAlert): void
  status(): ObjectiveStatus[]
  /** The newest alerts, the newest first. */
  alerts(): SloAlert[]
  tally(): SloTally
}

const alertsKept = 100

/** `streak`: breaches in a row that raise an alert, and good windows in a row that end it. */
export function createSloMonitor(
  objectives: readonly Objective[],
  streak: number,
  onAlert: (alert: SloAlert) => void,
): SloMonitor {
  const states = new Map(
    objectives.map((objective) => [
      objective.name,
      { objective, valueMs: null as number | null, breaches: 0, good: 0, alerting: false },
    ]),
  )
  const alerts: SloAlert[] = []
  const tally = { windows: 0, breaches: 0, raised: 0, recovered: 0 }
  const tell = (alert: SloAlert) => {
    tally[alert.state] += 1
    alerts.unshift(alert)
    alerts.length = Math.min(alerts.length, alertsKept)
    onAlert(alert)
  }
  return {
    measure(name, valueMs, atMs) {
      const state = states.get(name)
      if (!state || valueMs === null) return
      state.valueMs = valueMs
      tally.windows += 1
      const { goalMs } = state.objective
      const alert = { objective: name, valueMs, goalMs, atMs }
      if (valueMs <= goalMs) {
        state.breaches = 0
        state.good += 1
        if (!state.alerting || state.good < streak) return
        state.alerting = false
        return tell({ ...alert, state: 'recovered' })
      }
      state.good = 0
      state.breaches += 1
      tally.breaches += 1
      if (state.breaches >= streak && !state.alerting) {
        state.alerting = true
        tell({ ...alert, state: 'raised' })
      }
    },
    note: tell,
    status: () =>
      [...states.values()].map(({ objective, valueMs, breaches, alerting }) => ({
        ...objective,
        valueMs,
        breachesInARow: breaches,
        alerting,
      })),
    alerts: () => [...alerts],
    tally: () => ({ ...tally }),
  }
}
