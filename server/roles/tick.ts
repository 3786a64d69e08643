/** The tick role: one process that leads a shard or stands by for it. */
import { Gauge } from 'prom-client'
import { FIRST_SHARD, requestId } from '../../schema/ids.ts'
import { subjectsOf } from '../../schema/subjects.ts'
import { postgresTickStore } from '../core/store/postgres-tick-store.ts'
import type { Checkpoint } from '../core/store/tick-store.ts'
import { type LeadObserver, type LeadSettings, runShard } from '../core/tick/lead.ts'
import type { Leadership } from '../core/tick/leadership.ts'
import { tickMetrics } from '../core/tick/metrics.ts'
import { stageTimer } from '../core/tick/stages.ts'
import type { TickReport } from '../core/tick/tick.ts'
import { createTickBus } from '../core/tick/tick-bus.ts'
import { type SlowCommand, tickTelemetry } from '../core/tick/tick-telemetry.ts'
import { type RunningProjector, startProjector } from '../log/travel/start-projector.ts'
import { openVault } from '../persons/open-vault.ts'
import { systemClock } from '../platform/ambient.ts'
import { logBroken, openBus } from '../platform/bus/nats-bus.ts'
import type { Config } from '../platform/config.ts'
import { obeyControl } from '../platform/control.ts'
import type { Logger } from '../platform/log.ts'
import { openMetrics, serveMetrics } from '../platform/metrics.ts'
import type { RoleParts, RunningRole } from '../platform/roles.ts'
import { startTelemetry } from '../platform/telemetry.ts'
import { endToEnd, openTracing, type Tracing } from '../platform/tracing.ts'

/** How long outputs stay readable for a client that was away: the resume window. */
const outputWindowMs = 10 * 60_000
const gatewaySilenceMs = 5_000

/** Starts the role; it leads as soon as the lease is free. */
export async function runTick(parts: RoleParts): Promise<RunningRole> {
  const { config, log, instance } = parts
  const registry = openMetrics('tick', instance)
  const metrics = tickMetrics(registry)
  const subjects = subjectsOf(config.world)
  const bus = await openBus({
    url: parts.natsUrl,
    name: `mudstream-${instance}`,
    onBroken: logBroken(log),
  })
  const tracing = await openTracing(config.otlpUrl, { role: 'tick', instance, world: config.world })
  const telemetry = tickTelemetry(systemClock.now, tracing ? traced(tracing) : undefined)
  const store = postgresTickStore(parts.databaseUrl)
  const stopping = new AbortController()
  let lead: Leadership | null = null
  let waiting = () => 0
  observeCache(registry, () => lead)
  const keys = await openVault(config, parts.databaseUrl)
  const history = historyKeeper(parts.databaseUrl, log)
  const shard = runShard(
    {
      settings: leadSettings(config, instance),
      store,
      bus: createTickBus(bus, subjects),
      clock: systemClock,
      ...(keys.vault ? { vault: keys.vault } : {}),
      stage: stageTimer(systemClock, (name, durationMs) => {
        metrics.stage(name, durationMs)
        telemetry.stage(name, durationMs)
      }),
      observer: tellAll(metrics.observer, { ...silent, ...telemetry.observer }, logObserver(log)),
      onLead: (now, inbox) => {
        lead = now
        waiting = () => inbox?.size ?? 0
        void history.follow(now !== null)
      },
    },
    stopping.signal,
  )
  const server = await serveMetrics(
    registry,
    { host: config.metricsHost, port: config.metricsTickPort },
    () => ({
      ready: !bus.isClosed(),
      body: { leading: lead !== null, tick: lead?.tick ?? null, epoch: lead?.epoch ?? null },
    }),
  )
  const who = { role: 'tick', instance } as const
  obeyControl(bus, subjects, { instance, log, drain: parts.drain })
  const stopTelemetry = await startTelemetry(bus, subjects, who, () =>
    telemetry.figures(lead, waiting()),
  )
  // The bus reconnects for ever; if it closes all the same, a fresh process is the cure.
  void bus.closed.then((error) => {
    if (stopping.signal.aborted) return
    log.fatal({ event: 'bus-closed', err: error }, 'the bus connection closed')
    process.exit(70)
  })
  return {
    http: server.listening,
    async stop() {
      stopping.abort()
      await shard
      stopTelemetry()
      await history.follow(false)
      await store.close()
      await keys.close()
      await bus.drain()
      await server.close()
      await tracing?.stop()
    },
  }
}

/** A tick's work for its oldest command, stage by stage; the others of the tick had the same. */
function traced(tracing: Tracing) {
  return ({ request, atMs, phases: { store: _store, ...inTick } }: SlowCommand) => {
    const stages = endToEnd(inTick, atMs)
    const startMs = stages[0]?.startMs ?? atMs
    tracing.part(request, { name: 'tick', startMs, endMs: atMs }, stages)
  }
}

