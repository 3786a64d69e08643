/** `GET /v1/events/...` (PROTOCOL 4): opens, feeds and closes the streams of server-sent events. */
import type { ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { parseFrameId } from '../../../schema/frames/position.ts'
import { parseRequestId } from '../../../schema/ids.ts'
import type { LiveMessage } from '../../../schema/live.ts'
import { mayUse } from '../../../schema/roles.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Identity } from '../accounts/identity.ts'
import {
  type Caller,
  type Company,
  type EventStream,
  eventStream,
  type Wanted,
  type WriteEvent,
} from './event-stream.ts'
import type { OutputTail, ToldTick } from './event-stream-tail.ts'
import { problem, signedIn } from './http-api.ts'
import type { RequestBook } from './request-book.ts'
import type { RoomSync } from './room-sync.ts'
import type { Whereabouts } from './whereabouts.ts'

export interface EventStreamParts {
  readonly identity: Identity
  readonly requests: Pick<RequestBook, 'status'>
  readonly roomSync: RoomSync
  readonly tail: OutputTail
  readonly whereabouts: Whereabouts
  readonly keepAliveMs: number
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface EventStreams {
  /** Live narration, for the streams that may hear it. */
  live(message: LiveMessage, hearers: ReadonlySet<string>): void
  /** A command was stored durably. `actor` is known for requests over HTTP. */
  queued(request: string, actor: string | undefined): void
  count(): number
  /** Ends every stream. */
  close(): void
}

interface Open {
  readonly stream: EventStream
  readonly end: () => void
}

const streamsPerAccountMax = 16
const streamsMax = 2_000
/** Events that may wait for a slow reader before its stream is cut; it may resume. */
const bufferedBytesMax = 256 * 1_024
const reconnectMs = 2_000

/** Adds the three routes. */
export function addEventStreams(app: FastifyInstance, parts: EventStreamParts): EventStreams {
  const open = new Set<Open>()
  const route = (path: string, wantedOf: (request: FastifyRequest) => Wanted) => {
    app.get(path, async (request, reply) => {
      const account = await signedIn(parts, request)
      if (!account) return problem(reply, 401, 'not-signed-in', 'Sign in first.')
      const wanted = wantedOf(request)
      const refusal = await refusalOf(wanted, account, parts)
      if (refusal) return problem(reply, refusal.status, refusal.code, refusal.detail)
      const own = [...open].filter(({ stream }) => stream.caller.account === account.id).length
      if (own >= streamsPerAccountMax || open.size >= streamsMax) {
        return problem(reply, 429, 'too-many-streams', 'Too many event streams are open.')
      }
      return serve(request, reply, wanted, account, parts, open)
    })
  }
  route('/v1/events/world', () => ({ of: 'world' }))
  route('/v1/events/rooms/:room', (request) => ({
    of: 'room',
    room: (request.params as { room: string }).room,
  }))
  route('/v1/events/requests/:request', (request) => ({
    of: 'request',
    request: (request.params as { request: string }).request,
  }))
  return {
    live(message, hearers) {
      for (const { stream } of open) stream.live(message, hearers)
    },
    queued(request, actor) {
      if (open.size === 0) return
      void tellQueued(request, actor, parts, open)
    },
    count: () => open.size,
    close() {
      parts.tail.close()
      for (const { end } of open) end()
    },
  }
}

async function refusalOf(wanted: Wanted, account: Account, parts: EventStreamParts) {
  const all = mayUse(account.role, 'admin')
  if (wanted.of === 'room') {
    const view = await parts.roomSync.view(wanted.room, account)
    if (view === null) return { status: 404, code: 'not-found', detail: 'No such room.' }
    if (view === 'forbidden') {
      return { status: 403, code: 'not-there', detail: 'You are not there.' }
    }
  }
  if (wanted.of === 'request' && !all) {
    const owner = await ownerOfRequest(wanted.request, parts)
    if (owner !== account.character) {
      return { status: 404, code: 'not-found', detail: 'No such request.' }
    }
  }
  return null
}

async function ownerOfRequest(request: string, parts: EventStreamParts) {
  const session = parseRequestId(request)?.session
  if (!session) return undefined
  const known = await parts.requests.status(request)
  return known?.actor ?? (await parts.whereabouts.ownersOf([session])).get(session)
}

async function serve(
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: Wanted,
  account: Account,
  parts: EventStreamParts,
  open: Set<Open>,
): Promise<FastifyReply> {
  const from = parseFrameId(String(request.headers['last-event-id'] ?? ''))
  reply.hijack()
  const response = reply.raw
  const write = openResponse(response)
  const all = mayUse(account.role, 'admin')
  const caller: Caller = { account: account.id, character: account.character, all }
  const stream = eventStream(wanted, caller, from ?? { tick: 0, k: 0 }, write)
  const follower = inOrder(stream, parts, () => entry.end())
  const keepAlive = setInterval(() => response.write(': keep-alive\n\n'), parts.keepAliveMs)
  const entry: Open = {
    stream,
    end() {
      clearInterval(keepAlive)
      open.delete(entry)
      parts.tail.unfollow(follower)
      response.end()
    },
  }
  open.add(entry)
  response.on('close', entry.end)
  try {
    const since = from ? from.tick - 1 : await beginningOf(stream, account, parts)
    const reachable = await parts.tail.follow(since, follower)
    if (!reachable) write('resync', JSON.stringify({ reason: 'Part of the backlog is gone.' }))
    await greet(stream, account, parts, write, reachable)
    if (stream.over) entry.end()
  } catch (error) {
    parts.onTrouble('event-stream', error)
    entry.end()
  }
  return reply
}

/** The tick before a request was applied, so that its stream shows what it caused however late it is opened. */
async function beginningOf(
  stream: EventStream,
  account: Account,
  parts: EventStreamParts,
): Promise<number | null> {
  const { wanted } = stream
  if (wanted.of !== 'request') return null
  const owner = (await ownerOfRequest(wanted.request, parts)) ?? account.character
  stream.queued(wanted.request, owner)
  const key = parseRequestId(wanted.request)
  const tick = key ? await parts.whereabouts.tickOf(key.session, key.n) : undefined
  return tick === undefined ? null : tick - 1
}

/** What a stream begins with beside the backlog: the room as it is, or an end too old to be told again. */
async function greet(
  stream: EventStream,
  account: Account,
  parts: EventStreamParts,
  write: WriteEvent,
  reachable: boolean,
): Promise<void> {
  const { wanted } = stream
  if (wanted.of === 'room') {
    const view = await parts.roomSync.view(wanted.room, account)
    const state = (view as { state?: unknown } | null)?.state
    if (state !== undefined) write('room.state', JSON.stringify(state))
  }
  if (wanted.of !== 'request') return
  const known = await parts.requests.status(wanted.request)
  if (!known || known.status === 'queued' || known.status === 'processing') return
  const key = parseRequestId(wanted.request)
  const told = key ? await parts.whereabouts.tickOf(key.session, key.n) : undefined
  // Applied between our two looks, it comes with the next round of the tail.
  if (!reachable || told === undefined) stream.ended(wanted.request, known.status)
}

/** Ticks one after another: whose sessions they speak to may have to be read first. */
function inOrder(stream: EventStream, parts: EventStreamParts, end: () => void) {
  let work = Promise.resolve()
  return (told: readonly ToldTick[]) => {
    work = work
      .then(async () => {
        const company = await companyOf(told, stream, parts.whereabouts)
        for (const { tick, outputs } of told) stream.outputs(tick, outputs, company)
        if (stream.over) end()
      })
      .catch((error: unknown) => {
        // Without it the order would have a hole; the client resumes where it stands.
        parts.onTrouble('event-stream', error)
        end()
      })
  }
}

async function companyOf(
  told: readonly ToldTick[],
  { wanted, caller }: EventStream,
  whereabouts: Whereabouts,
): Promise<Company> {
  const sessions = new Set<string>()
  for (const { outputs } of told) {
    for (const output of outputs) {
      for (const session of output.to) sessions.add(session)
      const request = output.f === 'done' ? output.request : 'cause' in output ? output.cause : ''
      const author = parseRequestId(request ?? '')?.session
      if (author) sessions.add(author)
    }
  }
  const owners = await whereabouts.ownersOf([...sessions])
  const inRoom = wanted.of === 'room' ? await peopleFor(wanted.room, caller, whereabouts) : null
  return { ownerOf: (session) => owners.get(session), inRoom: inRoom ?? new Set() }
}

async function peopleFor(room: string, caller: Caller, whereabouts: Whereabouts) {
  if (caller.all) return whereabouts.peopleIn(room)
  const here = (await whereabouts.roomOf(caller.character)) === room
  return new Set(here ? [caller.character] : [])
}

async function tellQueued(
  request: string,
  actor: string | undefined,
  parts: EventStreamParts,
  open: ReadonlySet<Open>,
): Promise<void> {
  const session = parseRequestId(request)?.session ?? ''
  const owner =
    actor ??
    (await parts.whereabouts
      .ownersOf([session])
      .then((owners) => owners.get(session))
      .catch((error: unknown) => {
        // Weather: the request is shown from its next step on.
        parts.onTrouble('event-stream', error)
        return undefined
      }))
  if (owner === undefined) return
  for (const { stream } of open) stream.queued(request, owner)
}

function openResponse(response: ServerResponse): WriteEvent {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    connection: 'keep-alive',
  })
  response.write(`retry: ${reconnectMs}\n\n`)
  return (name, data, id) => {
    if (response.writableEnded) return
    const head = id === undefined ? '' : `id: ${id}\n`
    // JSON has no line breaks outside of strings and escapes those inside, so one data line is enough.
    response.write(`${head}event: ${name}\ndata: ${data}\n\n`)
    if (response.writableLength > bufferedBytesMax) response.destroy()
  }
}
