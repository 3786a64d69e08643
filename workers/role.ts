/**
 * The worker role: takes jobs of the slow path from the stream, thinks them through, sends the
 * results as commands. Any number of these processes share the work; each may end at any moment.
 */
import type { NatsConnection } from 'nats'
import { subjectsOf } from '../schema/subjects.ts'
import { systemClock } from '../server/platform/ambient.ts'
import { obeyControl } from '../server/platform/control.ts'
import { type Db, openDatabase } from '../server/platform/database.ts'
import { openMetrics, serveMetrics } from '../server/platform/metrics.ts'
import { connectNats } from '../server/platform/nats.ts'
import type { RoleParts, RunningRole } from '../server/platform/roles.ts'
import { startTelemetry } from '../server/platform/telemetry.ts'
import { priceMicros } from './llm/budget.ts'
import { createLlmClient } from './llm/client.ts'
import type { LlmHooks } from './llm/counters.ts'
import type { LlmSettings } from './llm/settings.ts'
import { createPersonaSections } from './mind/persona.ts'
import { cacheReads } from './mind/reads.ts'
import { createResponseCache } from './mind/response-cache.ts'
import { createTemplateCache } from './mind/template.ts'
import { createMind } from './mind/think.ts'
import { loadTokenCounter } from './mind/tokens.ts'
import { liveChunks } from './run/live-chunks.ts'
import { workerMetrics } from './run/metrics.ts'
import { modelSettings } from './run/model-settings.ts'
import { natsJobs } from './run/nats-jobs.ts'
import { natsResults } from './run/results.ts'
import { type Runner, startRunner } from './run/runner.ts'
import { runnerSettings } from './run/runner-settings.ts'
import { workerTelemetry } from './run/telemetry.ts'
import { jobWork, lastWords } from './run/work.ts'
import { followNews } from './run/world-news.ts'
import { jobLedger } from './store/ledger.ts'
import { keyLeases } from './store/leases.ts'
import { memoryStore } from './store/memories.ts'
import { mindReads } from './store/mind-reads.ts'
import { type SpendBook, spendBook } from './store/spend.ts'
import { worldBeat } from './store/world-beat.ts'

const spendEveryMs = 10_000
const poolMax = 6

/** Starts the role; it is ready once it pulls jobs. */
export async function runWorker(parts: RoleParts): Promise<RunningRole> {
  const { config, log, instance } = parts
  const subjects = subjectsOf(config.world)
  const nc = await connectNats(parts.natsUrl, `mudstream-${instance}`)
  const db = openDatabase(parts.databaseUrl, `mudstream-${instance}`, poolMax)
  const registry = openMetrics('worker', instance)
  const cache = createResponseCache({ entriesMax: Math.max(1, config.responseCacheMax) })
  const settings = modelSettings(config)
  const spend = spendBook(db)
  const metrics = workerMetrics(registry, {
    llm: () => client,
    cache,
    running: () => runner.running(),
    slots: config.workerConcurrency,
  })
  const telemetry = workerTelemetry({
    llm: () => client,
    cache,
    held: () => runner.held(),
    slots: config.workerConcurrency,
    now: systemClock.now,
  })
  const client = createLlmClient(settings, {
    hooks: withSpend(bothHooks(metrics.hooks, telemetry.hooks), settings, spend),
  })
  const memories = memoryStore(db)
  const reads = cacheReads(mindReads(db, memories))
  const mind = createMind({
    client,
    reads,
    cache,
    templates: createTemplateCache(),
    personas: createPersonaSections(),
    counter: await loadTokenCounter(),
    budgets: { privateTokens: config.historyTokensPrivate, roomTokens: config.historyTokensRoom },
  })
  const results = natsResults(nc, subjects, instance, systemClock)
  const runner: Runner = startRunner({
    source: natsJobs(nc, subjects, config.workerFetchExpiresMs),
    ledger: jobLedger(db, nc.jetstream(), subjects, instance),
    clock: systemClock,
    random: Math.random,
    settings: runnerSettings(config),
    observer: {
      ...metrics.observer,
      began(delivery, waitedMs) {
        metrics.observer.began(delivery, waitedMs)
        telemetry.observer.began(delivery, waitedMs)
      },
      ended(delivery, outcome, tookMs) {
        metrics.observer.ended(delivery, outcome, tookMs)
        telemetry.observer.ended(delivery, outcome, tookMs)
      },
      buried(delivery, cause) {
        metrics.observer.buried(delivery, cause)
        telemetry.observer.buried(delivery, cause)
        const { id, lane, kind } = delivery
        log.error({ event: 'job-dead', job: id, lane, kind, cause }, 'a job failed for good')
      },
      trouble(where, error) {
        metrics.observer.trouble(where, error)
        log.warn({ event: 'worker-trouble', where, err: error }, 'a worker met trouble')
      },
    },
    onBuried: lastWords(results),
    work: jobWork({
      mind,
      memories,
      reads,
      leases: keyLeases(db),
      results,
      live: (job, delivery) => liveChunks(nc, subjects, job, delivery),
      async queue(job) {
        const subject = subjects.jobs('maintenance', job.kind, job.job)
        await nc.jetstream().publish(subject, JSON.stringify(job), { msgID: job.job })
      },
      beat: worldBeat(db, systemClock),
      now: systemClock.now,
      settings: {
        heartbeatMs: config.heartbeatMs,
        leaseMs: config.llmTotalDeadlineMs * 2,
        noModelMs: config.llmBreakerOpenMs,
      },
      onThought(job, thought) {
        metrics.thought(job, thought)
        const { route, why, phases, firstChunkMs } = thought
        const { kind, request } = job
        const told = { job: job.job, kind, request, by: thought.result.by, route, why }
        log.info({ event: 'job-thought', ...told, ...phases, firstChunkMs }, 'a job was answered')
      },
    }),
  })
  followNews(nc, subjects, { cache, reads })
  const sweep = setInterval(() => cache.sweep(), config.cacheSweepMs)
  const account = setInterval(() => void keepAccounts(), spendEveryMs)
  const keepAccounts = () =>
    spend.flush().catch((error: unknown) => metrics.observer.trouble('spend', error))
  const server = await serveMetrics(
    registry,
    { host: config.metricsHost, port: config.metricsWorkerPort },
    () => ({ ready: !nc.isClosed(), body: { running: runner.running(), held: runner.held() } }),
  )
  obeyControl(nc, subjects, { instance, log, drain: parts.drain })
  const stopTelemetry = await startTelemetry(nc, subjects, { role: 'worker', instance }, () =>
    telemetry.figures(),
  )
  let stopping = false
  // The bus reconnects for ever; if it closes all the same, a fresh process is the cure.
  void nc.closed().then((error) => {
    if (stopping) return
    log.fatal({ event: 'bus-closed', err: error ?? undefined }, 'the bus connection closed')
    process.exit(70)
  })
  return {
    http: server.listening,
    async stop() {
      stopping = true
      clearInterval(sweep)
      clearInterval(account)
      stopTelemetry()
      await runner.stop()
      await keepAccounts()
      await server.close()
      await leave(nc, db)
      await client.close()
    },
  }
}

async function leave(nc: NatsConnection, db: Db): Promise<void> {
  await nc.drain()
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