/** Runs the projector of time travel while this process leads, and only then. */
function historyKeeper(databaseUrl: string, log: Logger) {
  let running: RunningProjector | undefined
  let stopped: Promise<void> = Promise.resolve()
  return {
    /** Resolves once a projector that is not wanted any more has ended. */
    async follow(leading: boolean): Promise<void> {
      if (leading) {
        running ??= startProjector({
          databaseUrl,
          shard: FIRST_SHARD,
          onTrouble: (why) => log.warn({ event: 'history-behind', why }, 'history is not kept'),
        })
        return
      }
      const ending = running
      running = undefined
      if (ending) stopped = ending.stop()
      await stopped
    },
  }
}

function leadSettings(config: Config, instance: string): LeadSettings {
  return {
    shard: FIRST_SHARD,
    world: config.world,
    owner: instance,
    leaseMs: config.leaseMs,
    heartbeatMs: config.heartbeatMs,
    gatherMs: config.gatherMs,
    commandsPerTickMax: config.commandsPerTick,
    outputWindowMs,
    gatewaySilenceMs,
    rules: { linkGraceBeats: Math.ceil(config.linkGraceMs / config.heartbeatMs) },
    cache: { roomsMax: config.cacheRoomsMax, bytesMax: 256 * 1_048_576 },
  }
}

/** Registers what is read off the leadership when it is scraped. */
export function observeCache(
  registry: ReturnType<typeof openMetrics>,
  lead: () => Leadership | null,
) {
  const series = (name: string, help: string, read: (now: Leadership) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const now = lead()
        this.set(now ? read(now) : 0)
      },
    })
  series(
    'mud_cache_hits',
    'Room cache reads answered from memory.',
    (now) => now.cache.stats().hits,
  )
  series(
    'mud_cache_misses',
    'Room cache reads that went to the store.',
    (now) => now.cache.stats().misses,
  )
  series(
    'mud_cache_rooms_held',
    'Rooms with characters in them.',
    (now) => now.cache.stats().roomsHeld,
  )
  series(
    'mud_cache_rooms_idle',
    'Rooms in memory that may be evicted.',
    (now) => now.cache.stats().roomsIdle,
  )
  series('mud_tick_number', 'The last committed tick.', (now) => now.tick)
}

/** A line for every command, under the request whose first eight characters all processes share. */
function logApplied(log: Logger, { tick, applied }: TickReport): void {
  for (const { session, n, status, code } of applied) {
    const request = requestId(session, n)
    log.debug({ event: 'command-applied', request, tick, status, code }, 'a command was applied')
  }
}

function logObserver(log: Logger): LeadObserver {
  return {
    leading({ shard, epoch, tick, commandSeq }) {
      log.info({ event: 'tick-leading', shard, epoch, tick, commandSeq }, 'leading')
    },
    steppedDown: (why) => log.info({ event: 'tick-stepped-down', why }, 'no longer leading'),
    ticked(report, durationMs, _oldestMs, waiting) {
      if (log.isLevelEnabled('debug')) logApplied(log, report)
      if (durationMs < 250) return
      // What the oldest command says is its author's; its number is enough to find it by.
      const { oldest, applied: _, ...figures } = report
      const request =
        oldest && requestId(oldest.command.session, 'n' in oldest.command ? oldest.command.n : 0)
      log.warn({ event: 'tick-slow', ...figures, request, durationMs, waiting }, 'a tick took long')
    },
    overran: (beats) => log.warn({ event: 'heartbeat-overrun', beats }, 'heartbeats were skipped'),
    streamReplaced(checkpoint, tag) {
      log.error(
        { event: 'stream-replaced', checkpoint: checkpoint.commandSeq, tag },
        'the command stream is not the one the checkpoint speaks of; starting at its beginning',
      )
    },
    quarantined(request, error) {
      log.error({ event: 'quarantined', request, err: error }, 'a rule broke')
    },
    unreadable: (why) =>
      log.error({ event: 'unreadable-command', why }, 'a command was unreadable'),
    trouble(where, error) {
      log.warn({ event: 'tick-trouble', where, err: error }, 'bus or store in trouble')
    },
  }
}

const silent: LeadObserver = {
  leading: () => undefined,
  steppedDown: () => undefined,
  ticked: () => undefined,
  overran: () => undefined,
  streamReplaced: () => undefined,
  quarantined: () => undefined,
  unreadable: () => undefined,
  trouble: () => undefined,
}

/** One observer that tells several. */
function tellAll(...observers: readonly LeadObserver[]): LeadObserver {
  const each =
    <A extends unknown[]>(tell: (observer: LeadObserver, ...args: A) => void) =>
    (...args: A) => {
      for (const observer of observers) tell(observer, ...args)
    }
  return {
    leading: each((observer, checkpoint: Checkpoint) => observer.leading(checkpoint)),
    steppedDown: each((observer, why: string) => observer.steppedDown(why)),
    ticked: each((observer, report: TickReport, took: number, oldest: number, queued: number) =>
      observer.ticked(report, took, oldest, queued),
    ),
    overran: each((observer, beats: number) => observer.overran(beats)),
    streamReplaced: each((observer, checkpoint: Checkpoint, tag: string) =>
      observer.streamReplaced(checkpoint, tag),
    ),
    quarantined: each((observer, request: string, error: unknown) =>
      observer.quarantined(request, error),
    ),
    unreadable: each((observer, why: string) => observer.unreadable(why)),
    trouble: each((observer, where: string, error: unknown) => observer.trouble(where, error)),
  }
}
