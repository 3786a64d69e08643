/**
 * The worker role: takes jobs from the stream, finds answers, and sends the results as
 * commands. Any number of these processes share the work; each may end at any moment.
 */
import type { Registry } from 'prom-client'
import type { Job, JobKind } from '../schema/jobs.ts'
import { type Subjects, subjectsOf } from '../schema/subjects.ts'
import type { WorkerFigures } from '../schema/telemetry.ts'
import { randomNumber, systemClock } from '../server/platform/ambient.ts'
import type { Bus } from '../server/platform/bus/bus.ts'
import type { Config } from '../server/platform/config.ts'
import { obeyControl } from '../server/platform/control.ts'
import { type Db, openDatabase } from '../server/platform/database.ts'
import { obeyDeadLetterOrders } from '../server/platform/dead-letters.ts'
import type { Logger } from '../server/platform/log.ts'
import { openMetrics, serveMetrics } from '../server/platform/metrics.ts'
import { openRoleBus } from '../server/platform/role-bus.ts'
import type { RoleParts, RunningRole } from '../server/platform/roles.ts'
import { giveSigns } from '../server/platform/signs.ts'
import { startTelemetry } from '../server/platform/telemetry.ts'
import { endWithBus } from '../server/platform/uncaught.ts'
import type { Thought } from './jobs/worker-job.ts'
import type { LlmClient } from './llm/client.ts'
import { createPersonaSections } from './memory/persona.ts'
import { createCachedReads, type MindReads } from './memory/reads.ts'
import { createMind, type Mind } from './mind/think.ts'
import { bothHooks, openModel } from './models.ts'
import { createJobSource } from './run/bus-jobs.ts'
import type { RunnerObserver } from './run/contract.ts'
import { createLiveChunks } from './run/live-chunks.ts'
import { addWorkerGauges, createWorkerMetrics } from './run/metrics.ts'
import { modelNamesOf } from './run/model-settings.ts'
import { createResults } from './run/results.ts'
import { type Runner, startRunner } from './run/runner.ts'
import { runnerSettingsOf } from './run/runner-settings.ts'
import { createWorkerTelemetry } from './run/telemetry.ts'
import { type JobTraces, openJobTraces } from './run/traces.ts'
import { startUpkeep } from './run/upkeep.ts'
import { answerDeadJob, createJobWork } from './run/work.ts'
import { followForAll, followNews } from './run/world-news.ts'
import { sweepStore } from './store/housekeeping.ts'
import { createKeptAnswers } from './store/kept-answers.ts'
import { createJobLedger } from './store/ledger.ts'
import { createMemoryStore } from './store/memories.ts'
import { createMindReads, warmReads } from './store/mind-reads.ts'
import { createTurns } from './store/turns.ts'
import { createWorldBeat } from './store/world-beat.ts'
import { ResponseCache } from './talk/response-cache.ts'
import { keepsNone, type SharedAnswers } from './talk/shared-answers.ts'
import { createTemplateCache } from './text/template.ts'
import { loadTokenCounter, roughCounter } from './text/tokens.ts'

/** Connections, and how many of them stay open when nobody talks: opening one takes longer than a read. */
const pool = { max: 6, min: 3 }

/** Starts the role; it is ready once it pulls jobs. */
export async function runWorker(parts: RoleParts): Promise<RunningRole> {
  const { config, log, instance } = parts
  const outside = await openOutside(parts)
  const { bus, db, subjects, traces } = outside
  const registry = openMetrics('worker', instance)
  const metrics = createWorkerMetrics(registry, modelNamesOf(config))
  const telemetry = createWorkerTelemetry(systemClock.now)
  const observer = observeAll([metrics.observer, telemetry.observer], log)
  const model = openModel(parts, db, bothHooks(metrics.hooks, telemetry.hooks), observer)
  const known = await openKnown(outside, config, observer)
  const results = createResults(bus, subjects, instance, systemClock)
  const runner = startRunner({
    source: createJobSource(bus, subjects, config.workerFetchExpiresMs),
    ledger: createJobLedger(db, bus, subjects, instance),
    clock: systemClock,
    random: randomNumber,
    settings: runnerSettingsOf(config),
    observer,
    onDead: answerDeadJob(results),
    work: createJobWork({
      mind: await openMind(config, model.client, known),
      ...workParts(outside, config),
      answers: known.answers,
      results,
      onError: observer.failed,
      onThought(job, thought) {
        metrics.onThought(job, thought)
        traces.thought(job, thought)
        logThought(log, job, thought)
      },
    }),
  })
  const sources = { ...known, llm: model.client, runner, slots: config.workerConcurrency }
  addWorkerGauges(registry, sources)
  const upkeep = startUpkeep({
    ...model,
    ...known,
    sweepStore: (nowMs) => sweepStore(db, nowMs, config.deadMaxAgeMs),
    clock: systemClock,
    observer,
    cacheSweepMs: config.cacheSweepMs,
  })
  const server = await serveRegistry(outside, { config, registry, runner })
  const stopReports = await obeyAndReport(parts, outside, observer, () =>
    telemetry.figures(sources),
  )
  return {
    http: server.listening,
    async stop() {
      stopReports()
      await runner.stop()
      await upkeep.stop()
      await server.close()
      await bus.drain()
      await db.destroy()
      await traces.stop()
      await model.client.close()
    },
  }
}

