/**
 * What a worker does with one job: think it through, keep what the NPC should remember, send the
 * result. The order makes a repeat harmless: memories and results are unique by the job's id.
 */
import {
  declaredJobs,
  type Job,
  type JobKind,
  type JobOf,
  type JobResult,
  jobIdOf,
} from '../../schema/jobs.ts'
import { dueForSummary, type Memory, memoryLimits } from '../mind/memory.ts'
import type { SharedAnswers } from '../mind/shared-answers.ts'
import type { Mind, Thought } from '../mind/think.ts'
import { scriptedAnswer } from '../narrator/scripted.ts'
import type { MemoryStore } from '../store/memories.ts'
import type { Turns } from '../store/turns.ts'
import type { Work, WorkContext } from './contract.ts'
import type { LiveChunks } from './live-chunks.ts'
import { done, type Outcome } from './outcome.ts'
import type { Results } from './results.ts'

export interface WorkParts {
  readonly mind: Mind
  readonly memories: MemoryStore
  readonly answers: Pick<SharedAnswers, 'keep'>
  readonly turns: Turns
  readonly results: Results
  readonly live: (job: Job, begunBefore: boolean) => LiveChunks
  /** Puts a job of the worker's own into the stream. */
  readonly queue: (job: Job) => Promise<void>
  /** World beat as of the last committed tick. */
  readonly beat: (shard: number) => Promise<number>
  readonly now: () => number
  readonly settings: {
    readonly heartbeatMs: number
    /** When to try again what only a model can do well, while no model answers. */
    readonly noModelMs: number
  }
  readonly onTrouble: (where: string, error: unknown) => void
  readonly onThought: (job: Job, thought: Thought) => void
}

/** Kinds whose result only the workers themselves use. */
const keptHere: ReadonlySet<JobKind> = new Set(['summarise-memory', 'pregenerate'])
/** Kinds nobody waits for and whose scripted answer is hardly worth having: they can wait for a model. */
const patient: ReadonlySet<JobKind> = new Set(['canon', 'summarise-memory', 'pregenerate'])
const waitsForModel: ReadonlySet<string> = new Set(['breaker-open', 'over-budget'])
/** Answers take seconds: this is how much of one a line that waits for its turn may lose. */
const turnPauseMs = 200
/** Part of the world's patience that models may use; the rest is for the way back. */
const share = 0.85
/** Exchanges with one player at which `dueForSummary` first finds some to condense. */
const summaryDueAt = memoryLimits.exchangesPerPair - 4

/** The work of a worker process. */
export function jobWork(parts: WorkParts): Work {
  return async (job, at) => {
    if (await isStale(job, at, parts)) return { do: 'discard', why: 'stale', bury: false }
    if (job.kind === 'npc-reply' && !(await parts.turns.isNext(job))) {
      return { do: 'later', afterMs: turnPauseMs, why: 'an earlier line is not answered yet' }
    }
    return think(job, at, parts)
  }
}

/** Asks the store only when wall time says that the job may be too old: ticks may have paused. */
async function isStale(job: Job, at: WorkContext, parts: WorkParts): Promise<boolean> {
  const lifetimeMs = (job.expiresAtBeat - job.madeAtBeat) * parts.settings.heartbeatMs
  if (at.replay > 0 || parts.now() - at.storedMs < lifetimeMs) return false
  return (await parts.beat(job.event.shard)) > job.expiresAtBeat
}

async function think(job: Job, at: WorkContext, parts: WorkParts): Promise<Outcome> {
  const live = parts.live(job, at.begunBefore)
  const thought = await inTime(job, at, parts, live)
  if (thought.result.by === 'scripted' && patient.has(job.kind) && waits(thought)) {
    return { do: 'later', afterMs: parts.settings.noModelMs, why: thought.why ?? '' }
  }
  parts.onThought(job, thought)
  if (thought.memory) await keepMemory(job, thought.memory, parts)
  if (thought.result.kind === 'summarise-memory') await condense(job, thought.result, parts)
  if (!keptHere.has(job.kind)) await parts.results.send(thought.result, at.replay, at.signal)
  live.end()
  // The player has an answer: that others could not be given it is no failure of this job.
  await parts.answers
    .keep(thought.kept ?? [])
    .catch((error: unknown) => parts.onTrouble('answers', error))
  return done
}

/**
 * A thought before the world loses patience and lets rules speak: what a model is still writing then
 * is given up, and the scripted narrator's words replace what has been shown of it.
 */
async function inTime(
  job: Job,
  at: WorkContext,
  parts: WorkParts,
  live: LiveChunks,
): Promise<Thought> {
  const beats = declaredJobs[job.kind].fallbackBeats
  const age = Math.max(0, parts.now() - at.storedMs)
  const leftMs = beats === null ? null : beats * share * parts.settings.heartbeatMs - age
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

function waits({ why }: Thought): boolean {
  return why !== undefined && waitsForModel.has(why)
}

async function keepMemory(job: Job, memory: Memory, parts: WorkParts): Promise<void> {
  const book = await parts.memories.keep(memory)
  if (job.kind !== 'npc-reply') return
  const exchanges = book.filter((one) => one.kind === 'exchange').length
  const due = dueForSummary(book, memory.npc, memory.about)
  // Asked for once, at the moment it becomes due; if that job is lost, the rules fold a little later.
  if (due.length > 0 && exchanges === summaryDueAt) await parts.queue(summaryJob(job, due))
}

/** A job of the workers' own, with an id made from the talk that brought it about. */
function summaryJob(job: JobOf<'npc-reply'>, due: readonly Memory[]): Job {
  const { v, key, world, event, madeAtBeat, payload } = job
  return {
    v,
    job: jobIdOf('summarise-memory', event, 0),
    kind: 'summarise-memory',
    key,
    world,
    event,
    madeAtBeat,
    // Upkeep is never stale: sources that are gone by then are simply not there.
    expiresAtBeat: Number.MAX_SAFE_INTEGER,
    skip: [],
    payload: {
      npc: payload.npc,
      about: due[0]?.about ?? null,
      memories: due.map(({ id, text, importance }) => ({ id, text, importance })),
    },
  }
}

async function condense(job: Job, result: JobResult, parts: WorkParts): Promise<void> {
  if (job.kind !== 'summarise-memory' || result.kind !== 'summarise-memory') return
  const { npc, about, memories } = job.payload
  const { summary, importance } = result.answer
  await parts.memories.condense(
    npc.id,
    about,
    memories.map((memory) => memory.id),
    { id: job.job, text: summary, importance },
  )
}

/**
 * What the world is told of a job that failed for good: the scripted narrator's words, where
 * somebody waits for any. A later repeat by a person is a new command and judged by the tick.
 */
export function lastWords(results: Results) {
  return async (job: Job, replay: number): Promise<void> => {
    if (declaredJobs[job.kind].lane === 'maintenance') return
    await results.send(scriptedResult(job), replay, new AbortController().signal)
  }
}

function scriptedResult(job: Job): JobResult {
  return {
    kind: job.kind,
    job: job.job,
    event: job.event,
    ...(job.request === undefined ? {} : { request: job.request }),
    expiresAtBeat: job.expiresAtBeat,
    by: 'scripted',
    answer: scriptedAnswer(job as never),
  } as JobResult
}
