/** The tick's metrics, named after Prometheus' conventions (base units, `_total` for counters). */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { LeadObserver } from './lead.ts'
import type { StageName } from './stages.ts'

const seconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Registers the series and returns what feeds them. */
export function tickMetrics(registry: Registry) {
  const registers = [registry]
  const duration = new Histogram({
    name: 'mud_tick_duration_seconds',
    help: 'Duration of ticks that wrote something.',
    buckets: seconds,
    registers,
  })
  const stages = new Histogram({
    name: 'mud_tick_stage_duration_seconds',
    help: 'Duration of the stages of a tick.',
    labelNames: ['stage'],
    buckets: seconds,
    registers,
  })
  const age = new Histogram({
    name: 'mud_command_queue_age_seconds',
    help: 'Age of the oldest command when its tick ends, from the moment the stream stored it.',
    buckets: seconds,
    registers,
  })
  const commands = counter('mud_commands_applied_total', 'Commands applied or refused.')
  const events = counter('mud_events_total', 'Events committed.')
  const rows = counter('mud_flush_rows_total', 'Rows written by flushes.')
  const bytes = counter('mud_output_bytes_total', 'Bytes of outputs committed.')
  const overruns = counter('mud_heartbeat_overruns_total', 'Heartbeats skipped after a stall.')
  const quarantines = counter('mud_quarantined_total', 'Commands and systems whose rule broke.')
  const unreadable = counter('mud_unreadable_commands_total', 'Commands that could not be read.')
  const fenced = counter('mud_leaderships_ended_total', 'Leaderships that ended, for any reason.')
  const trouble = counter('mud_tick_trouble_total', 'Failures of bus or store the tick met.')
  const leading = new Gauge({
    name: 'mud_tick_leading',
    help: '1 while this process leads its shard.',
    registers,
  })
  const waiting = new Gauge({
    name: 'mud_command_queue_depth',
    help: 'Commands read from the stream that wait for a tick.',
    registers,
  })

  function counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers })
  }

  const stageSeries = new Map<StageName, ReturnType<typeof stages.labels>>()
  return {
    stage(name: StageName, durationMs: number): void {
      let series = stageSeries.get(name)
      if (!series) {
        series = stages.labels(name)
        stageSeries.set(name, series)
      }
      series.observe(durationMs / 1_000)
    },
    observer: {
      leading() {
        leading.set(1)
      },
      steppedDown() {
        leading.set(0)
        fenced.inc()
      },
      ticked(report, durationMs, oldestCommandMs, queued) {
        waiting.set(queued)
        if (report.outcome !== 'committed') return
        duration.observe(durationMs / 1_000)
        if (oldestCommandMs > 0) age.observe(Math.max(0, Date.now() - oldestCommandMs) / 1_000)
        commands.inc(report.commands)
        events.inc(report.events)
        rows.inc(report.rows)
        bytes.inc(report.outputBytes)
      },
      overran: (beats) => overruns.inc(beats),
      streamReplaced: () => undefined,
      quarantined: () => quarantines.inc(),
      unreadable: () => unreadable.inc(),
      trouble: () => trouble.inc(),
    } satisfies LeadObserver,
  }
}
