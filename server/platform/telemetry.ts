/**
 * Sends what a process tells about itself (`schema/telemetry.ts`) once a second and collects what the
 * others tell. Reports are small and never stored; the newest of a process replaces the one before.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Subjects } from '../../schema/subjects.ts'
import type { FiguresByRole, ProcessReport, ProcessRole, ReportOf } from '../../schema/telemetry.ts'
import { reportSchema } from '../../schema/telemetry-message.ts'
import { randomId, systemClock } from './ambient.ts'
import type { Bus } from './bus/bus.ts'
import { readJson } from './bus/read-json.ts'
import { loopSampleMs } from './metrics.ts'

const topic = 'telemetry'
const everyMs = 1_000
const staleMs = 5_000
/** Numbers of processes are alike in containers. */
const thisProcess = randomId(8)

/** Publishes a report each second. `collect` is called right before and should cost microseconds. */
export function startTelemetry<R extends ProcessRole>(
  bus: Bus,
  subjects: Subjects,
  who: { readonly role: R; readonly instance: string },
  collect: () => FiguresByRole[R],
): () => void {
  const delay = monitorEventLoopDelay({ resolution: loopSampleMs })
  delay.enable()
  let last = performance.eventLoopUtilization()
  const timer = setInterval(() => {
    const busy = performance.eventLoopUtilization(last)
    last = performance.eventLoopUtilization()
    const report: ReportOf<R> = {
      ...who,
      pid: process.pid,
      process: thisProcess,
      atMs: systemClock.now(),
      upMs: Math.round(systemClock.mono()),
      rssBytes: process.memoryUsage.rss(),
      loopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - loopSampleMs),
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
  const subscription = bus.subscribe(subjects.system(topic, '*'), {
    read: readJson<ProcessReport>(reportSchema),
    heard(report) {
      newest.set(report.instance, report)
      for (const listener of listeners) listener(report)
    },
  })
  return {
    reports() {
      const oldest = systemClock.now() - staleMs
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
