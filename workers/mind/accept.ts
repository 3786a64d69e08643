/**
 * What a model wrote enters the world only through here. A text passes if it has the shape of its
 * kind's answer, chooses only among what was offered, and reads like a sentence of this world. Any
 * other text is refused with a reason for the operator, and the scripted narrator answers instead.
 *
 * Pure: the same text and scene always get the same verdict. The tick applies the schema part again.
 */
import type { z } from 'zod'
import { type AnswerOf, declaredJobs, type JobKind, type JobOf } from '../../schema/jobs.ts'
import { workerJobs } from '../jobs/index.ts'
import { type Allowed, problemOfText } from '../text/accept-text.ts'

export type Verdict<T> = { ok: true; value: T } | { ok: false; why: string }

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
  const { form, check } = workerJobs[job.kind]
  const raw = form === 'prose' ? { ok: true as const, value: proseOf(text) } : parseJson(text)
  if (!raw.ok) return raw
  const parsed = declaredJobs[job.kind].answer.safeParse(raw.value)
  if (!parsed.success) return no(`shape: ${firstIssue(parsed.error)}`)
  // The schema of the kind has just said so.
  const value = parsed.data as AnswerOf<K>
  const choice = check(job, value)
  if (choice) return no(choice)
  const allowed = allowedBy(job.payload, known)
  for (const part of textsOf(value)) {
    const problem = problemOfText(part, allowed)
    if (problem) return no(problem)
  }
  return { ok: true, value }
}

function parseJson(text: string): Verdict<unknown> {
  // Some models wrap JSON in a code fence however they are asked; any other text around it is refused.
  const [, inner] = /^\s*```(?:json)?\s*([\s\S]*?)\s*```\s*$/.exec(text) ?? []
  try {
    return { ok: true, value: JSON.parse(inner ?? text) }
  } catch {
    return { ok: false, why: 'not JSON' }
  }
}

/** Prose without quotes around all of it. */
function proseOf(text: string): { text: string } {
  const trimmed = text.trim()
  const [, inner] = /^"([^"]*)"$/.exec(trimmed) ?? []
  return { text: inner ?? trimmed }
}

function firstIssue(error: z.ZodError): string {
  const [issue] = error.issues
  return issue ? `${issue.path.join('.') || 'answer'} ${issue.code}` : 'unknown'
}

/** Every text in an answer that people could read; ids and enums are checked by the schema. */
function textsOf(value: unknown): string[] {
  const skipped = new Set(['option', 'id', 'question', 'word', 'mood'])
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => (skipped.has(key) ? [] : textsOf(inner)))
}

/** Every name that the job itself mentions; a model invented what else is capitalised. */
function allowedBy(payload: object, known: readonly string[]): Allowed {
  const names: string[] = [...known]
  const collect = (value: unknown): void => {
    if (typeof value === 'string') names.push(value)
    else if (Array.isArray(value)) value.forEach(collect)
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(collect)
  }
  const { line, history, ...told } = payload as { line?: string; history?: unknown }
  // What a player says may not teach the world a name: only the scene may.
  collect(told)
  return { names }
}
