/**
 * Work for the slow path. The tick writes a job beside the event that caused it; a worker answers
 * with a result, which comes back as a system command and is validated here once more.
 *
 * Invariant: a payload holds only what every reader of the answer may know, and an answer can
 * change nothing but the fields listed here. Numbers and outcomes are the tick's alone.
 */
import { z } from 'zod'
import { answerSchemas } from './jobs/answers.ts'
import { payloadSchemas } from './jobs/payloads.ts'
import type { Lane } from './subjects.ts'

export type { AnswerOf } from './jobs/answers.ts'
export { answerSchemas, proseCharactersMax } from './jobs/answers.ts'
export type { ConflictView, Mood, NpcView, PayloadOf, SceneView } from './jobs/payloads.ts'

export const jobKinds = [
  'narrate-room',
  'narrate-combat',
  'narrate-phase',
  'npc-reply',
  'npc-plan',
  'npc-reaction',
  'social-bundle',
  'canon',
  'summarise-memory',
  'pregenerate',
] as const
export type JobKind = (typeof jobKinds)[number]

/** Who waits decides the lane: a player in talk, then an attack's answer, then scenery, then upkeep. */
export const laneOfKind: Readonly<Record<JobKind, Lane>> = {
  'npc-reply': 'talk',
  'npc-reaction': 'reaction',
  'narrate-combat': 'reaction',
  'narrate-phase': 'reaction',
  'narrate-room': 'ambient',
  'npc-plan': 'ambient',
  'social-bundle': 'ambient',
  canon: 'maintenance',
  'summarise-memory': 'maintenance',
  pregenerate: 'maintenance',
}

const token = z.string().regex(/^[a-z0-9]{1,26}$/)

/** The committed event a job answers; it is also what makes the job's id. */
export const eventRefSchema = z.strictObject({
  shard: z.int().min(0),
  tick: z.int().min(0),
  ordinal: z.int().min(0),
})
export type EventRef = z.infer<typeof eventRefSchema>

const envelope = {
  v: z.literal(1),
  /** `jobIdOf` the event: the same event never makes two jobs of one kind and number. */
  job: token,
  /** Jobs of one key (a conversation, a room) are answered in order. */
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
}

function job<K extends JobKind>(kind: K) {
  return z.strictObject({ ...envelope, kind: z.literal(kind), payload: payloadSchemas[kind] })
}

export const jobSchema = z.discriminatedUnion('kind', [
  job('narrate-room'),
  job('narrate-combat'),
  job('narrate-phase'),
  job('npc-reply'),
  job('npc-plan'),
  job('npc-reaction'),
  job('social-bundle'),
  job('canon'),
  job('summarise-memory'),
  job('pregenerate'),
])
export type Job = z.infer<typeof jobSchema>
export type JobOf<K extends JobKind> = Extract<Job, { kind: K }>

/** Where the words came from; operators watch the share of each. */
export const answerSources = ['model', 'cache', 'scripted'] as const
export type AnswerSource = (typeof answerSources)[number]

function result<K extends JobKind>(kind: K) {
  return z.strictObject({
    kind: z.literal(kind),
    job: token,
    event: eventRefSchema,
    request: z.string().max(64).optional(),
    expiresAtBeat: z.int().min(0),
    by: z.enum(answerSources),
    model: z.string().max(80).optional(),
    tokens: z.int().min(0).optional(),
    answer: answerSchemas[kind],
  })
}

/** What a worker sends back: the data of a system command named `resultCommandName(kind)`. */
export const jobResultSchema = z.discriminatedUnion('kind', [
  result('narrate-room'),
  result('narrate-combat'),
  result('narrate-phase'),
  result('npc-reply'),
  result('npc-plan'),
  result('npc-reaction'),
  result('social-bundle'),
  result('canon'),
  result('summarise-memory'),
  result('pregenerate'),
])
export type JobResult = z.infer<typeof jobResultSchema>

/** The key of all lines one player says to one NPC: they are answered in their order. */
export function talkKey(npc: string, speaker: string): string {
  return `talk ${npc} ${speaker}`
}

/** The name of the system command that carries a result of `kind`. */
export function resultCommandName(kind: JobKind): string {
  return `job-result:${kind}`
}

/**
 * A job's id, made from the event that caused it and nothing else, in fixed-width base 36 so that
 * two different events can never share one. `n` tells several jobs of one kind for one event apart.
 * Throws when a part is out of range.
 */
export function jobIdOf(kind: JobKind, event: EventRef, n = 0): string {
  const code = String.fromCharCode('a'.charCodeAt(0) + jobKinds.indexOf(kind))
  return (
    code + fixed(event.shard, 4) + fixed(event.tick, 11) + fixed(event.ordinal, 5) + fixed(n, 3)
  )
}

function fixed(value: number, width: number): string {
  const text = Math.trunc(value).toString(36)
  if (!Number.isSafeInteger(value) || value < 0 || text.length > width) {
    throw new Error(`job id part ${value} does not fit ${width} digits`)
  }
  return text.padStart(width, '0')
}
