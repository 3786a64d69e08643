/**
 * One job from payload to result: context → prompt → model → check. Kinds with other ways to an
 * answer (a rule, the cache) declare them as `find`.
 *
 * Invariant: `think` gives every job an answer of its kind's shape, whatever models do. It writes
 * nothing: the result travels as a command, and the tick decides what becomes of it.
 */
import type { JobKind, JobOf, ResultOf } from '../../schema/jobs.ts'
import { systemClock } from '../../server/platform/ambient.ts'
import { scriptedAnswer, workerJobs } from '../jobs/index.ts'
import type { Answered, FindTools, Found, Phase, Thought } from '../jobs/worker-job.ts'
import type { ModelClient } from '../llm/model-client.ts'
import type { ResponseCache } from '../talk/response-cache.ts'
import { type Route, type RouteInput, routeLine } from '../talk/route.ts'
import type { SharedAnswers } from '../talk/shared-answers.ts'
import type { TemplateCache } from '../text/template.ts'
import { type AskOptions, askAndCheck } from './ask.ts'
import { type GatherParts, gather } from './gather.ts'
import { buildPrompt, type PromptBudgets } from './prompt.ts'

export interface MindParts extends GatherParts {
  readonly client: ModelClient
  readonly cache: ResponseCache
  readonly answers: SharedAnswers
  readonly templates: TemplateCache
  readonly budgets: PromptBudgets
  /** Time there is to choose how a line is answered. */
  readonly routeBudgetMs: number
  /** Prose about fewer characters than this is not worth a model. */
  readonly enrichMinChars: number
  /** Monotonic milliseconds. */
  readonly now?: () => number
}

export interface Mind {
  /** Rejects when the caller gives up, or with a retryable error of the store. */
  think<K extends JobKind>(job: JobOf<K>, options?: AskOptions): Promise<Thought<K>>
}

export function createMind(parts: MindParts): Mind {
  const { cache, answers, enrichMinChars, now = systemClock.mono } = parts
  const underway = new Map<string, Promise<unknown>>()
  const route = (input: RouteInput) => routeLine(input, { budgetMs: parts.routeBudgetMs, now })
  return {
    async think<K extends JobKind>(job: JobOf<K>, options: AskOptions = {}) {
      const { phases, lap } = startTimer(now)
      const ask = (route: Route | null) => askModel(parts, job, { route, lap, options })
      const { find } = workerJobs[job.kind]
      const tools: FindTools<K> = { cache, answers, underway, enrichMinChars, route, lap, ask }
      const found = find ? await find(job, tools) : { answered: await ask(null) }
      return thoughtOf(job, found, phases)
    },
  }
}

interface Asking {
  readonly route: Route | null
  readonly options: AskOptions
  lap(phase: Phase): void
}

async function askModel<K extends JobKind>(
  parts: MindParts,
  job: JobOf<K>,
  { route, options, lap }: Asking,
): Promise<Answered<K>> {
  const skip = new Set([...job.skip, ...(route?.skip ?? [])])
  const gathered = await gather(parts, job, skip)
  lap('context')
  const { counter, templates: cache, budgets } = parts
  const prompt = buildPrompt(job, gathered, { counter, cache, budgets })
  lap('prepare')
  const knowledge = {
    ...(gathered.vocabulary ? { vocabulary: gathered.vocabulary } : {}),
    told: [...gathered.personaFacts, ...gathered.canon.map((entry) => entry.text)],
    remembered: gathered.memories.map((memory) => memory.text),
    own: gathered.ownLines ?? [],
  }
  const { client, now = systemClock.mono } = parts
  const answered = await askAndCheck(client, { job, route, prompt, knowledge, now }, options)
  lap('model')
  return answered
}

function thoughtOf<K extends JobKind>(
  job: JobOf<K>,
  { answered, route, overran, kept, memory }: Found<K>,
  phases: Thought<K>['phases'],
): Thought<K> {
  return {
    result: resultOf(job, answered),
    route: route ?? 'none',
    ...(overran ? { overran } : {}),
    phases,
    ...(answered.why ? { why: answered.why } : {}),
    ...(answered.repairs?.length ? { repairs: answered.repairs } : {}),
    ...(memory ? { memory } : {}),
    ...(kept ? { kept } : {}),
    ...(answered.firstChunkMs === undefined ? {} : { firstChunkMs: answered.firstChunkMs }),
  }
}

/** The result that carries an answer back to the world. */
function resultOf<K extends JobKind>(
  job: JobOf<K>,
  { by, answer, model, tokens }: Answered<K>,
): ResultOf<K> {
  const { kind, job: id, event, request, expiresAtBeat } = job
  const result = {
    kind,
    job: id,
    event,
    ...(request === undefined ? {} : { request }),
    expiresAtBeat,
    by,
    ...(model ? { model } : {}),
    ...(tokens === undefined ? {} : { tokens }),
    answer,
  }
  // Kind and answer come from one job, which TypeScript forgets for a kind it does not know.
  return result as ResultOf<K>
}

/** The result of a job that is answered without asking anybody. */
export function scriptedResult<K extends JobKind>(job: JobOf<K>): ResultOf<K> {
  return resultOf(job, { by: 'scripted', answer: scriptedAnswer(job) })
}

function startTimer(now: () => number) {
  const phases: Record<Phase, number> = { route: 0, context: 0, prepare: 0, model: 0 }
  let since = now()
  return {
    phases,
    lap(phase: Phase) {
      const at = now()
      phases[phase] += at - since
      since = at
    },
  }
}
