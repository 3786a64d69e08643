/**
 * `/admin/api/...`: everything for admins, nothing for anybody else. Reading needs the role; acting
 * needs it too, a reason, and JSON (which a form of another page cannot send), and becomes an event.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mayUse } from '../../../schema/roles.ts'
import { historyOf } from '../../log/travel/history.ts'
import { stateAt } from '../../log/travel/state-at.ts'
import { lastTick } from '../../log/travel/tick-of-time.ts'
import { traceRequest } from '../../log/travel/trace.ts'
import type { Account } from '../accounts/accounts.ts'
import { problem, signedIn } from '../http/http-api.ts'
import { type Action, type ActionParts, actions, perform } from './actions.ts'
import { deadLetters, oneDeadLetter } from './dead.ts'
import { cachesOf, leasesOf, objectivesOf, queuesOf, sessionsOf } from './facts.ts'
import type { AdminLive } from './live.ts'
import { positions, showReversal } from './reversal.ts'

export interface AdminParts extends ActionParts {
  readonly live: AdminLive
}

type Answer = (request: FastifyRequest, admin: Account) => unknown

/** Adds the routes. */
export function addAdminApi(app: FastifyInstance, parts: AdminParts): void {
  const readAt = (address: string, answer: Answer) =>
    app.get(address, async (request, reply) => {
      const admin = await adminOf(parts, request, reply)
      return admin ? answer(request, admin) : reply
    })
  const read = (path: string, answer: Answer) => readAt(`/admin/api/${path}`, answer)
  /** Facts that monitors ask for by a shorter address as well. */
  const fact = (name: string, answer: Answer) => {
    read(name, answer)
    readAt(`/admin/${name}`, answer)
  }
  fact('slo', () => objectivesOf(parts.live))
  fact('queues', () => queuesOf(parts))
  fact('caches', () => cachesOf(parts.live))
  fact('dlq', () => deadLetters(parts.db))
  read('status', () => parts.live.snapshot())
  read('ticks', () => parts.live.history())
  read('sessions', () => sessionsOf(parts.db))
  read('leases', () => leasesOf(parts.db))
  read('bans', () => parts.identity.bans.list())
  read('dead', () => deadLetters(parts.db))
  read('dead/:job', (request) => oneDeadLetter(parts.db, (request.params as { job: string }).job))
  addTravel(parts, read)
  app.get('/admin/api/live', async (request, reply) => {
    if (await adminOf(parts, request, reply)) streamSeconds(parts.live, request, reply)
  })
  app.post('/admin/api/actions/:action', async (request, reply) => {
    const admin = await adminOf(parts, request, reply)
    if (!admin) return reply
    return act(parts, admin, request, reply)
  })
}

/** The past, and what of it can be put right. */
function addTravel(parts: AdminParts, read: (path: string, answer: Answer) => unknown): void {
  read('trace/:request', async (request) => {
    const { request: asked } = request.params as { request: string }
    return { story: await traceRequest(parts.db, asked) }
  })
  read('travel/:id/history', (request) => {
    const { id } = request.params as { id: string }
    const { filter } = request.query as { filter?: string }
    return historyOf(parts.db, id, { limit: 200, ...(filter ? { filter } : {}) })
  })
  read('travel/:id', async (request) => {
    const { id } = request.params as { id: string }
    const asked = Number((request.query as { tick?: string }).tick)
    const newest = await lastTick(parts.db)
    const tick = Number.isSafeInteger(asked) && asked > 0 ? Math.min(asked, newest) : newest
    return { tick, lastTick: newest, state: await stateAt(parts.db, id, tick) }
  })
  read('reversal', (request, admin) => {
    const { events } = request.query as { events?: string }
    const chosen = positions.safeParse((events ?? '').split(',').filter((one) => one !== ''))
    if (chosen.success) return showReversal(parts.db, admin.character, chosen.data)
    throw badRequest(z.prettifyError(chosen.error))
  })
}

/** Answered as 400 with these words. */
function badRequest(detail: string): Error {
  return Object.assign(new Error(detail), { statusCode: 400 })
}

/** The account behind the request if it is an admin's; otherwise the reply has been sent. */
async function adminOf(parts: AdminParts, request: FastifyRequest, reply: FastifyReply) {
  const account = await signedIn(parts, request)
  if (!account) {
    await problem(reply, 401, 'not-signed-in', 'Sign in first.')
    return null
  }
  if (mayUse(account.role, 'admin')) return account
  await problem(reply, 403, 'not-allowed', 'Only for admins.')
  return null
}

/** One server-sent event a second; the first one carries everything. */
function streamSeconds(live: AdminLive, request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  const send = (event: string, data: unknown) =>
    raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  send('status', live.snapshot())
  const stop = live.onSecond((second) => {
    // A page that does not read is not waited for; it reconnects.
    if (raw.writableLength > 1_048_576) return void raw.destroy()
    send('second', second)
    send('status', live.snapshot())
  })
  request.raw.on('close', stop)
}

const refusals = {
  unavailable: [503, 'The world does not hear you just now. Try again.'],
  'not-allowed': [403, 'Not to the owner.'],
  'not-found': [404, 'Nobody has an account of that name.'],
  'too-much': [422, 'The log has no such events, or they did too much for one order.'],
  'no-such-job': [404, 'No job of that name has failed for good, or it was settled before.'],
  'no-worker': [503, 'No worker has taken the order. Is one running?'],
} as const

async function act(
  parts: AdminParts,
  admin: Account,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { action } = request.params as { action: string }
  const schema = Object.hasOwn(actions, action) ? actions[action as Action] : undefined
  if (!schema) return problem(reply, 404, 'not-found', 'There is no such action.')
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return problem(reply, 415, 'json-only', 'Actions are sent as JSON.')
  }
  const body = schema.safeParse(request.body)
  if (!body.success) {
    return problem(reply, 400, 'bad-request', z.prettifyError(body.error).slice(0, 400))
  }
  const done = await perform(parts, admin, action as Action, body.data as never)
  if (done.ok) return reply.code(202).send({ status: 'accepted', request: done.request })
  const [status, detail] = refusals[done.code]
  return problem(reply, status, done.code, detail)
}
