/**
 * Jobs: work for workers. The tick writes a job beside the event that caused it; a worker answers with
 * a result, which comes back as a system command and is validated here once more.
 *
 * Invariant: a payload holds only what every reader of the answer may know, and an answer can change
 * nothing but the fields its kind declares. Numbers and outcomes belong to the tick alone.
 */
import { z } from 'zod'
import { loreJobs } from './jobs/lore.ts'
import { mobileJobs } from './jobs/mobiles.ts'
import { narrationJobs } from './jobs/narration.ts'

export type { ConflictView, Mood, NpcView, SceneView } from './jobs/views.ts'

/** Every kind of job by its name, which is stored in streams, tables and events. */
export const declaredJobs = { ...narrationJobs, ...mobileJobs, ...loreJobs }

type Declared = typeof declaredJobs
export type JobKind = keyof Declared
export const jobKinds = Object.keys(declaredJobs) as JobKind[]
export type PayloadOf<K extends JobKind> = z.infer<Declared[K]['payload']>
export type AnswerOf<K extends JobKind> = z.infer<Declared[K]['answer']>

const token = z.string().regex(/^[a-z0-9]{1,26}$/)

/** The committed event that a job answers; the job's id is made from it. */
const eventRefSchema = z.strictObject({
  shard: z.int().min(0),
  tick: z.int().min(0),
  ordinal: z.int().min(0),
})
export type EventRef = z.infer<typeof eventRefSchema>

const envelope = z.strictObject({
  v: z.literal(1),
  /** `jobIdOf` the event: the same event never makes two jobs of one kind and number. */
  job: token,
  /** Jobs of one key (a talk, a room) are answered in order. */
  key: token,
  world: token,
  event: eventRefSchema,
  /** The command that caused the event, when a player waits for the answer. */
  request: z.string().max(64).optional(),
  madeAtBeat: z.int().min(0),
  /** World beat after which the answer is stale and the tick refuses it. */
  expiresAtBeat: z.int().min(0),
  /** Reads that would not change the answer (small talk needs no lore). */
  skip: z
    .array(z.enum(['memory', 'canon', 'conflicts']))
    .max(3)
    .default([]),
})

/** A job of kind `K`; of any kind when `K` is a union. */
export type JobOf<K extends JobKind> = {
  [P in K]: z.infer<typeof envelope> & { kind: P; payload: PayloadOf<P> }
}[K]
export type Job = JobOf<JobKind>

/** A job as a rule asks for it. The rule never waits for the answer. */
export type NewJob<K extends JobKind = JobKind> = {
  [P in K]: {
    readonly kind: P
    /** Jobs of one key are answered in order. */
    readonly key: string
    readonly payload: PayloadOf<P>
  }
}[K]

// The list of schemas is made at run time, so TypeScript cannot know which kind has which payload.
export const jobSchema = z.discriminatedUnion(
  'kind',
  unionOf((kind) =>
    envelope.extend({ kind: z.literal(kind), payload: declaredJobs[kind].payload }),
  ),
) as unknown as z.ZodType<Job>

/** Where the words came from; operators watch the share of each. */
const answerSources = ['model', 'cache', 'scripted'] as const
export type AnswerSource = (typeof answerSources)[number]

const resultEnvelope = z.strictObject({
  job: token,
  event: eventRefSchema,
  request: z.string().max(64).optional(),
  expiresAtBeat: z.int().min(0),
  by: z.enum(answerSources),
  model: z.string().max(80).optional(),
  tokens: z.int().min(0).optional(),
})

/** A result of kind `K`; of any kind when `K` is a union. */
export type ResultOf<K extends JobKind> = {
  [P in K]: z.infer<typeof resultEnvelope> & { kind: P; answer: AnswerOf<P> }
}[K]
export type JobResult = ResultOf<JobKind>

/** What a worker sends back: the data of a system command named `resultCommandName(kind)`. */
export const jobResultSchema = z.discriminatedUnion(
  'kind',
  unionOf((kind) =>
    resultEnvelope.extend({ kind: z.literal(kind), answer: declaredJobs[kind].answer }),
  ),
) as unknown as z.ZodType<JobResult>

function unionOf<S>(schemaOf: (kind: JobKind) => S): [S, ...S[]] {
  const [first, ...others] = jobKinds
  if (first === undefined) throw new Error('no kind of job is declared')
  return [schemaOf(first), ...others.map(schemaOf)]
}

/** The key of all lines that one player says to one mobile: they are answered in their order. */
export function talkKey(npc: string, speaker: string): string {
  return `talk ${npc} ${speaker}`
}

const resultPrefix = 'job-result:'

/** The name of the system command that carries a result of `kind`. */
export function resultCommandName(kind: JobKind): string {
  return resultPrefix + kind
}

/** The name of the system command that says that a worker found a job too late. */
export const missedCommandName = 'job-missed'

/** Whether workers send system commands of this name. */
export function isWorkerCommandName(name: string): boolean {
  return name.startsWith(resultPrefix) || name === missedCommandName
}

/**
 * A job's id, made from the event that caused it and nothing else, in fixed-width base 36 so that
 * two different events can never share one. `n` tells several jobs of one kind for one event apart.
 * Throws when a part is out of range.
 */
export function jobIdOf(kind: JobKind, event: EventRef, n = 0): string {
  const parts = [fixed(event.shard, 4), fixed(event.tick, 11), fixed(event.ordinal, 5), fixed(n, 3)]
  return declaredJobs[kind].letter + parts.join('')
}

const letters = new Set(Object.values(declaredJobs).map(({ letter }) => letter))

/** Whether a job could have this id. */
export function isJobId(id: string): boolean {
  return id.length === 24 && letters.has(id.charAt(0) as never)
}

function fixed(value: number, width: number): string {
  const text = Math.trunc(value).toString(36)
  if (!Number.isSafeInteger(value) || value < 0 || text.length > width) {
    throw new Error(`job id part ${value} does not fit ${width} digits`)
  }
  return text.padStart(width, '0')
}