/** What a worker speaks to. */
interface Outside {
  readonly bus: Bus
  readonly db: Db
  readonly subjects: Subjects
  readonly traces: JobTraces
}

async function openOutside(parts: RoleParts): Promise<Outside> {
  const { config, instance } = parts
  return {
    bus: await openRoleBus(parts),
    db: openDatabase(parts.databaseUrl, `mudstream-${instance}`, pool.max, pool.min),
    subjects: subjectsOf(config.world),
    traces: await openJobTraces(config, instance, systemClock.now),
  }
}

/** What a worker keeps between jobs; news of the world keep it right. */
interface Known {
  readonly cache: ResponseCache
  readonly answers: SharedAnswers
  readonly reads: MindReads
}

async function openKnown(
  { bus, db, subjects }: Outside,
  config: Config,
  observer: RunnerObserver,
): Promise<Known> {
  const { responseCacheMax: entriesMax, jobMaxParallelSteps, profileCacheTtlMs } = config
  const onError = (error: unknown) => observer.failed('answers', error)
  const cache = new ResponseCache({ entriesMax })
  const answers = entriesMax > 0 ? createKeptAnswers(db, onError) : keepsNone
  const reads = createCachedReads(createMindReads(db, jobMaxParallelSteps), profileCacheTtlMs)
  followNews(bus, subjects, { cache, reads })
  followForAll(bus, subjects, answers, onError)
  // The connections that stay open are opened now, so that the first who talk do not wait for them.
  const warm = Array.from({ length: pool.min }, () => warmReads(reads))
  await Promise.all(warm).catch((error: unknown) => observer.failed('warm', error))
  return { cache, answers, reads }
}

function serveRegistry(
  { bus }: Outside,
  { config, registry, runner }: { config: Config; registry: Registry; runner: Runner },
) {
  const { metricsHost: host, metricsWorkerPort: port } = config
  return serveMetrics(registry, { host, port }, () => ({
    ready: bus.isUp(),
    body: {
      status: bus.isUp() ? 'ready' : 'not ready',
      running: runner.running(),
      held: runner.held(),
    },
  }))
}

/** Hears orders and reports figures from now on; what it returns ends the reports. */
async function obeyAndReport(
  { instance, config, log, drain }: RoleParts,
  { bus, db, subjects }: Outside,
  observer: RunnerObserver,
  figures: () => WorkerFigures,
): Promise<() => void> {
  obeyControl(bus, subjects, { instance, config, log, drain })
  obeyDeadLetterOrders(bus, subjects, db, (error) => observer.failed('dead-orders', error))
  const who = { role: 'worker', instance } as const
  const stop = startTelemetry(bus, subjects, who, figures)
  const stopSigns = giveSigns(bus, subjects, who, () => ({}))
  // Once others are told that this worker is ready, they rely on it to hear everything from then on.
  await bus.flush()
  const stopping = new AbortController()
  endWithBus(bus, stopping.signal, log)
  return () => {
    stopping.abort()
    stop()
    stopSigns()
  }
}

/** What the work needs of bus, store and settings. */
function workParts({ bus, db, subjects }: Outside, config: Config) {
  return {
    memories: createMemoryStore(db),
    turns: createTurns(db, systemClock.now),
    live: (job: Job) => createLiveChunks(bus, subjects, job),
    async queue(job: Job) {
      const subject = subjects.jobs('maintenance', job.kind, job.job)
      await bus.store(subject, JSON.stringify(job), { id: job.job })
    },
    beat: createWorldBeat(db, systemClock),
    now: systemClock.now,
    settings: { heartbeatMs: config.heartbeatMs, noModelMs: config.llmBreakerOpenMs },
  }
}

async function openMind(config: Config, client: LlmClient, known: Known): Promise<Mind> {
  return createMind({
    client,
    ...known,
    templates: createTemplateCache(),
    personas: createPersonaSections(),
    counter: config.llmBaseUrl === undefined ? roughCounter : await loadTokenCounter(),
    budgets: {
      privateTokens: config.historyTokensPrivate,
      roomTokens: config.historyTokensRoom,
    },
    routeBudgetMs: config.routeBudgetMs,
    enrichMinChars: config.enrichMinChars,
  })
}

/** An observer that tells all of these, and the log. */
function observeAll(observers: readonly Partial<RunnerObserver>[], log: Logger): RunnerObserver {
  return {
    began(...told) {
      for (const one of observers) one.began?.(...told)
    },
    ended(...told) {
      for (const one of observers) one.ended?.(...told)
    },
    died(delivery, cause) {
      for (const one of observers) one.died?.(delivery, cause)
      const { id, lane, kind } = delivery
      log.error({ event: 'job-dead', job: id, lane, kind, cause }, 'a job failed for good')
    },
    failed(where, error) {
      for (const one of observers) one.failed?.(where, error)
      log.warn({ event: 'worker-trouble', where, err: error }, 'a worker could not do something')
    },
  }
}

function logThought(log: Logger, { job, kind, request }: Job, thought: Thought<JobKind>): void {
  const { route, why, phases, firstChunkMs } = thought
  const { by } = thought.result
  const asked = { job, kind, request, by, route, why }
  log.info({ event: 'job-thought', ...asked, ...phases, firstChunkMs }, 'a job was answered')
}
