/** Commands over HTTP and what became of them (PROTOCOL 4). */
import { hash } from 'node:crypto'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { manifestEntry, manifestFor } from '../../../handlers/manifest.ts'
import type { LineCommand } from '../../../schema/envelope.ts'
import { parseRequestId, requestId } from '../../../schema/ids.ts'
import { mayUse } from '../../../schema/roles.ts'
import type { Account } from '../accounts/accounts.ts'
import type { CommandLimit } from '../session/command-limit.ts'
import { tooMuch } from '../session/numbered-lines.ts'
import type { CommandBus } from '../session/ports.ts'
import { readableLine } from '../session/readable-line.ts'
import type { HttpApp } from './http-server.ts'
import { orderProblem, Problem } from './problems.ts'
import type { RequestBook } from './request-book.ts'

export interface CommandRouteParts {
  readonly bus: CommandBus
  readonly requests: RequestBook
  readonly commandLimit: CommandLimit
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

const tags = ['commands']

/** The header by which a call may be repeated without harm. */
export const idempotent = z.looseObject({
  'idempotency-key': z
    .string()
    .optional()
    .describe('The same key within an hour: the same request, applied once'),
})

const isoTime = z.string().describe('ISO 8601')

export function addCommandRoutes(app: HttpApp, parts: CommandRouteParts): void {
  addCommands(app, parts)
  addRequests(app, parts)
  addManifest(app)
}

function addCommands(app: HttpApp, parts: CommandRouteParts): void {
  app.post(
    '/v1/commands',
    {
      config: { caller: 'account' },
      schema: {
        tags,
        summary: 'Stores one line as a player types it',
        headers: idempotent,
        body: z.strictObject({ line: z.string().min(1).describe('At most 512 characters') }),
        response: { 202: z.object({ request: z.string(), status: z.literal('queued') }) },
        problems: [403, 429, 503],
      },
    },
    async ({ account, body, headers }, reply) =>
      queue(
        parts,
        account,
        { line: lineOf(body.line) },
        { key: headers['idempotency-key'], reply },
      ),
  )
}

/**
 * Stores a command of an account in the stream and answers 202 with its request. Throws a `Problem` when
 * it comes too fast, or when the world does not take it just now.
 */
export async function queue(
  { bus, requests, commandLimit, now }: CommandRouteParts,
  account: Account,
  content: Pick<LineCommand, 'line' | 'order'>,
  { key, reply }: { readonly key: string | undefined; readonly reply: FastifyReply },
): Promise<{ request: string; status: 'queued' }> {
  const session = sessionFor(account, key, requests.newKey())
  const { character, name, role } = account
  const actor = { character, name, role, account: account.id }
  if (bus.busy?.()) {
    reply.header('retry-after', '1')
    throw new Problem(503, 'busy', tooMuch)
  }
  holdBack(commandLimit.take(actor), reply)
  const stored = await bus.publish({ t: 'line', session, n: 1, ...content, actor, at: now() })
  if (stored !== 'stored') {
    reply.header('retry-after', '1')
    throw new Problem(503, 'unavailable', 'The world does not hear you just now. Try again.')
  }
  reply.code(202)
  return { request: requestId(session, 1), status: 'queued' }
}

function lineOf(typed: string): string {
  const read = readableLine(typed)
  if (read.ok) return read.line
  throw new Problem(400, read.fault === 'too-long' ? 'too-long' : 'bad-line', read.why)
}

/** Refuses a command that comes too fast, and says when the next one may come. */
function holdBack(waitMs: number, reply: FastifyReply): void {
  if (waitMs <= 0) return
  reply.header('retry-after', String(Math.ceil(waitMs / 1_000)))
  throw new Problem(429, 'too-fast', 'Not so fast!')
}

/**
 * The one-command session of a request without a socket. The same key of the same account makes the
 * same session, and the first number of a session is applied once: that is all that makes a repeated
 * request harmless.
 */
function sessionFor(account: Account, key: string | undefined, fallback: string): string {
  const chosen = key ? `k/${key.slice(0, 200)}` : `r/${fallback}`
  return `h${hash('sha256', `${account.id}/${chosen}`).slice(0, 24)}`
}

const requestResult = z
  .object({
    npc: z.string().optional(),
    say: z.string().optional(),
    emote: z.string().optional(),
    degraded: z.literal(true).optional().describe('The words were not found by a model'),
  })
  .describe('What somebody of the world answered')

function addRequests(app: HttpApp, { requests }: CommandRouteParts): void {
  app.get(
    '/v1/requests/:request',
    {
      config: { caller: 'player' },
      schema: {
        tags,
        summary: 'What became of a command; for its author and for admins',
        params: z.object({ request: z.string() }),
        response: {
          200: z.object({
            request: z.string(),
            status: z.enum(['queued', 'processing', 'completed', 'refused', 'failed']),
            enqueuedAt: isoTime,
            startedAt: isoTime.optional(),
            completedAt: isoTime.optional(),
            error: z.string().optional(),
            detail: z.string().optional().describe('Why it was refused, for some minutes'),
            problems: z
              .array(orderProblem)
              .readonly()
              .optional()
              .describe('Of a build order, field by field'),
            result: requestResult.optional(),
          }),
        },
        problems: [404],
      },
    },
    async ({ player, params }) => {
      const known = parseRequestId(params.request) ? await requests.status(params.request) : null
      const { character, role } = player
      const allowed = known?.actor === character || mayUse(role, 'admin')
      if (!known || !allowed) throw new Problem(404, 'not-found', 'No such request.')
      const { actor: _actor, ...status } = known
      return status
    },
  )
}

function addManifest(app: HttpApp): void {
  app.get(
    '/v1/commands/manifest',
    {
      config: { caller: 'guest' },
      schema: {
        tags,
        summary: 'Every command that the caller may use',
        response: { 200: z.array(manifestEntry) },
      },
    },
    ({ caller }) => manifestFor(caller?.role ?? 'guest'),
  )
}
