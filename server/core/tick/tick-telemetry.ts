/** What a tick process reports each second: how long ticks took and where, and the slowest commands. */
import { requestId } from '../../../schema/ids.ts'
import { durationWindow, objectiveFigures } from '../../platform/window.ts'
import type { Arrived } from './commands/command-run.ts'
import type { LeadObserver } from './lead.ts'
import type { Leadership } from './leadership.ts'
import type { StageName } from './stages.ts'

/** One command from the gateway's receipt to the publication of its frames, in milliseconds. */
export interface SlowCommand {
  readonly request: string
  readonly line: string
  readonly atMs: number
  readonly totalMs: number
  /** Adds up to the total: receipt to stored, stored to taken, then the stages of its tick. */
  readonly phases: Readonly<Record<string, number>>
}

export interface TickTelemetry {
  stage(name: StageName, durationMs: number): void
  readonly observer: Pick<LeadObserver, 'ticked' | 'overran'>
  /** Figures since the last call. */
  figures(lead: Leadership | null, waiting: number): Readonly<Record<string, unknown>>
}

const slowestKept = 20
const slowestAgeMs = 15 * 60_000

/** `now` is wall time in milliseconds; `onMeasured` is told of the oldest command of each tick. */
export function tickTelemetry(
  now: () => number,
  onMeasured?: (command: SlowCommand) => void,
): TickTelemetry {
  const durations = durationWindow()
  const ages = durationWindow()
  const objectives = objectiveFigures({ tick: 'p99', applied: 'p95' })
  const byStage = new Map<StageName, number>()
  let thisTick = new Map<StageName, number>()
  let slowest: SlowCommand[] = []
  let totals = { ticks: 0, commands: 0, events: 0, rows: 0, overruns: 0, outputBytes: 0 }

  function noteOldest(oldest: Arrived): void {
    const { command, storedMs } = oldest
    if (command.t !== 'line') return
    const doneMs = now()
    const totalMs = doneMs - command.at
    ages.add(Math.max(0, totalMs))
    objectives.add('applied', Math.max(0, totalMs))
    const least = slowest.at(-1)
    const isFast = slowest.length >= slowestKept && least && least.totalMs >= totalMs
    if (isFast && !onMeasured) return
    const stages = Object.fromEntries(thisTick)
    const inTick = Object.values(stages).reduce((sum, ms) => sum + ms, 0)
    const stored = Math.max(0, storedMs - command.at)
    const phases = { store: stored, wait: Math.max(0, totalMs - stored - inTick), ...stages }
    const request = requestId(command.session, command.n)
    // Only the verb: what players say is nobody's business on a dashboard.
    const line = command.line.split(/\s/, 1)[0]?.slice(0, 20) ?? ''
    const one = { request, line, atMs: doneMs, totalMs, phases }
    onMeasured?.(one)
    if (isFast) return
    slowest.push(one)
    slowest = slowest
      .filter((one) => one.atMs > doneMs - slowestAgeMs)
      .sort((one, other) => other.totalMs - one.totalMs)
      .slice(0, slowestKept)
  }

  return {
    stage(name, durationMs) {
      thisTick.set(name, (thisTick.get(name) ?? 0) + durationMs)
    },
    observer: {
      ticked(report, durationMs) {
        if (report.outcome === 'committed') {
          durations.add(durationMs)
          objectives.add('tick', durationMs)
          totals.ticks += 1
          totals.commands += report.commands
          totals.events += report.events
          totals.rows += report.rows
          totals.outputBytes += report.outputBytes
          if (report.oldest) noteOldest(report.oldest)
        }
        // Counted when the tick is over: a second that ends within a tick must not split it.
        for (const [name, ms] of thisTick) byStage.set(name, (byStage.get(name) ?? 0) + ms)
        thisTick = new Map()
      },
      overran(beats) {
        totals.overruns += beats
      },
    },
    figures(lead, waiting) {
      const figures = {
        leading: lead !== null,
        ...(lead
          ? {
              shard: lead.shard,
              epoch: lead.epoch,
              tick: lead.tick,
              beat: lead.beat,
              cache: lead.cache.stats(),
            }
          : {}),
        waiting,
        duration: durations.take(),
        age: ages.take(),
        objectives: objectives.take(),
        stages: Object.fromEntries(byStage),
        ...totals,
        slowest,
      }
      byStage.clear()
      totals = { ticks: 0, commands: 0, events: 0, rows: 0, overruns: 0, outputBytes: 0 }
      return figures
    },
  }
}
