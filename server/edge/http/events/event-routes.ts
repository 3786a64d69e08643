/** `GET /v1/events/...` (PROTOCOL 4): opens and closes the streams of server-sent events. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { parseFrameId } from '../../../../schema/frames/position.ts'
import { type BeingId, parseRequestId } from '../../../../schema/ids.ts'
import type { LiveMessage } from '../../../../schema/live.ts'
import { mayUse } from '../../../../schema/roles.ts'
import type { Account } from '../../accounts/accounts.ts'
import {
  type AddressBook,
  comeBackSeconds,
  overfull,
  type Release,
} from '../../session/addresses.ts'
import type { RightsWatch } from '../../session/rights.ts'
import { holdStream } from '../held-stream.ts'
import type { HttpApp } from '../http-server.ts'
import { Problem } from '../problems.ts'
import { requireRoom } from '../room-sync.ts'
import { openSse, type SseChannel } from '../sse.ts'
import type { EventStream } from './event-stream.ts'
import { type OpenStreamParts, openStream, ownerOfRequest } from './open-stream.ts'
import type { Wanted } from './stream-scope.ts'

export interface EventRouteParts extends OpenStreamParts {
  readonly keepAliveMs: number
  /** Output that may wait for a slow reader, in bytes, before it is cut off. */
  readonly bufferedBytesMax: number
  readonly addresses: AddressBook
  readonly rights: Pick<RightsWatch, 'hold'>
  readonly onDrop: (reason: string) => void
}

export interface EventStreams {
  /** Live narration, for the streams that may hear it. `hearers`: the characters that hear it. */
  live(message: LiveMessage, hearers: ReadonlySet<string>): void
  /** A command was stored durably. `actor` is known for requests over HTTP. */
  queued(request: string, actor: BeingId | undefined): void
  count(): number
  /** Ends every stream. */
  close(): void
}

type OpenStreams = Map<EventStream, SseChannel>

const streamsPerAccountMax = 16
const streamsMax = 2_000
const reconnectMs = 2_000

/** Adds the three routes. */
export function addEventStreams(app: HttpApp, parts: EventRouteParts): EventStreams {
  const open: OpenStreams = new Map()
  addRoutes(app, (wanted, request, reply) => serve(wanted, { request, reply, parts, open }))
  return {
    live(message, hearers) {
      for (const stream of open.keys()) stream.live(message, hearers)
    },
    queued(request, actor) {
      if (open.size > 0) void tellQueued(request, actor, { parts, open })
    },
    count: () => open.size,
    close() {
      parts.tail.close()
      for (const channel of open.values()) channel.end()
    },
  }
}

type Serve = (wanted: Wanted, request: FastifyRequest, reply: FastifyReply) => Promise<void>

function addRoutes(app: HttpApp, serveStream: Serve): void {
  const about = {
    tags: ['events'],
    headers: z.looseObject({
      'last-event-id': z.string().optional().describe('Resumes after the event of this id'),
    }),
    response: { 200: { content: { 'text/event-stream': { schema: z.string() } } } },
  }
  const config = { caller: 'account' } as const
  app.get(
    '/v1/events/world',
    {
      config,
      schema: {
        ...about,
        summary: 'What the caller perceives, as it happens',
        problems: [429, 503],
      },
    },
    (request, reply) => serveStream({ of: 'world' }, request, reply),
  )
  app.get(
    '/v1/events/rooms/:room',
    {
      config,
      schema: {
        ...about,
        summary: 'What the caller perceives in the room it is in',
        params: z.object({ room: z.string() }),
        problems: [403, 404, 429, 503],
      },
    },
    (request, reply) => serveStream({ of: 'room', room: request.params.room }, request, reply),
  )
  app.get(
    '/v1/events/requests/:request',
    {
      config,
      schema: {
        ...about,
        summary: 'The life of one request, until it ends',
        params: z.object({ request: z.string() }),
        problems: [404, 429, 503],
      },
    },
    (request, reply) =>
      serveStream({ of: 'request', request: request.params.request }, request, reply),
  )
}

interface Call {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly parts: EventRouteParts
  readonly open: OpenStreams
}

async function serve(wanted: Wanted, { request, reply, parts, open }: Call): Promise<void> {
  const { account } = request
  await refuseStranger(wanted, account, parts)
  refuseTooMany(account, open)
  const release = admitted(request, reply, parts)
  const { id, character, role } = account
  const scope = { wanted, caller: { account: id, character, seesAll: mayUse(role, 'admin') } }
  const from = parseFrameId(String(request.headers['last-event-id'] ?? ''))
  const { bufferedBytesMax, keepAliveMs } = parts
  const channel = openSse(reply, { bufferedBytesMax, keepAliveMs, reconnectMs })
  channel.onEnd(release)
  const stream = openStream({ scope, account, from }, channel, parts)
  open.set(stream, channel)
  channel.onEnd(() => open.delete(stream))
  holdStream(channel, request, parts.rights)
}

/** Refuses a room where the caller is not, and a request of somebody else; admins see everything. */
async function refuseStranger(
  wanted: Wanted,
  account: Account,
  parts: EventRouteParts,
): Promise<void> {
  if (wanted.of === 'room') requireRoom(await parts.roomSync.view(wanted.room, account))
  if (wanted.of !== 'request' || mayUse(account.role, 'admin')) return
  if ((await ownerOfRequest(wanted.request, parts)) === account.character) return
  throw new Problem(404, 'not-found', 'No such request.')
}

function refuseTooMany({ id }: Account, open: OpenStreams): void {
  const own = [...open.keys()].filter(({ scope }) => scope.caller.account === id).length
  if (own < streamsPerAccountMax && open.size < streamsMax) return
  throw new Problem(429, 'too-many-streams', 'Too many event streams are open.')
}

/** An event stream is a connection like a socket, and counts as one. */
function admitted(
  request: FastifyRequest,
  reply: FastifyReply,
  { addresses, onDrop }: EventRouteParts,
): Release {
  const release = addresses.admit(request.address)
  if (typeof release !== 'string') return release
  onDrop(release)
  const { status, words } = overfull[release]
  void reply.header('retry-after', comeBackSeconds)
  throw new Problem(status, 'too-many-connections', words)
}

async function tellQueued(
  request: string,
  actor: BeingId | undefined,
  { parts, open }: { readonly parts: EventRouteParts; readonly open: OpenStreams },
): Promise<void> {
  try {
    const owner = actor ?? (await ownerOfSession(request, parts))
    if (owner === undefined) return
    for (const stream of open.keys()) stream.queued(request, owner)
  } catch (error) {
    // The store is away: the request is shown from its next stage on.
    parts.onTrouble('event-stream', error)
  }
}

async function ownerOfSession(request: string, { whereabouts }: EventRouteParts) {
  const session = parseRequestId(request)?.session ?? ''
  return (await whereabouts.ownersOf([session])).get(session)
}
