/** The figures of a worker process. */

import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Job, JobKind } from '../../schema/jobs.ts'
import { declaredJobs, jobKinds } from '../../schema/jobs.ts'
import { lanes } from '../../schema/subjects.ts'
import { registerCount } from '../../server/platform/metrics.ts'
import type { Thought } from '../jobs/worker-job.ts'
import type { LlmClient } from '../llm/client.ts'
import type { LlmHooks } from '../llm/counters.ts'
import { failureKinds } from '../llm/failures.ts'
import { weaknessOf } from '../llm/profile.ts'
import type { BreakerState } from '../llm/rung.ts'
import type { ResponseCache } from '../talk/response-cache.ts'
import type { RunnerObserver } from './contract.ts'
import type { Runner } from './runner.ts'

const secondsBuckets = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.17, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 30,
]

/** What is asked for its figures when the metrics are scraped. */
export interface GaugeSources {
  readonly llm: Pick<LlmClient, 'counters' | 'profiles'>
  readonly cache: Pick<ResponseCache, 'counters'>
  readonly runner: Pick<Runner, 'running'>
  readonly slots: number
}

/** Registers what is counted as it happens, and returns what has to be told. `models` are the names of the models that are asked. */
export function createWorkerMetrics(registry: Registry, models: readonly string[]) {
  return {
    observer: jobFigures(registry),
    hooks: modelFigures(registry, models),
    onThought: answerFigures(registry),
  }
}

type Named<L extends string> = [name: string, help: string, labelNames: L[]]

function counter<L extends string>(registry: Registry, ...[name, help, labelNames]: Named<L>) {
  const registers = [registry]
  return new Counter({ name: `mud_worker_${name}`, help, labelNames, registers })
}

function histogram<L extends string>(registry: Registry, ...[name, help, labelNames]: Named<L>) {
  const common = { help, labelNames, buckets: secondsBuckets, registers: [registry] }
  return new Histogram({ name: `mud_worker_${name}`, ...common })
}

function jobFigures(registry: Registry): RunnerObserver {
  const labels: ('lane' | 'kind' | 'outcome')[] = ['lane', 'kind', 'outcome']
  const jobs = counter(registry, 'jobs_total', 'Deliveries of jobs by what came of them.', labels)
  const dead = counter(registry, 'dead_letters_total', 'Jobs that failed for good.', [
    'lane',
    'kind',
  ])
  // A series that begins with its first increase hides that increase from whoever asks for a rate.
  for (const kind of jobKinds) dead.inc({ lane: declaredJobs[kind].lane, kind }, 0)
  const failures = counter(registry, 'trouble_total', 'Failures of bus, store or code.', ['where'])
  const wait = histogram(registry, 'queue_wait_seconds', 'From the stream to a slot.', ['lane'])
  const took = histogram(registry, 'job_duration_seconds', 'One try at a job.', ['lane', 'kind'])
  return {
    began: ({ lane }, waitedMs) => wait.observe({ lane }, waitedMs / 1_000),
    ended({ lane, kind }, outcome, tookMs) {
      jobs.inc({ lane, kind, outcome })
      took.observe({ lane, kind }, tookMs / 1_000)
    },
    died: ({ lane, kind }) => dead.inc({ lane, kind }),
    failed: (where) => failures.inc({ where }),
  }
}

function modelFigures(registry: Registry, models: readonly string[]): LlmHooks {
  const calls = counter(registry, 'model_answers_total', 'Calls that a model answered.', ['model'])
  const failures = counter(registry, 'model_failures_total', 'Calls to models that failed.', [
    'model',
    'reason',
  ])
  for (const model of models) for (const reason of failureKinds) failures.inc({ model, reason }, 0)
  const tokens = counter(registry, 'model_tokens_total', 'Tokens as the models counted them.', [
    'model',
    'part',
  ])
  const breaker = new Gauge({
    name: 'mud_worker_model_breaker',
    help: 'Circuit breaker of a model: 0 closed, 1 half open, 2 open.',
    labelNames: ['model'],
    registers: [registry],
  })
  const call = histogram(registry, 'model_call_seconds', 'A model call with its retries.', [
    'model',
  ])
  const firstWords = 'Until the first words of a model.'
  const firstChunk = histogram(registry, 'first_chunk_seconds', firstWords, [])
  return {
    onAnswer(answer) {
      if (answer.by !== 'model') return
      const model = answer.model ?? 'unknown'
      calls.inc({ model })
      tokens.inc({ model, part: 'prompt' }, answer.promptTokens)
      tokens.inc({ model, part: 'answer' }, answer.answerTokens)
      call.observe({ model }, answer.tookMs / 1_000)
      if (answer.firstChunkMs !== undefined) firstChunk.observe(answer.firstChunkMs / 1_000)
    },
    onFailure: (model, reason) => failures.inc({ model, reason }),
    onBreaker: (model, state) => breaker.set({ model }, breakerValues[state]),
  }
}

