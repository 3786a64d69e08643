/** The tick's metrics, named after Prometheus' conventions (base units, `_total` for counters). */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { registerCount } from '../../platform/metrics.ts'
import type { CurrentLeadership } from './current-leadership.ts'
import type { LeadObserver } from './lead-parts.ts'
import type { Leadership } from './leadership.ts'
import { oldestJobMs } from './oldest-jobs.ts'
import type { StageName } from './stages.ts'

export interface TickMetrics {
  stage(name: StageName, durationMs: number): void
  readonly observer: Partial<LeadObserver>
}

interface LeadershipSeries {
  readonly now: () => number
  readonly heartbeatMs: number
  readonly current: CurrentLeadership
}

const seconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/**
 * Registers the series and returns what feeds them. `now` is wall time in milliseconds; the series of
 * the leadership are read when they are scraped.
 */
export function createTickMetrics(registry: Registry, parts: LeadershipSeries): TickMetrics {
  registerLeadershipSeries(registry, parts)
  registerOldestJobs(registry, parts)
  const { now } = parts
  return { stage: stageSeries(registry), observer: metricsObserver(registry, now) }
}

function stageSeries(registry: Registry): TickMetrics['stage'] {
  const stages = new Histogram({
    name: 'mud_tick_stage_duration_seconds',
    help: 'Duration of the stages of a tick.',
    labelNames: ['stage'],
    buckets: seconds,
    registers: [registry],
  })
  const byStage = new Map<StageName, ReturnType<typeof stages.labels>>()
  return (name, durationMs) => {
    let series = byStage.get(name)
    if (!series) {
      series = stages.labels(name)
      byStage.set(name, series)
    }
    series.observe(durationMs / 1_000)
  }
}

function metricsObserver(registry: Registry, now: () => number): Partial<LeadObserver> {
  const counter = (name: string, help: string) => new Counter({ name, help, registers: [registry] })
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers: [registry] })
  const overruns = counter('mud_heartbeat_overruns_total', 'Heartbeats skipped after a stall.')
  const quarantines = counter('mud_quarantined_total', 'Commands and systems whose rule broke.')
  const unreadable = counter('mud_unreadable_commands_total', 'Commands that could not be read.')
  const over = counter('mud_leaderships_ended_total', 'Leaderships that ended, for any reason.')
  const failures = counter('mud_tick_trouble_total', 'Failures of bus or store the tick met.')
  const broken = new Counter({
    name: 'mud_broken_rows_total',
    help: 'Rows of the table of entities that were broken, by what became of them: mended or removed as the log says, or set-aside.',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const leading = gauge('mud_tick_leading', '1 while this process leads its shard.')
  const waiting = gauge(
    'mud_command_queue_depth',
    'Commands read from the stream that wait for a tick.',
  )
  const committed = committedSeries(registry, now)
  return {
    leading: () => leading.set(1),
    steppedDown() {
      leading.set(0)
      over.inc()
    },
    ticked(report, durationMs, oldestCommandMs, queued) {
      waiting.set(queued)
      if (report.outcome === 'committed') committed(report, durationMs, oldestCommandMs)
    },
    overran: (beats) => overruns.inc(beats),
    quarantined: () => quarantines.inc(),
    brokenRow: (_row, outcome) => broken.inc({ outcome }),
    unreadable: () => unreadable.inc(),
    failed: () => failures.inc(),
  }
}

/** The series that count ticks which wrote something. */
function committedSeries(registry: Registry, now: () => number) {
  const registers = [registry]
  const duration = new Histogram({
    name: 'mud_tick_duration_seconds',
    help: 'Duration of ticks that wrote something.',
    buckets: seconds,
    registers,
  })
  const age = new Histogram({
    name: 'mud_command_queue_age_seconds',
    help: 'Age of the oldest command when its tick ends, from the moment the stream stored it.',
    buckets: seconds,
    registers,
  })
  const counter = (name: string, help: string) => new Counter({ name, help, registers })
  const commands = counter('mud_commands_applied_total', 'Commands applied or refused.')
  const events = counter('mud_events_total', 'Events committed.')
  const rows = counter('mud_flush_rows_total', 'Rows written by flushes.')
  const bytes = counter('mud_output_bytes_total', 'Bytes of outputs committed.')
  return (
    report: Parameters<LeadObserver['ticked']>[0],
    durationMs: number,
    oldestCommandMs: number,
  ) => {
    duration.observe(durationMs / 1_000)
    if (oldestCommandMs > 0) age.observe(Math.max(0, now() - oldestCommandMs) / 1_000)
    commands.inc(report.commands)
    events.inc(report.events)
    rows.inc(report.rows)
    bytes.inc(report.outputBytes)
  }
}

function registerOldestJobs(registry: Registry, { heartbeatMs, current }: LeadershipSeries): void {
  new Gauge({
    name: 'mud_jobs_oldest_seconds',
    help: 'For how long the world has waited for the oldest job of a lane.',
    labelNames: ['lane'],
    registers: [registry],
    collect() {
      const { lead } = current
      if (!lead) return this.reset()
      const oldest = oldestJobMs(lead.cache.world, { beat: lead.beat, heartbeatMs })
      for (const [lane, ms] of Object.entries(oldest)) this.set({ lane }, ms / 1_000)
    },
  })
}

function registerLeadershipSeries(registry: Registry, { now, current }: LeadershipSeries): void {
  const gauge = (name: string, help: string, read: (lead: Leadership) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(current.lead ? read(current.lead) : 0)
      },
    })
  registerCount(registry, {
    name: 'mud_cache_hits',
    help: 'Room cache reads answered from memory.',
    read: () => current.lead?.cache.stats().hits ?? 0,
  })
  registerCount(registry, {
    name: 'mud_cache_misses',
    help: 'Room cache reads that went to the store.',
    read: () => current.lead?.cache.stats().misses ?? 0,
  })
  gauge(
    'mud_cache_rooms_held',
    'Rooms with characters in them.',
    (lead) => lead.cache.stats().roomsHeld,
  )
  gauge(
    'mud_cache_rooms_idle',
    'Rooms in memory that may be evicted.',
    (lead) => lead.cache.stats().roomsIdle,
  )
  gauge(
    'mud_command_stream_lag',
    'Messages of the command stream that are not applied yet.',
    () => {
      const { streamSeq = 0, commandSeq = 0 } = current.progress() ?? {}
      return streamSeq - commandSeq
    },
  )
  gauge(
    'mud_tick_stuck_seconds',
    'For how long the feed, a tick or the relay has stood still although there was something to do.',
    () => {
      const stuck = current.progress()?.stuck
      return stuck ? (now() - stuck.sinceMs) / 1_000 : 0
    },
  )
  registerCount(registry, {
    name: 'mud_feed_reopened',
    help: 'How often the feed of commands of this leadership had to begin anew.',
    read: () => current.progress()?.reopened ?? 0,
  })
  gauge('mud_tick_number', 'The last committed tick.', (lead) => lead.tick)
}
