/** Metrics, read from the code that registers them. */
import { Registry } from 'prom-client'
import { CurrentLeadership } from '../../server/core/tick/current-leadership.ts'
import { createTickMetrics } from '../../server/core/tick/metrics.ts'
import { addGatewayGauges, createGatewayMetrics } from '../../server/edge/metrics.ts'
import { openMetrics } from '../../server/platform/metrics.ts'
import { addWorkerGauges, createWorkerMetrics } from '../../workers/run/metrics.ts'

export interface MetricRow {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
  readonly help: string
}

/** What is registered, by name. */
function rowsOf(registry: Registry): MetricRow[] {
  return registry
    .getMetricsAsArray()
    .map((metric) => {
      const { name, help } = metric
      const type = metric.constructor.name.toLowerCase()
      // The registry's types leave the labels out; every metric has them.
      const labels = 'labelNames' in metric ? (metric.labelNames as readonly string[]) : []
      return { name, help, type, labels }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a role registers, beside Node's own figures that every role has. */
function filledBy(fill: (registry: Registry) => unknown): MetricRow[] {
  const registry = new Registry()
  fill(registry)
  return rowsOf(registry)
}

/** Metrics by role. The worker's register themselves around a model client that is not needed here. */
export function metricTables(): Readonly<Record<string, readonly MetricRow[]>> {
  const unused = () => {
    throw new Error('figures are read when they are scraped, not when they are registered')
  }
  return {
    gateway: filledBy((registry) => {
      createGatewayMetrics(registry)
      addGatewayGauges(registry, {
        sockets: unused,
        sessions: unused,
        waiting: unused,
        workers: unused,
      })
    }),
    tick: filledBy((registry) =>
      createTickMetrics(registry, {
        now: unused,
        heartbeatMs: 0,
        current: new CurrentLeadership(),
      }),
    ),
    worker: filledBy((registry) => {
      createWorkerMetrics(registry, [])
      const llm = { counters: unused, profiles: unused }
      addWorkerGauges(registry, { llm, cache: llm, runner: { running: unused }, slots: 0 })
    }),
  }
}

/** The figures of every role: Node's own and those of the platform. */
export function nodeMetrics(): MetricRow[] {
  const registry = openMetrics('tick', 't1')
  const rows = rowsOf(registry)
  registry.clear()
  return rows
}
