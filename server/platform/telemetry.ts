/**
 * What each process tells the others about itself, once a second, over core NATS: small, newest wins,
 * never stored. Gateways keep the newest of every process for the admin page.
 */
import type { Subjects } from '../../schema/subjects.ts'
import type { Bus } from './bus/bus.ts'

export interface ProcessReport {
  readonly role: 'gateway' | 'tick' | 'worker'
  readonly instance: string
  readonly pid: number
  readonly atMs: number
  readonly upMs: number
  readonly rssBytes: number
  /** 99th percentile of the event loop's delay in the last second, milliseconds. */
  readonly loopP99Ms: number
  /** Share of the last second in which the event loop was busy, 0..1. */
  readonly loopBusy: number
  /** What only this role can tell; `objectives` is what it is judged by (see `objectiveFigures`). */
  readonly figures: Readonly<Record<string, unknown>>
}

const topic = 'telemetry'
const everyMs = 1_000
const staleMs = 5_000

/** Publishes a report each second. `collect` is called right before and should cost microseconds. */
export async function startTelemetry(
  bus: Bus,
  subjects: Subjects,
  who: { role: ProcessReport['role']; instance: string },
  collect: () => Readonly<Record<string, unknown>>,
): Promise<() => void> {
  const { monitorEventLoopDelay, performance } = await import('node:perf_hooks')
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  let last = performance.eventLoopUtilization()
  const timer = setInterval(() => {
    const busy = performance.eventLoopUtilization(last)
    last = performance.eventLoopUtilization()
    const report: ProcessReport = {
      ...who,
      pid: process.pid,
      atMs: Date.now(),
      upMs: Math.round(performance.now()),
      rssBytes: process.memoryUsage.rss(),
      loopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - 10),
      loopBusy: busy.utilization,
      figures: collect(),
    }
    delay.reset()
    bus.publish(subjects.system(topic, who.instance), JSON.stringify(report))
  }, everyMs)
  timer.unref()
  return () => {
    clearInterval(timer)
    delay.disable()
  }
}

export interface TelemetryBoard {
  /** The newest report of every process heard of in the last five seconds, by role and name. */
  reports(): ProcessReport[]
  onReport(listener: (report: ProcessReport) => void): () => void
  close(): void
}

/** Collects the reports of all processes. */
export function openTelemetryBoard(bus: Bus, subjects: Subjects): TelemetryBoard {
  const newest = new Map<string, ProcessReport>()
  const listeners = new Set<(report: ProcessReport) => void>()
  const subscription = bus.subscribe(subjects.system(topic, '*'), (message) => {
    const report = message.json<ProcessReport>()
    newest.set(report.instance, report)
    for (const listener of listeners) listener(report)
  })
  return {
    reports() {
      const oldest = Date.now() - staleMs
      for (const [instance, report] of newest) if (report.atMs < oldest) newest.delete(instance)
      return [...newest.values()].sort((a, b) =>
        `${a.role}/${a.instance}` < `${b.role}/${b.instance}` ? -1 : 1,
      )
    },
    onReport(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: () => subscription.unsubscribe(),
  }
}
