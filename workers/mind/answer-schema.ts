/** The answer's shape as a JSON schema, for endpoints that can be held to one. */
import { z } from 'zod'
import { declaredJobs, type Job, type JobKind } from '../../schema/jobs.ts'
import { workerJobs } from '../jobs/index.ts'

type JsonSchema = Record<string, unknown>

/** Keywords that strict structured output does not know; our own check applies them anyway. */
const unsupported = new Set(['$schema', 'default', 'minLength', 'maxLength', 'pattern', 'format'])
const plain = new Map<JobKind, JsonSchema>()

/** The schema for this job's answer; undefined for kinds that answer in prose. */
export function answerJsonSchema(
  job: Pick<Job, 'kind' | 'payload'>,
): { name: string; schema: JsonSchema } | undefined {
  if (workerJobs[job.kind].form === 'prose') return undefined
  const base =
    plain.get(job.kind) ?? (clean(z.toJSONSchema(declaredJobs[job.kind].answer)) as JsonSchema)
  plain.set(job.kind, base)
  const offered =
    'options' in job.payload ? job.payload.options.map((option) => option.id) : undefined
  const schema = offered ? (withOptions(base, offered) as JsonSchema) : base
  return { name: job.kind.replaceAll('-', '_'), schema }
}

function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !unsupported.has(key))
      .map(([key, inner]) => [key, clean(inner)]),
  )
}

/** Narrows every `option` property to the ids on offer, so that the model cannot even name another. */
function withOptions(value: unknown, offered: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((inner) => withOptions(inner, offered))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) =>
      key === 'option'
        ? [key, { type: 'string', enum: offered }]
        : [key, withOptions(inner, offered)],
    ),
  )
}
