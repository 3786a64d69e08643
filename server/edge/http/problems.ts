/** Refusals over HTTP: `application/problem+json` (RFC 9457). */
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { OrderProblem } from '../../../schema/world-file/build-orders.ts'

/** Thrown by hooks and handlers; the server answers with it. */
export class Problem extends Error {
  readonly statusCode: number
  /** One word for programs: `not-found`, `bad-request`, … */
  readonly code: string
  readonly problems: readonly OrderProblem[]

  /** `detail` is for people; `problems` say what is wrong with each field of a build order. */
  constructor(
    statusCode: number,
    code: string,
    detail: string,
    problems: readonly OrderProblem[] = [],
  ) {
    super(detail)
    this.statusCode = statusCode
    this.code = code
    this.problems = problems
  }
}

/** What is wrong with one field of a build order. */
export const orderProblem = z.object({
  field: z.string().describe('Path of the field; empty for the whole'),
  words: z.string(),
  now: z.unknown().optional().describe('With `changed-since`: the value as it is now'),
})

/** The body of every refusal. */
export const problemSchema = z.strictObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.string().describe('One word for programs'),
  detail: z.string().describe('For people'),
  problems: z.array(orderProblem).optional().describe('Of a build order, field by field'),
})

/** The titles of the statuses that are used. */
export const problemTitles = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  413: 'Too large',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Not acceptable',
  429: 'Too many requests',
  503: 'Not available',
} as const
export type ProblemStatus = keyof typeof problemTitles

const titles: Readonly<Record<number, string>> = problemTitles

/**
 * Answers a request with what was thrown; returns the status. The words of an unexpected error are not
 * shown, because they may hold what clients must not read.
 */
export function sendProblem(reply: FastifyReply, error: Error & { statusCode?: number }): number {
  const status = error.statusCode ?? 503
  const hidden = status >= 500 && !(error instanceof Problem)
  const generic = status < 500 ? 'bad-request' : 'unavailable'
  const body: z.infer<typeof problemSchema> = {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    code: error instanceof Problem ? error.code : generic,
    detail: hidden ? 'Something is in the way. Try again in a moment.' : error.message,
    ...(error instanceof Problem && error.problems.length > 0
      ? { problems: [...error.problems] }
      : {}),
  }
  void reply.code(status).type('application/problem+json').send(body)
  return status
}
