/**
 * What a worker does with one job: find an answer, keep what the worker should keep of it, send the
 * result. The order makes a repeat harmless: memories and results are unique by the job's id.
 */
import { declaredJobs, type Job, type JobKind, type JobOf } from '../../schema/jobs.ts'
import { workerJobs } from '../jobs/index.ts'
import type { KeepTools, Thought } from '../jobs/worker-job.ts'
import { textOf } from '../mind/ask.ts'
import { type Mind, scriptedResult } from '../mind/think.ts'
import type { SharedAnswers } from '../talk/shared-answers.ts'
import type { Turns, Work, WorkContext } from './contract.ts'
import { type LiveChunks, silent } from './live-chunks.ts'
import { done, type Outcome } from './outcome.ts'
import type { Results } from './results.ts'

export interface WorkParts extends KeepTools {
  readonly mind: Mind
  readonly answers: Pick<SharedAnswers, 'keep'>
  readonly turns: Turns
  readonly results: Results
  readonly live: (job: Job) => LiveChunks
  /** World beat as of the last committed tick. */
  readonly beat: (shard: number) => Promise<number>
  readonly now: () => number
  readonly settings: {
    readonly heartbeatMs: number
    /** When to try again what only a model can do well, while no model answers. */
    readonly noModelMs: number
  }
  readonly onError: (where: string, error: unknown) => void
  readonly onThought: (job: Job, thought: Thought<JobKind>) => void
}

/** Reasons that pass by themselves, so that a job may wait for a model. */
const waitsForModel: ReadonlySet<string> = new Set(['breaker-open', 'over-budget'])
/** How long a line waits before it asks again whether it is its turn; an answer takes seconds anyway. */
const turnPauseMs = 200
/** Part of the time until rules answer that models may use; the rest is for the way back. */
const modelShare = 0.85

/** The work of a worker process. */
export function createJobWork(parts: WorkParts): Work {
  return async (job, at) => {
    if (await isStale(job, at, parts)) {
      if (declaredJobs[job.kind].fallbackBeats !== null) await parts.results.missed(job, at.signal)
      return { do: 'discard', why: 'stale', deadLetter: false }
    }
    if (!(await isItsTurn(job, parts.turns))) {
      return { do: 'later', afterMs: turnPauseMs, why: 'an earlier line is not answered yet' }
    }
    return answer(job, at, parts)
  }
}

/** Asks the store only when wall time says that the job may be too old: ticks may have paused. */
async function isStale(job: Job, at: WorkContext, parts: WorkParts): Promise<boolean> {
  const lifetimeMs = (job.expiresAtBeat - job.madeAtBeat) * parts.settings.heartbeatMs
  if (at.replay > 0 || parts.now() - at.storedMs < lifetimeMs) return false
  return (await parts.beat(job.event.shard)) > job.expiresAtBeat
}

async function isItsTurn<K extends JobKind>(job: JobOf<K>, turns: Turns): Promise<boolean> {
  const key = workerJobs[job.kind].turnKey?.(job)
  return key === undefined || turns.isNext({ id: job.job, kind: job.kind, key })
}

async function answer(job: Job, at: WorkContext, parts: WorkParts): Promise<Outcome> {
  const { withoutModel, resultFor, liveField } = workerJobs[job.kind]
  const live = at.begunBefore ? silent : parts.live(job)
  const thought = await inTime(job, at, parts, live)
  const { why = '' } = thought
  if (thought.result.by === 'scripted' && withoutModel === 'wait' && waitsForModel.has(why)) {
    return { do: 'later', afterMs: parts.settings.noModelMs, why }
  }
  parts.onThought(job, thought)
  await keep(job, thought, parts)
  if (resultFor === 'world') await parts.results.send(thought.result, at.replay, at.signal)
  live.end(textOf(thought.result.answer, liveField))
  // The player has an answer. That it could not be kept for others is no failure of this job.
  await parts.answers
    .keep(thought.kept ?? [])
    .catch((error: unknown) => parts.onError('answers', error))
  return done
}

async function keep<K extends JobKind>(job: JobOf<K>, thought: Thought<K>, tools: KeepTools) {
  await workerJobs[job.kind].keep?.(job, thought, tools)
}

/**
 * Thinks only until rules would answer instead. What a model is still writing then is given up, and the
 * scripted narrator's words replace what has been shown of it.
 */
async function inTime<K extends JobKind>(
  job: JobOf<K>,
  at: WorkContext,
  parts: WorkParts,
  live: LiveChunks,
): Promise<Thought<K>> {
  const beats = declaredJobs[job.kind].fallbackBeats
  const age = Math.max(0, parts.now() - at.storedMs)
  const leftMs = beats === null ? null : beats * modelShare * parts.settings.heartbeatMs - age
  const tooLate = leftMs === null ? null : AbortSignal.timeout(Math.max(0, Math.round(leftMs)))
  try {
    return await parts.mind.think(job, {
      signal: tooLate ? AbortSignal.any([at.signal, tooLate]) : at.signal,
      onLive: live.push,
      correlation: job.request ?? job.job,
    })
  } catch (error) {
    if (at.signal.aborted || !tooLate?.aborted) throw error
    const phases = { route: 0, context: 0, prepare: 0, model: leftMs ?? 0 }
    return { result: scriptedResult(job), route: 'none', why: 'too-late', phases }
  }
}

/**
 * Answers a job that failed for good with the scripted narrator's words, where the world waits for
 * any. If a person sends the job again, its result is a new command and the tick judges it anew.
 */
export function answerDeadJob(results: Results) {
  return async (job: Job, replay: number): Promise<void> => {
    if (declaredJobs[job.kind].lane === 'maintenance') return
    await results.send(scriptedResult(job), replay, new AbortController().signal)
  }
}
