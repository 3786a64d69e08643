/**
 * The worker role: takes jobs of the slow path from the stream, thinks them through, sends the
 * results as commands. Any number of these processes share the work; each may end at any moment.
 */
import type { Job, JobKind } from '../schema/jobs.ts'
import { type Subjects, subjectsOf } from '../schema/subjects.ts'
import { randomNumber, systemClock } from '../server/platform/ambient.ts'
import type { Bus } from '../server/platform/bus/bus.ts'
import { logBroken, openBus } from '../server/platform/bus/nats-bus.ts'
import type { Config } from '../server/platform/config.ts'
import { obeyControl } from '../server/platform/control.ts'
import { type Db, openDatabase } from '../server/platform/database.ts'
import { obeyDeadOrders } from '../server/platform/dead-letters.ts'
import type { Logger } from '../server/platform/log.ts'
import { openMetrics, serveMetrics } from '../server/platform/metrics.ts'
import type { RoleParts, RunningRole } from '../server/platform/roles.ts'
import { startTelemetry } from '../server/platform/telemetry.ts'
import type { Thought } from './jobs/worker-job.ts'
import { priceMicros } from './llm/budget.ts'
import { createLlmClient, type LlmClient } from './llm/client.ts'
import type { LlmHooks } from './llm/counters.ts'
import type { LlmSettings } from './llm/settings.ts'
import { createPersonaSections } from './memory/persona.ts'
import { cacheReads, type MindReads } from './memory/reads.ts'
import { createMind, type Mind } from './mind/think.ts'
import { createJobSource } from './run/bus-jobs.ts'
import type { RunnerObserver } from './run/contract.ts'
import { liveChunks } from './run/live-chunks.ts'
import { workerMetrics } from './run/metrics.ts'
import { modelSettings } from './run/model-settings.ts'
import { createResults } from './run/results.ts'
import { type Runner, startRunner } from './run/runner.ts'
import { runnerSettings } from './run/runner-settings.ts'
import { workerTelemetry } from './run/telemetry.ts'
import { jobTraces } from './run/traces.ts'
import { startUpkeep } from './run/upkeep.ts'
import { answerDeadJob, jobWork } from './run/work.ts'
import { followForAll, followNews } from './run/world-news.ts'
import { sweepSlowPath } from './store/housekeeping.ts'
import { keptAnswers } from './store/kept-answers.ts'
import { jobLedger } from './store/ledger.ts'
import { memoryStore } from './store/memories.ts'
import { mindReads, warmReads } from './store/mind-reads.ts'
import { sharedBudget } from './store/shared-budget.ts'
import { type SpendBook, spendBook } from './store/spend.ts'
import { talkTurns } from './store/turns.ts'
import { worldBeat } from './store/world-beat.ts'
import { createResponseCache, type ResponseCache } from './talk/response-cache.ts'
import type { SharedAnswers } from './talk/shared-answers.ts'
import { createTemplateCache } from './text/template.ts'
import { loadTokenCounter } from './text/tokens.ts'

/** Connections, and how many of them stay open when nobody talks: opening one takes longer than a read. */
const pool = { max: 6, min: 3 }

/** Starts the role; it is ready once it pulls jobs. */
export async function runWorker(parts: RoleParts): Promise<RunningRole> {
  const { config, log, instance } = parts
  const subjects = subjectsOf(config.world)
  const name = `mudstream-${instance}`
  const bus = await openBus({ url: parts.natsUrl, name, onBroken: logBroken(log) })
  const traces = await jobTraces(config, instance, systemClock.now)
  const db = openDatabase(parts.databaseUrl, name, pool.max, pool.min)
  const registry = openMetrics('worker', instance)
  const cache = createResponseCache({ entriesMax: Math.max(1, config.responseCacheMax) })
  const slots = config.workerConcurrency
  const llm = () => model.client
  const running = () => runner.running()
  const metrics = workerMetrics(registry, { llm, cache, running, slots })
  const held = () => runner.held()
  const telemetry = workerTelemetry({ llm, cache, held, slots, now: systemClock.now })
  const observer = watched([metrics.observer, telemetry.observer], log)
  const model = openModel(config, db, bothHooks(metrics.hooks, telemetry.hooks), observer)
  const answers = keptAnswers(db, (error) => observer.failed('answers', error))
  const reads = cacheReads(mindReads(db))
  const results = createResults(bus, subjects, instance, systemClock)
  const work = jobWork({
    mind: await openMind(config, model.client, { reads, cache, answers }),
    memories: memoryStore(db),
    answers,
    results,
    ...workOver(bus, db, subjects, config),
    onError: observer.failed,
    onThought(job, thought) {
      metrics.thought(job, thought)
      traces.thought(job, thought)
      logThought(log, job, thought)
    },
  })
  await warm(reads).catch((error: unknown) => observer.failed('warm', error))
  const runner: Runner = startRunner({
    source: createJobSource(bus, subjects, config.workerFetchExpiresMs),
    ledger: jobLedger(db, bus, subjects, instance),
    clock: systemClock,
    random: randomNumber,
    settings: runnerSettings(config),
    observer,
    onDead: answerDeadJob(results),
    work,
  })
  followNews(bus, subjects, { cache, reads })
  followForAll(bus, subjects, answers, (error) => observer.failed('answers', error))
  const upkeep = startUpkeep({
    cache,
    ...model,
    sweepStore: (nowMs) => sweepSlowPath(db, nowMs),
    clock: systemClock,
    observer,
    cacheSweepMs: config.cacheSweepMs,
  })
  const server = await serveMetrics(
    registry,
    { host: config.metricsHost, port: config.metricsWorkerPort },
    () => ({ ready: !bus.isClosed(), body: { running: runner.running(), held: runner.held() } }),
  )
  obeyControl(bus, subjects, { instance, log, drain: parts.drain })
  obeyDeadOrders(bus, subjects, db, (error) => observer.failed('dead-orders', error))
  const stopTelemetry = startTelemetry(bus, subjects, { role: 'worker', instance }, () =>
    telemetry.figures(),
  )
  // Whoever is told that this worker is ready may count on its hearing what happens from now on.
  await bus.flush()
  const stopping = new AbortController()
  endWithBus(bus, stopping.signal, log)
  return {
    http: server.listening,
    async stop() {
      stopping.abort()
      stopTelemetry()
      await runner.stop()
      await upkeep.stop()
      await server.close()
      await leave(bus, db)
      await traces.stop()
      await model.client.close()
    },
  }
}

