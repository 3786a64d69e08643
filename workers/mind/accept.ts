/**
 * The door between a model and the world. A text passes only if it is of the kind's shape, chooses
 * only among what was offered, and reads like a sentence of this world; everything else is refused
 * with a reason for the operator, and the scripted narrator speaks instead.
 *
 * Pure: the same text and scene always get the same verdict. The tick applies the schema part again.
 */
import type { z } from 'zod'
import {
  type AnswerOf,
  declaredJobs,
  type Job,
  type JobKind,
  type JobOf,
} from '../../schema/jobs.ts'
import { type Allowed, problemOfText } from './accept-text.ts'

export type Verdict<T> = { ok: true; value: T } | { ok: false; why: string }

/** Kinds that answer in plain prose, so that it can be shown while it is being written. */
export const proseKinds: ReadonlySet<JobKind> = new Set([
  'narrate-room',
  'narrate-combat',
  'narrate-phase',
])

/** Longest text that is looked at; the transport has its own, larger limit on bytes. */
const answerCharactersMax = 16_384

/** The validated answer of `text` to `job`, or why it is refused. `known` are further names it may use. */
export function acceptAnswer<K extends JobKind>(
  job: JobOf<K>,
  text: string,
  known: readonly string[] = [],
): Verdict<AnswerOf<K>> {
  const no = (why: string) => ({ ok: false as const, why })
  if (text.length > answerCharactersMax) return no('too long to be looked at')
  const raw = proseKinds.has(job.kind)
    ? { ok: true as const, value: { text: withoutQuotes(text) } }
    : parseJson(text)
  if (!raw.ok) return raw
  const parsed = (declaredJobs[job.kind].answer as z.ZodType).safeParse(raw.value)
  if (!parsed.success) return no(`shape: ${firstIssue(parsed.error)}`)
  const value = parsed.data as AnswerOf<K>
  const choice = problemOfChoices(job as Job, value)
  if (choice) return no(choice)
  const allowed = allowedBy(job as Job, known)
  for (const part of textsOf(value)) {
    const problem = problemOfText(part, allowed)
    if (problem) return no(problem)
  }
  return { ok: true, value }
}

function parseJson(text: string): Verdict<unknown> {
  // Some models wrap JSON in a code fence however they are asked; nothing else around it is forgiven.
  const [, inner] = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text) ?? []
  try {
    return { ok: true, value: JSON.parse(inner ?? text) }
  } catch {
    return { ok: false, why: 'not JSON' }
  }
}

function withoutQuotes(text: string): string {
  const trimmed = text.trim()
  const [, inner] = /^"([^"]*)"$/.exec(trimmed) ?? []
  return inner ?? trimmed
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue ? `${issue.path.join('.') || 'answer'} ${issue.code}` : 'unknown'
}

/** Ids in an answer must come from the job: a model can point at what it was offered and nothing else. */
function problemOfChoices(job: JobOf<JobKind>, answer: unknown): string | null {
  const outside = (offered: readonly string[], chosen: readonly string[], what: string) => {
    const stray = chosen.find((id) => !offered.includes(id))
    return stray === undefined ? null : `${what} was not offered: ${stray.slice(0, 40)}`
  }
  switch (job.kind) {
    case 'npc-plan': {
      const { actions } = answer as AnswerOf<'npc-plan'>
      if (actions.length > job.payload.wanted) return 'more actions than wanted'
      return outside(
        ids(job.payload.options),
        actions.map((action) => action.option),
        'option',
      )
    }
    case 'npc-reaction':
      return outside(
        ids(job.payload.options),
        [(answer as AnswerOf<'npc-reaction'>).option],
        'option',
      )
    case 'social-bundle': {
      const { reputation } = answer as AnswerOf<'social-bundle'>
      return outside(
        ids(job.payload.scene.people),
        reputation.map((entry) => entry.id),
        'person',
      )
    }
    case 'pregenerate': {
      const { replies } = answer as AnswerOf<'pregenerate'>
      return outside(
        job.payload.questions,
        replies.map((reply) => reply.question),
        'question',
      )
    }
    default:
      return null
  }
}

function ids(entries: readonly { id: string }[]): string[] {
  return entries.map((entry) => entry.id)
}

/** Every text in an answer that people could read; ids and enums are checked by the schema. */
function textsOf(value: unknown): string[] {
  const skipped = new Set(['option', 'id', 'question', 'word', 'mood'])
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => (skipped.has(key) ? [] : textsOf(inner)))
}

/** Every name that the job itself mentions; whatever else is capitalised was invented. */
function allowedBy(job: JobOf<JobKind>, known: readonly string[]): Allowed {
  const names: string[] = [...known]
  const collect = (value: unknown): void => {
    if (typeof value === 'string') names.push(value)
    else if (Array.isArray(value)) value.forEach(collect)
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect)
  }
  const { line, history, ...told } = job.payload as { line?: string; history?: unknown }
  // What a player says may not teach the world a name: only the scene may.
  collect(told)
  return { names }
}
