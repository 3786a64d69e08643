/** The tick role: one process that leads a shard or stands by for it. */
import type { Registry } from 'prom-client'
import { FIRST_SHARD } from '../../schema/ids.ts'
import { type Subjects, subjectsOf } from '../../schema/subjects.ts'
import { lossOf } from '../../schema/telemetry.ts'
import { openPostgresTickStore, type PostgresTickStore } from '../core/store/postgres-tick-store.ts'
import { CurrentLeadership } from '../core/tick/current-leadership.ts'
import { runShard } from '../core/tick/lead.ts'
import { type LeadObserver, type LeadSettings, observeAll } from '../core/tick/lead-parts.ts'
import { logObserver } from '../core/tick/log-observer.ts'
import { createTickMetrics } from '../core/tick/metrics.ts'
import { traceStages } from '../core/tick/slowest-commands.ts'
import { createStageTimer, type StageTimer } from '../core/tick/stages.ts'
import { createTickBus } from '../core/tick/tick-bus.ts'
import { TickTelemetry } from '../core/tick/tick-telemetry.ts'
import { archiveFolderOf, useArchiveFolder } from '../log/parts/archive-folder.ts'
import { Keeper } from '../log/retention/keeper.ts'
import { HistoryKeeper } from '../log/travel/history-keeper.ts'
import { openMender } from '../log/travel/mend.ts'
import { openVault } from '../persons/open-vault.ts'
import { systemClock } from '../platform/ambient.ts'
import type { Bus } from '../platform/bus/bus.ts'
import type { Config } from '../platform/config.ts'
import { obeyControl } from '../platform/control.ts'
import type { Logger } from '../platform/log.ts'
import { openMetrics, serveMetrics } from '../platform/metrics.ts'
import { openRoleBus } from '../platform/role-bus.ts'
import type { RoleParts, RunningRole } from '../platform/roles.ts'
import { giveSigns } from '../platform/signs.ts'
import { startTelemetry } from '../platform/telemetry.ts'
import { openTracing } from '../platform/tracing.ts'
import { endWithBus } from '../platform/uncaught.ts'

const gatewaySilenceMs = 5_000

/** Starts the role; it leads as soon as the lease is free. */
export async function runTick(parts: RoleParts): Promise<RunningRole> {
  const { config, log, instance, databaseUrl } = parts
  const subjects = subjectsOf(config.world)
  const bus = await openRoleBus(parts, parts.near)
  const tracing = await openTracing(config.otlpUrl, { role: 'tick', instance, world: config.world })
  const registry = openMetrics('tick', instance)
  const current = new CurrentLeadership()
  const [{ now }, { heartbeatMs }] = [systemClock, config]
  const metrics = createTickMetrics(registry, { now, heartbeatMs, current })
  const telemetry = new TickTelemetry(
    now,
    heartbeatMs,
    tracing ? (command) => traceStages(tracing, command) : undefined,
  )
  const beside = openBeside(parts, bus, subjects)
  const keys = await openVault(config, databaseUrl)
  const observer = observeAll([
    metrics.observer,
    telemetry.observer,
    logObserver(log),
    current.observer,
    { began: () => beside.start(), ended: () => void beside.stop() },
  ])
  const store = openMendingStore(parts, observer.brokenRow)
  const stopping = new AbortController()
  const stage = createStageTimer(systemClock, tellStages([metrics, telemetry]))
  const shard = runShard(
    {
      settings: leadSettings(config, instance),
      store,
      bus: createTickBus(bus, subjects, logFeedTrouble(log)),
      clock: systemClock,
      vault: keys.vault,
      stage,
      observer,
    },
    stopping.signal,
  )
  const server = await serveStatus(parts, { registry, bus, current })
  obeyControl(bus, subjects, { instance, config, log, drain: parts.drain })
  const fallSilent = speak(parts, bus, subjects, { telemetry, current, stage })
  endWithBus(bus, stopping.signal, log)
  return {
    http: server.listening,
    async stop() {
      stopping.abort()
      await shard
      fallSilent()
      await beside.stop()
      await store.close()
      await keys.close()
      await bus.drain()
      await server.close()
      await tracing?.stop()
    },
  }
}