/** The model client with the books that all workers keep together. */
function openModel(config: Config, db: Db, hooks: LlmHooks, observer: RunnerObserver) {
  const settings = modelSettings(config)
  const spend = spendBook(db)
  const budget = sharedBudget({
    db,
    settings: settings.budget,
    onError: (error) => observer.failed('budget', error),
  })
  const client = createLlmClient(settings, { budget, hooks: withSpend(hooks, settings, spend) })
  return { client, spend, budget }
}

/** Opens the connections that stay open, so that the first who talk do not wait for them. */
async function warm(reads: MindReads): Promise<void> {
  await Promise.all(Array.from({ length: pool.min }, () => warmReads(reads)))
}

/** What the work needs of bus, store and settings beside its mind. */
function workOver(bus: Bus, db: Db, subjects: Subjects, config: Config) {
  return {
    turns: talkTurns(db, systemClock.now),
    live: (job: Job) => liveChunks(bus, subjects, job),
    async queue(job: Job) {
      const subject = subjects.jobs('maintenance', job.kind, job.job)
      await bus.store(subject, JSON.stringify(job), { id: job.job })
    },
    beat: worldBeat(db, systemClock),
    now: systemClock.now,
    settings: {
      heartbeatMs: config.heartbeatMs,
      noModelMs: config.llmBreakerOpenMs,
    },
  }
}

async function openMind(
  config: Config,
  client: LlmClient,
  known: { reads: MindReads; cache: ResponseCache; answers: SharedAnswers },
): Promise<Mind> {
  return createMind({
    client,
    ...known,
    templates: createTemplateCache(),
    personas: createPersonaSections(),
    counter: await loadTokenCounter(),
    budgets: {
      privateTokens: config.historyTokensPrivate,
      roomTokens: config.historyTokensRoom,
    },
  })
}

/** Tells every observer and the log. */
function watched(observers: readonly Partial<RunnerObserver>[], log: Logger): RunnerObserver {
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
  const told = { job, kind, request, by: thought.result.by, route, why }
  log.info({ event: 'job-thought', ...told, ...phases, firstChunkMs }, 'a job was answered')
}

/** The bus reconnects for ever; if it closes all the same, a fresh process is the cure. */
function endWithBus(bus: Bus, stopping: AbortSignal, log: Logger): void {
  void bus.closed.then((error) => {
    if (stopping.aborted) return
    log.fatal({ event: 'bus-closed', err: error }, 'the bus connection closed')
    process.exit(70)
  })
}

async function leave(bus: Bus, db: Db): Promise<void> {
  await bus.drain()
  await db.destroy()
}

function bothHooks(one: LlmHooks, other: LlmHooks): LlmHooks {
  return {
    ...one,
    onAnswer(answer) {
      one.onAnswer?.(answer)
      other.onAnswer?.(answer)
    },
  }
}

function withSpend(hooks: LlmHooks, settings: LlmSettings, spend: SpendBook): LlmHooks {
  return {
    ...hooks,
    onAnswer(answer) {
      hooks.onAnswer?.(answer)
      const rung = settings.models.find((model) => model.name === answer.model)
      if (!rung) return
      const { promptTokens, answerTokens } = answer
      const micros = priceMicros(rung, promptTokens, answerTokens)
      spend.add({ model: rung.name, promptTokens, answerTokens, micros })
    },
  }
}
