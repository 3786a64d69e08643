/** Metrics and log events, read from the code that makes them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Registry } from 'prom-client'
import { CurrentLeadership } from '../../server/core/tick/current-leadership.ts'
import { createTickMetrics } from '../../server/core/tick/metrics.ts'
import { gatewayMetrics } from '../../server/edge/metrics.ts'
import { openMetrics } from '../../server/platform/metrics.ts'
import { addWorkerGauges, createWorkerMetrics } from '../../workers/run/metrics.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface MetricRow {
  readonly name: string
  readonly type: string
  readonly labels: readonly string[]
  readonly help: string
}

type Inspectable = { name: string; help: string; type: string; labelNames?: readonly string[] }

/** What a role registers, beside Node's own figures that every role has. */
function rowsOf(fill: (registry: Registry) => unknown): MetricRow[] {
  const registry = new Registry()
  fill(registry)
  return registry
    .getMetricsAsArray()
    .map((metric) => {
      const { name, help } = metric
      const { labelNames } = metric as unknown as Inspectable
      return { name, help, type: typeOf(metric), labels: labelNames ?? [] }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function typeOf(metric: object): string {
  return metric.constructor.name.toLowerCase()
}

/** Metrics by role. The worker's register themselves around a model client that is not needed here. */
export function metricTables(): Readonly<Record<string, readonly MetricRow[]>> {
  const unused = () => {
    throw new Error('figures are read when they are scraped, not when they are registered')
  }
  return {
    gateway: rowsOf((registry) =>
      gatewayMetrics(registry, { sockets: unused, sessions: unused, waiting: unused }),
    ),
    tick: rowsOf((registry) =>
      createTickMetrics(registry, { now: unused, current: new CurrentLeadership() }),
    ),
    worker: rowsOf((registry) => {
      createWorkerMetrics(registry)
      const llm = { counters: unused }
      addWorkerGauges(registry, { llm, cache: llm, runner: { running: unused }, slots: 0 })
    }),
  }
}

/** Node's own figures, in every role. */
export function nodeMetrics(): MetricRow[] {
  const registry = openMetrics('tick', 't1')
  const rows = rowsOf((own) => {
    for (const metric of registry.getMetricsAsArray()) own.registerMetric(metric as never)
  })
  registry.clear()
  return rows
}

export interface LogRow {
  readonly event: string
  readonly level: string
  readonly words: string
  readonly file: string
}

const call = /log(?:ger)?\.(trace|debug|info|warn|error|fatal)\(\s*\{\s*event: '([a-z-]+)'/g

/** Every log line with an event name, from the sources. */
export function logEvents(): LogRow[] {
  const found = new Map<string, LogRow>()
  for (const folder of ['server', 'workers']) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    for (const name of names.filter((path) => path.endsWith('.ts')).sort()) {
      const file = `${folder}/${name}`
      const text = readFileSync(join(root, file), 'utf8')
      for (const match of text.matchAll(call)) {
        const [whole, level = '', event = ''] = match
        const words = messageAfter(text, match.index + whole.length)
        if (!found.has(event)) found.set(event, { event, level, words, file })
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.event < b.event ? -1 : 1))
}

/** The message of the call that goes on at `from`: the text that ends it. */
function messageAfter(text: string, from: number): string {
  const rest = text.slice(from, from + 400)
  return /\}\s*,\s*(['`])(.*?)\1\s*,?\s*\)/s.exec(rest)?.[2] ?? ''
}
