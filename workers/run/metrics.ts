/** The figures of a worker process. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Job, JobKind } from '../../schema/jobs.ts'
import { type Lane, lanes } from '../../schema/subjects.ts'
import type { Thought } from '../jobs/worker-job.ts'
import type { LlmClient } from '../llm/client.ts'
import type { LlmHooks } from '../llm/counters.ts'
import type { ResponseCache } from '../talk/response-cache.ts'
import type { RunnerObserver } from './contract.ts'

const secondsBuckets = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.17, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 30,
]

export interface WorkerFigures {
  readonly llm: () => LlmClient
  readonly cache: ResponseCache
  readonly running: () => Readonly<Record<Lane, number>>
  readonly slots: number
}

export function workerMetrics(registry: Registry, figures: WorkerFigures) {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `mud_worker_${name}`, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Histogram({
      name: `mud_worker_${name}`,
      help,
      labelNames,
      buckets: secondsBuckets,
      registers,
    })
  const jobs = counter('jobs_total', 'Deliveries of jobs by what came of them.', [
    'lane',
    'kind',
    'outcome',
  ])
  const dead = counter('dead_letters_total', 'Jobs that failed for good.', ['lane', 'kind'])
  const trouble = counter('trouble_total', 'Failures of bus, store or code.', ['where'])
  const answers = counter('answers_total', 'Answers by where the words came from.', ['kind', 'by'])
  const fallbacks = counter('fallbacks_total', 'Answers without a model, by reason.', ['why'])
  const calls = counter('model_answers_total', 'Calls that a model answered.', ['model'])
  const failures = counter('model_failures_total', 'Calls to models that failed.', [
    'model',
    'reason',
  ])
  const tokens = counter('model_tokens_total', 'Tokens as the models counted them.', [
    'model',
    'part',
  ])
  const breaker = new Gauge({
    name: 'mud_worker_model_breaker',
    help: 'Circuit breaker of a model: 0 closed, 1 half open, 2 open.',
    labelNames: ['model'],
    registers,
  })
  const wait = histogram('queue_wait_seconds', 'From the stream to a slot.', ['lane'])
  const took = histogram('job_duration_seconds', 'One try at a job.', ['lane', 'kind'])
  const phase = histogram('phase_seconds', 'Parts of a job: route, context, prepare, model.', [
    'phase',
  ])
  const call = histogram('model_call_seconds', 'A model call with its retries.', ['model'])
  const firstChunk = histogram('first_chunk_seconds', 'Until the first words of a model.', [])
  addGauges(registry, figures)

  const observer: RunnerObserver = {
    began: ({ lane }, waitedMs) => wait.observe({ lane }, waitedMs / 1_000),
    ended({ lane, kind }, outcome, tookMs) {
      jobs.inc({ lane, kind, outcome })
      took.observe({ lane, kind }, tookMs / 1_000)
    },
    died: ({ lane, kind }) => dead.inc({ lane, kind }),
    failed: (where) => trouble.inc({ where }),
  }
  const hooks: LlmHooks = {
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
    onBreaker: (model, state) => breaker.set({ model }, breakerValue(state)),
  }
  return {
    observer,
    hooks,
    thought(job: Job, thought: Thought<JobKind>) {
      answers.inc({ kind: job.kind, by: thought.result.by })
      if (thought.why) fallbacks.inc({ why: thought.why.split(':')[0] ?? '' })
      for (const [name, ms] of Object.entries(thought.phases)) {
        phase.observe({ phase: name }, ms / 1_000)
      }
    },
  }
}

function breakerValue(state: string): number {
  return state === 'closed' ? 0 : state === 'open' ? 2 : 1
}

function addGauges(registry: Registry, figures: WorkerFigures): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `mud_worker_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  const busy = () => lanes.reduce((sum, lane) => sum + figures.running()[lane], 0)
  gauge('slots', 'Jobs this process does at once at most.', () => figures.slots)
  gauge('slots_busy', 'Jobs this process is doing.', busy)
  gauge(
    'model_micros',
    'Money spent on models, in millionths.',
    () => figures.llm().counters().micros,
  )
  gauge(
    'model_connections_opened',
    'Connections opened to the model endpoint.',
    () => figures.llm().counters().transport.connectionsOpened,
  )
  gauge(
    'model_reuse_ratio',
    'Share of model requests on a connection that was open already.',
    () => figures.llm().counters().transport.reusePermille / 1_000,
  )
  gauge('cache_entries', 'Answers kept for reuse.', () => figures.cache.counters().size)
  gauge('cache_hits', 'Questions answered from the cache.', () => {
    const { exact, similar } = figures.cache.counters()
    return exact + similar
  })
  gauge('cache_hits_shared', 'Of these, answers that another worker had kept.', () => {
    return figures.cache.counters().fromOthers
  })
  gauge('cache_misses', 'Questions the cache could not answer.', () => {
    return figures.cache.counters().misses
  })
}
