/**
 * `/admin/api/...`: everything for admins, nothing for anybody else. Reading needs the role; acting
 * needs it too, a reason, and JSON (which a form of another page cannot send), and becomes an event.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { historyOf } from '../../log/travel/history.ts'
import { stateAt } from '../../log/travel/state-at.ts'
import { lastTick } from '../../log/travel/tick-of-time.ts'
import { traceRequest } from '../../log/travel/trace.ts'
import type { Account } from '../accounts/accounts.ts'
import type { HttpApp } from '../http/http-server.ts'
import { Problem } from '../http/problems.ts'
import { openSse } from '../http/sse.ts'
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
const config = { caller: 'admin' } as const

export function addAdminApi(app: HttpApp, parts: AdminParts): void {
  const readAt = (address: string, answer: Answer) =>
    app.get(address, { config }, (request) => answer(request, request.account))
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
  app.get('/admin/api/live', { config }, (_request, reply) => streamSeconds(parts.live, reply))
  app.post('/admin/api/actions/:action', { config }, (request, reply) => act(parts, request, reply))
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
    throw new Problem(400, 'bad-request', z.prettifyError(chosen.error))
  })
}

/** One server-sent event a second; the first one carries everything. */
function streamSeconds(live: AdminLive, reply: FastifyReply): void {
  const channel = openSse(reply, { bufferedBytesMax: 1_048_576 })
  const send = (event: string, data: unknown) => channel.event(event, JSON.stringify(data))
  send('status', live.snapshot())
  const stop = live.onSecond((second) => {
    send('second', second)
    send('status', live.snapshot())
  })
  channel.onEnd(stop)
}

const refusals = {
  unavailable: [503, 'The world does not hear you just now. Try again.'],
  'not-allowed': [403, 'Not to the owner.'],
  'not-found': [404, 'Nobody has an account of that name.'],
  'too-much': [422, 'The log has no such events, or they did too much for one order.'],
  'no-such-job': [404, 'No job of that name has failed for good, or it was settled before.'],
  'no-worker': [503, 'No worker has taken the order. Is one running?'],
} as const

async function act(parts: AdminParts, request: FastifyRequest, reply: FastifyReply) {
  const { action } = request.params as { action: string }
  const schema = Object.hasOwn(actions, action) ? actions[action as Action] : undefined
  if (!schema) throw new Problem(404, 'not-found', 'There is no such action.')
  if (!request.headers['content-type']?.startsWith('application/json')) {
    throw new Problem(415, 'json-only', 'Actions are sent as JSON.')
  }
  const body = schema.safeParse(request.body)
  if (!body.success) {
    throw new Problem(400, 'bad-request', z.prettifyError(body.error).slice(0, 400))
  }
  const done = await perform(parts, request.account, action as Action, body.data as never)
  if (done.ok) return reply.code(202).send({ status: 'accepted', request: done.request })
  const [status, detail] = refusals[done.code]
  throw new Problem(status, done.code, detail)
}