/** Tells the others each second what this process does, and more often that it lives. */
function speak(
  { instance }: RoleParts,
  bus: Bus,
  subjects: Subjects,
  tick: {
    readonly telemetry: TickTelemetry
    readonly current: CurrentLeadership
    readonly stage: StageTimer
  },
): () => void {
  const { telemetry, current, stage } = tick
  const who = { role: 'tick', instance } as const
  const stopTelemetry = startTelemetry(bus, subjects, who, () => telemetry.figures(current))
  const stopSigns = giveSigns(bus, subjects, who, () => ({
    leads: current.lead !== null,
    running: stage.running(),
  }))
  return () => {
    stopTelemetry()
    stopSigns()
  }
}

function logFeedTrouble(log: Logger) {
  return (err: Error) =>
    log.warn({ event: 'feed-trouble', err }, 'the feed of commands had to begin anew')
}

function tellStages(listeners: readonly Pick<TickTelemetry, 'stage'>[]): TickTelemetry['stage'] {
  return (name, durationMs) => {
    for (const one of listeners) one.stage(name, durationMs)
  }
}

/** The store, whose broken rows are made again from the log. */
function openMendingStore(
  { config, databaseUrl }: RoleParts,
  onBroken: LeadObserver['brokenRow'],
): PostgresTickStore {
  const mender = openMender({ databaseUrl, onBroken })
  const store = openPostgresTickStore(databaseUrl, mender.mend, config.eventsPartTicks)
  const close = async () => void (await Promise.all([store.close(), mender.close()]))
  return { ...store, close }
}

/** What runs beside the ticks while this process leads. */
function openBeside(parts: RoleParts, bus: Bus, subjects: Subjects) {
  useArchiveFolder(archiveFolderOf(parts.config))
  const besides = [openHistory(parts), openKeeper(parts, bus, subjects)]
  return {
    start() {
      for (const one of besides) one.start()
    },
    async stop() {
      await Promise.all(besides.map((one) => one.stop()))
    },
  }
}

function openHistory({ config, databaseUrl, log }: RoleParts): HistoryKeeper {
  return new HistoryKeeper({
    databaseUrl,
    archiveFolder: archiveFolderOf(config),
    shard: FIRST_SHARD,
    onTrouble: (why) => log.warn({ event: 'history-behind', why }, 'history is not kept'),
  })
}

function openKeeper(
  { config, log, instance, databaseUrl }: RoleParts,
  bus: Bus,
  subjects: Subjects,
): Keeper {
  return new Keeper({
    databaseUrl,
    bus,
    subjects,
    instance,
    clock: systemClock,
    ledgerKeepMs: config.ledgerKeepMs,
    eventsPartTicks: config.eventsPartTicks,
    onTrouble: (error) => log.warn({ event: 'keeper-trouble', err: error }, 'old data waits to go'),
  })
}

function serveStatus(
  { config }: RoleParts,
  {
    registry,
    bus,
    current,
  }: { readonly registry: Registry; readonly bus: Bus; readonly current: CurrentLeadership },
) {
  const { metricsHost: host, metricsTickPort: port } = config
  return serveMetrics(registry, { host, port }, () => {
    const { lead } = current
    const progress = current.progress()
    const stuck = progress?.stuck?.what
    const checks = {
      nats: bus.isUp() ? 'ok' : 'away: the link is down',
      feed: stuck === 'feed' ? 'commands wait in the stream and do not come' : 'ok',
      relay: stuck === 'relay' ? 'events and jobs do not reach the bus' : 'ok',
      tick: isStuck(lead?.underWay?.sinceMs) ? 'a tick does not come to its end' : 'ok',
    }
    const ready = Object.values(checks).every((check) => check === 'ok')
    const commands = lossOf(progress)
    const status = !ready ? 'not ready' : commands === 'ok' ? 'ready' : 'degraded'
    const position = { tick: lead?.tick ?? null, epoch: lead?.epoch ?? null, progress }
    const body = { status, checks: { ...checks, commands }, leading: lead !== null, ...position }
    return { ready, body }
  })
}

/** A flush waits for its store for as long as that takes; nobody should be sent here meanwhile. */
const stuckMs = 5_000

function isStuck(sinceMs = Number.POSITIVE_INFINITY): boolean {
  return systemClock.now() - sinceMs > stuckMs
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
    outputWindowMs: config.outputKeepMs,
    gatewaySilenceMs,
    commandsKeepMs: config.commandsMaxAgeMs,
    ledgerKeepMs: config.ledgerKeepMs,
    rules: { linkGraceBeats: Math.ceil(config.linkGraceMs / config.heartbeatMs) },
    cache: { roomsMax: config.cacheRoomsMax, bytesMax: 256 * 1_048_576 },
  }
}
