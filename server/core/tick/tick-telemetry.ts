/** Collects what a tick process reports each second: durations, stages, and the slowest commands. */
import type { SlowCommand, TickFigures } from '../../../schema/telemetry.ts'
import { createDurationWindow, createObjectiveFigures } from '../../platform/window.ts'
import type { Arrived } from './commands/command-run.ts'
import type { CurrentLeadership } from './current-leadership.ts'
import type { LeadObserver } from './lead-parts.ts'
import { oldestJobMs } from './oldest-jobs.ts'
import { phasesOf, SlowestCommands } from './slowest-commands.ts'
import type { StageName } from './stages.ts'
import type { TickReport } from './tick.ts'

const noTotals = { ticks: 0, commands: 0, events: 0, rows: 0, overruns: 0, outputBytes: 0 }

/**
 * Counts between two calls of `figures`.
 *
 * Invariant: a tick counts whole. Its stages are added up when it is over, so that a second that ends
 * within a tick does not split it.
 */
export class TickTelemetry {
  readonly #now: () => number
  readonly #heartbeatMs: number
  readonly #onMeasured: ((command: SlowCommand) => void) | undefined
  readonly #durations = createDurationWindow()
  readonly #ages = createDurationWindow()
  readonly #objectives = createObjectiveFigures({ tick: 'p99', applied: 'p95' })
  readonly #byStage = new Map<StageName, number>()
  readonly #slowest = new SlowestCommands()
  readonly #thisTick = new Map<StageName, number>()
  #totals = { ...noTotals }

  #brokenRows = 0

  readonly observer: Pick<LeadObserver, 'ticked' | 'overran' | 'brokenRow'> = {
    brokenRow: () => {
      this.#brokenRows += 1
    },
    ticked: (report, durationMs) => this.#ticked(report, durationMs),
    overran: (beats) => {
      this.#totals.overruns += beats
    },
  }

  /** `now` is wall time in milliseconds; `onMeasured` is told of the oldest command of each tick. */
  constructor(now: () => number, heartbeatMs: number, onMeasured?: (command: SlowCommand) => void) {
    this.#now = now
    this.#heartbeatMs = heartbeatMs
    this.#onMeasured = onMeasured
  }

  stage(name: StageName, durationMs: number): void {
    this.#thisTick.set(name, (this.#thisTick.get(name) ?? 0) + durationMs)
  }

  /** Figures since the last call. */
  figures(current: Pick<CurrentLeadership, 'lead' | 'waiting' | 'progress'>): TickFigures {
    const figures = {
      ...leadFigures(current, this.#heartbeatMs),
      waiting: current.waiting,
      duration: this.#durations.take(),
      age: this.#ages.take(),
      objectives: this.#objectives.take(),
      stages: Object.fromEntries(this.#byStage),
      ...this.#totals,
      slowest: this.#slowest.all,
      brokenRows: this.#brokenRows,
    }
    this.#byStage.clear()
    this.#totals = { ...noTotals }
    return figures
  }

  #ticked(report: TickReport, durationMs: number): void {
    if (report.outcome === 'committed') this.#committed(report, durationMs)
    for (const [name, ms] of this.#thisTick) {
      this.#byStage.set(name, (this.#byStage.get(name) ?? 0) + ms)
    }
    this.#thisTick.clear()
  }

  #committed(report: TickReport, durationMs: number): void {
    this.#durations.add(durationMs)
    this.#objectives.add('tick', durationMs)
    const totals = this.#totals
    totals.ticks += 1
    totals.commands += report.commands
    totals.events += report.events
    totals.rows += report.rows
    totals.outputBytes += report.outputBytes
    if (report.oldest) this.#noteOldest(report.oldest)
  }

  #noteOldest({ command, storedMs }: Arrived): void {
    if (command.t !== 'line') return
    const doneMs = this.#now()
    const totalMs = doneMs - command.at
    this.#ages.add(Math.max(0, totalMs))
    this.#objectives.add('applied', Math.max(0, totalMs))
    const isSlow = this.#slowest.wouldKeep(totalMs)
    if (!isSlow && !this.#onMeasured) return
    const measured = phasesOf(command, storedMs, this.#thisTick, doneMs)
    this.#onMeasured?.(measured)
    if (isSlow) this.#slowest.add(measured)
  }
}

function leadFigures(current: Pick<CurrentLeadership, 'lead' | 'progress'>, heartbeatMs: number) {
  const { lead } = current
  const progress = current.progress()
  if (!lead || !progress) return { leading: false } as const
  const { shard, epoch, tick, beat, commandSeq, underWay, cache } = lead
  const position = { shard, epoch, tick, beat, commandSeq, underWay }
  const oldest = oldestJobMs(cache.world, { beat, heartbeatMs })
  return {
    leading: true,
    ...position,
    oldestJobMs: oldest,
    cache: cache.stats(),
    progress,
  } as const
}
