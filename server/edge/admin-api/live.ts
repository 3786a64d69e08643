/** The whole system as admins see it, gathered from the reports of its processes. */
import type { AdminStatus, ObjectiveStatus, SloAlert, SloTally } from '../../../schema/admin.ts'
import type {
  LeadFigures,
  ProcessReport,
  ReportSummary,
  TickSecond,
} from '../../../schema/telemetry.ts'
import type { TelemetryBoard } from '../../platform/telemetry.ts'
import type { SloMonitor } from './slo.ts'

export interface AdminLive {
  /** The last fifteen minutes, oldest first. */
  history(): readonly TickSecond[]
  /** Everything that fits on one screen. */
  snapshot(): AdminStatus
  /** The objectives and their values, the alerts, and counts of what was judged. */
  objectives(): { slo: ObjectiveStatus[]; alerts: SloAlert[]; judged: SloTally }
  /** The newest report of every process. */
  reports(): ProcessReport[]
  /** The result ends the listening. */
  onSecond(listener: (second: TickSecond) => void): () => void
  close(): void
}

const historySeconds = 15 * 60

/** Listens to the board until it is closed. */
export function openAdminLive(board: TelemetryBoard, slo: SloMonitor): AdminLive {
  const seconds: TickSecond[] = []
  const listeners = new Set<(second: TickSecond) => void>()
  const judge = judgeOf(slo)
  const stop = board.onReport((report) => {
    judge(report)
    if (report.role !== 'tick' || !report.figures.leading) return
    const { duration, age, stages, commands, events, overruns, waiting } = report.figures
    const second = { atMs: report.atMs, duration, age, stages, commands, events, overruns, waiting }
    seconds.push(second)
    if (seconds.length > historySeconds) seconds.shift()
    for (const listener of listeners) listener(second)
  })
  return {
    history: () => seconds,
    snapshot: () => ({
      processes: board.reports().map(shortOf),
      slo: slo.status(),
      alerts: slo.alerts(),
      latest: seconds.at(-1) ?? null,
    }),
    objectives: () => ({ slo: slo.status(), alerts: slo.alerts(), judged: slo.tally() }),
    reports: () => board.reports(),
    onSecond(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close: stop,
  }
}

const judgedEveryMs = 10_000

/** What is judged of a report. */
type JudgedReport = Pick<ProcessReport, 'atMs' | 'role'> & {
  readonly figures: Pick<ProcessReport['figures'], 'objectives'> &
    Partial<Pick<LeadFigures, 'oldestJobMs'>>
}

/**
 * Measures each objective once per window by the worst process. Exported for its own test: the
 * windows of processes do not begin together, and no process may hide behind another.
 */
export function judgeOf(slo: SloMonitor): (report: JudgedReport) => void {
  let worst = new Map<string, number>()
  let endsMs = 0
  let workerAtMs = 0
  const note = (name: string, ms: number) => worst.set(name, Math.max(worst.get(name) ?? 0, ms))
  return ({ atMs, role, figures }) => {
    endsMs ||= atMs + judgedEveryMs
    workerAtMs ||= atMs
    if (role === 'worker') workerAtMs = atMs
    // Nothing is measured where nobody works: silence is the measure then.
    note('workers', atMs - workerAtMs)
    const { talk = 0, reaction = 0 } = figures.oldestJobMs ?? {}
    note('workers', Math.max(talk, reaction))
    if (atMs >= endsMs) {
      for (const { name } of slo.status()) slo.measure(name, worst.get(name) ?? null, atMs)
      worst = new Map()
      endsMs = atMs + judgedEveryMs
    }
    for (const [name, ms] of Object.entries(figures.objectives ?? {})) note(name, ms)
  }
}

/** A report without what only the charts need. */
function shortOf(report: ProcessReport): ReportSummary {
  if (report.role !== 'tick') return report
  const { duration: _duration, age: _age, stages: _stages, ...figures } = report.figures
  return { ...report, figures }
}
