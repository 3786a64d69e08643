/**
 * `/admin/api/...`: everything for admins, nothing for anybody else. Reading needs the role; acting
 * needs it too, a reason, and JSON (which a form of another page cannot send), and becomes an event.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import { mayUse } from '../../handlers/define-command.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Db } from '../platform/database.ts'
import { historyOf } from '../travel/history.ts'
import { stateAt } from '../travel/state-at.ts'
import { lastTick } from '../travel/tick-of-time.ts'
import { type Action, type ActionParts, actions, perform } from './admin-actions.ts'
import type { AdminLive } from './admin-live.ts'
import { problem, signedIn } from './http-api.ts'

export interface AdminParts extends ActionParts {
  readonly live: AdminLive
}

/** Adds the routes. */
export function addAdminApi(app: FastifyInstance, parts: AdminParts): void {
  const read = <T>(path: string, answer: (request: FastifyRequest) => Promise<T> | T) =>
    app.get(`/admin/api/${path}`, async (request, reply) => {
      const admin = await adminOf(parts, request, reply)
      return admin ? answer(request) : reply
    })
  read('status', () => parts.live.snapshot())
  read('ticks', () => parts.live.history())
  read('sessions', () => sessionsOf(parts.db))
  read('queues', () => queuesOf(parts))
  read('leases', () => leasesOf(parts.db))
  read('bans', () => parts.db.selectFrom('bans').selectAll().orderBy('value').execute())
  read('dead', () => deadLettersOf(parts.db))
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
  app.get('/admin/api/live', async (request, reply) => {
    if (await adminOf(parts, request, reply)) streamSeconds(parts.live, request, reply)
  })
  app.post('/admin/api/actions/:action', async (request, reply) => {
    const admin = await adminOf(parts, request, reply)
    if (!admin) return reply
    return act(parts, admin, request, reply)
  })
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

async function sessionsOf(db: Db) {
  const { rows } = await sql<{ body: Buffer; character: Buffer }>`
    select s.body, c.body as character from entities s
    join entities c on c.shard = s.shard and c.id = s.place where s.kind = 'session'`.execute(db)
  return rows.map((row) => {
    const session = JSON.parse(row.body.toString('utf8'))
    const {
      id,
      name: who,
      role,
      place,
      level,
      linkLostBeat,
    } = JSON.parse(row.character.toString('utf8'))
    const { gateway, via } = session
    const lost = linkLostBeat !== undefined
    return {
      session: session.id,
      character: id,
      name: who,
      role,
      level,
      room: place,
      gateway,
      via,
      lost,
    }
  })
}

async function queuesOf(parts: AdminParts) {
  const manager = await parts.streams()
  const { commands, events, jobs, dead } = parts.subjects.streams
  const streams = await Promise.all(
    [commands, events, jobs, dead].map(async (stream) => {
      const { state } = await manager.streams.info(stream)
      const { messages, bytes, first_seq, last_seq, last_ts } = state
      return { stream, messages, bytes, firstSeq: first_seq, lastSeq: last_seq, lastAt: last_ts }
    }),
  )
  const lanes = []
  for await (const info of manager.consumers.list(jobs)) {
    const { name: lane, num_pending, num_ack_pending, num_redelivered, paused } = info
    lanes.push({
      lane,
      paused: paused === true,
      pending: num_pending,
      underWay: num_ack_pending,
      redelivered: num_redelivered,
    })
  }
  return { streams, lanes }
}

/** Jobs that failed for good. What is in them may be private speech: `mudstream dead show` has it. */
async function deadLettersOf(db: Db) {
  return db
    .selectFrom('dead_letters')
    .select(['job', 'lane', 'kind', 'cause', 'state', 'replays', 'died_at'])
    .orderBy('died_at', 'desc')
    .limit(100)
    .execute()
}

async function leasesOf(db: Db) {
  const rows = await db
    .selectFrom('shards')
    .select(['shard', 'owner', 'epoch', 'tick', 'beat', 'cmd_seq', 'relayed_tick'])
    .select(sql<boolean>`lease_until > now()`.as('held'))
    .orderBy('shard')
    .execute()
  return rows
}

const refusals = {
  unavailable: [503, 'The world does not hear you just now. Try again.'],
  'not-allowed': [403, 'Not to the owner.'],
  'not-found': [404, 'Nobody has an account of that name.'],
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