const breakerValues: Readonly<Record<BreakerState, number>> = {
  closed: 0,
  'half-open': 1,
  open: 2,
}

function answerFigures(registry: Registry) {
  const answers = counter(registry, 'answers_total', 'Answers by where the words came from.', [
    'kind',
    'by',
  ])
  const fallbacks = counter(registry, 'fallbacks_total', 'Answers without a model, by reason.', [
    'why',
  ])
  const mended = 'Texts of models that were mended, by what was wrong with them.'
  const repairs = new Counter({
    name: 'mud_mind_repairs_total',
    help: mended,
    labelNames: ['what'],
    registers: [registry],
  })
  const tooLong = 'Lines that went to a small model because choosing how to answer took too long.'
  const overruns = counter(registry, 'route_overruns_total', tooLong, [])
  const parts = 'Parts of a job: route, context, prepare, model.'
  const phase = histogram(registry, 'phase_seconds', parts, ['phase'])
  return ({ kind }: Pick<Job, 'kind'>, thought: Thought<JobKind>): void => {
    answers.inc({ kind, by: thought.result.by })
    if (thought.overran) overruns.inc()
    for (const what of thought.repairs ?? []) repairs.inc({ what })
    if (thought.why) fallbacks.inc({ why: thought.why.split(':')[0] ?? '' })
    for (const [name, ms] of Object.entries(thought.phases)) {
      phase.observe({ phase: name }, ms / 1_000)
    }
  }
}

/** Registers what is read when the metrics are scraped. */
export function addWorkerGauges(registry: Registry, sources: GaugeSources): void {
  const { llm, cache, runner, slots } = sources
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `mud_worker_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  const busy = () => lanes.reduce((sum, lane) => sum + runner.running()[lane], 0)
  const transport = () => llm.counters().transport
  gauge('slots', 'Jobs this process does at once at most.', () => slots)
  gauge('slots_busy', 'Jobs this process is doing.', busy)
  gauge('model_micros', 'Money spent on models, in millionths.', () => llm.counters().micros)
  gauge(
    'model_connections_opened',
    'Connections opened to the model endpoint.',
    () => transport().connectionsOpened,
  )
  gauge(
    'model_reuse_ratio',
    'Share of model requests on a connection that was open already.',
    () => transport().reusePermille / 1_000,
  )
  gauge('cache_entries', 'Answers kept for reuse.', () => cache.counters().size)
  addCacheCounts(registry, cache)
  addProfiles(registry, llm)
}

function addProfiles(registry: Registry, llm: GaugeSources['llm']): void {
  new Gauge({
    name: 'mud_llm_profile_info',
    help: 'How each model wants to be asked.',
    labelNames: ['model', 'structured', 'limit', 'thinking'],
    registers: [registry],
    collect() {
      this.reset()
      for (const [model, profile] of Object.entries(llm.profiles())) {
        const { structured, limitField: limit, thinking } = profile
        this.set({ model, structured, limit, thinking }, 1)
      }
    },
  })
  new Gauge({
    name: 'mud_llm_weak',
    help: '1 where the talk of a model is poor for how it wants to be asked, else 0.',
    labelNames: ['model'],
    registers: [registry],
    collect() {
      for (const [model, profile] of Object.entries(llm.profiles())) {
        this.set({ model }, weaknessOf(profile) ? 1 : 0)
      }
    },
  })
}

function addCacheCounts(registry: Registry, cache: Pick<ResponseCache, 'counters'>): void {
  registerCount(registry, {
    name: 'mud_worker_cache_hits',
    help: 'Questions answered from the cache.',
    read() {
      const { exact, similar } = cache.counters()
      return exact + similar
    },
  })
  registerCount(registry, {
    name: 'mud_worker_cache_hits_shared',
    help: 'Of these, answers that another worker had kept.',
    read: () => cache.counters().fromOthers,
  })
  registerCount(registry, {
    name: 'mud_worker_cache_misses',
    help: 'Questions the cache could not answer.',
    read: () => cache.counters().misses,
  })
}
