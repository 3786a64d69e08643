/** One open event stream: fed from the tail and from what the gateway hears, until either side ends it. */

import type { FramePosition } from '../../../../schema/frames/position.ts'
import { parseRequestId, type RoomId } from '../../../../schema/ids.ts'
import { systemClock } from '../../../platform/ambient.ts'
import type { Account } from '../../accounts/accounts.ts'
import type { RequestBook } from '../request-book.ts'
import type { RoomSync } from '../room-sync.ts'
import type { SseChannel } from '../sse.ts'
import type { Whereabouts } from '../whereabouts.ts'
import { EventStream } from './event-stream.ts'
import type { Follower, OutputTail, ToldTick } from './output-tail.ts'
import type { Company, StreamCaller, StreamScope } from './stream-scope.ts'

export interface OpenStreamParts {
  readonly requests: Pick<RequestBook, 'status'>
  readonly roomSync: RoomSync
  readonly tail: OutputTail
  readonly whereabouts: Whereabouts
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface AskedStream {
  readonly scope: StreamScope
  readonly account: Account
  /** What the client has seen; null begins with what comes next. */
  readonly from: FramePosition | null
}

/** Begins the stream on the channel, and ends the channel when the stream is over or cannot be read. */
export function openStream(
  asked: AskedStream,
  channel: SseChannel,
  parts: OpenStreamParts,
): EventStream {
  const stream = new EventStream(asked.scope, asked.from ?? { tick: 0, k: 0 }, channel.event)
  const { account } = asked
  begin(stream, asked.from, { account, channel, parts }).catch((error: unknown) => {
    parts.onTrouble('event-stream', error)
    channel.end()
  })
  return stream
}

interface Feed {
  readonly account: Account
  readonly channel: SseChannel
  readonly parts: OpenStreamParts
}

async function begin(stream: EventStream, asked: FramePosition | null, feed: Feed): Promise<void> {
  const { channel, parts } = feed
  const { tail } = parts
  const { wanted } = stream.scope
  const seen = { timeline: 0 }
  const follower = inOrder(stream, feed, seen)
  const left = new AbortController()
  channel.onEnd(() => {
    left.abort()
    tail.unfollow(follower)
  })
  const present = await tail.present()
  seen.timeline = present.timeline
  const isLost = asked !== null && !isKnown(asked, present)
  if (isLost) stream.startOver({ tick: present.tick, k: 0 }, isUnknown)
  const since = asked && !isLost ? asked.tick - 1 : await beginningOf(stream, feed)
  if (left.signal.aborted) return
  const complete = await tail.follow(since, follower)
  if (!complete) channel.event('resync', JSON.stringify({ reason: backlogGone }))
  if (wanted.of === 'room' || isLost || !complete) await tellRoom(stream, feed)
  if (wanted.of === 'request') await tellOldEnd(stream, wanted.request, { complete, parts })
  if (stream.over) channel.end()
}

const backlogGone = 'Part of the backlog is gone.'
const isUnknown = 'Nothing is known of this position any more; here is what is around you.'
const wentBack = 'The world has gone back in time; here is what is around you.'

/** False for a position that the store does not know, because it has gone back in time since. */
function isKnown({ tick }: FramePosition, present: { tick: number; timeline: number }): boolean {
  return tick >= present.timeline && tick <= present.tick
}

/** The room of the stream, or the one that its caller is in. */
async function tellRoom(
  { scope: { wanted, caller } }: EventStream,
  { account, channel, parts }: Feed,
): Promise<void> {
  if (wanted.of === 'request') return
  const room = wanted.of === 'room' ? wanted.room : await parts.whereabouts.roomOf(caller.character)
  const view = room && (await parts.roomSync.view(room, account))
  // A caller who has left meanwhile sees the room again when it comes back.
  if (typeof view === 'object') channel.event('room.state', JSON.stringify(view.state))
}

/**
 * The tick before a request was applied, so that its stream shows what it caused however late it is
 * opened. The newest tick is read before the ledger: a request that the ledger does not have yet is
 * applied in a later tick.
 */
async function beginningOf(stream: EventStream, { account, parts }: Feed): Promise<number | null> {
  const { wanted } = stream.scope
  if (wanted.of !== 'request') return null
  const owner = (await ownerOfRequest(wanted.request, parts)) ?? account.character
  stream.queued(wanted.request, owner)
  const newest = await parts.tail.newest()
  const tick = await tickOf(wanted.request, parts)
  return tick === undefined ? newest : tick - 1
}

/** Tells the end of a request that was applied too long ago for the tail to tell it. */
async function tellOldEnd(
  stream: EventStream,
  request: string,
  { complete, parts }: { readonly complete: boolean; readonly parts: OpenStreamParts },
): Promise<void> {
  const known = await parts.requests.status(request)
  if (!known || known.status === 'queued' || known.status === 'processing') return
  const tick = await tickOf(request, parts)
  // Where its tick is known and kept, the tail tells the end.
  if (!complete || tick === undefined) stream.ended(request, known.status)
}

async function tickOf(request: string, { whereabouts }: OpenStreamParts) {
  const key = parseRequestId(request)
  return key ? whereabouts.tickOf(key.session, key.n) : undefined
}

/** The character whose request it is; undefined when it is unknown. */
export async function ownerOfRequest(
  request: string,
  { requests, whereabouts }: Pick<OpenStreamParts, 'requests' | 'whereabouts'>,
): Promise<string | undefined> {
  const session = parseRequestId(request)?.session
  if (!session) return undefined
  const known = await requests.status(request)
  return known?.actor ?? (await whereabouts.ownersOf([session])).get(session)
}

/**
 * Handles ticks one after another, because the owners of their sessions may have to be read first.
 * `seen`: the timeline up to which the stream has come.
 */
function inOrder(stream: EventStream, feed: Feed, seen: { timeline: number }): Follower {
  const { channel, parts } = feed
  let work = Promise.resolve()
  let asking: Promise<void> | undefined
  return (told) => {
    work = work
      .then(async () => {
        const company = await companyOf(told, stream.scope, parts.whereabouts)
        for (const one of told) {
          if (one.timeline > seen.timeline) {
            seen.timeline = one.timeline
            await turn(stream, one.timeline, feed)
          }
          stream.outputs(one.tick, one.outputs, company)
        }
        if (stream.over) channel.end()
        if (stream.awaitsAnswer && !asking) asking = askForAnswer(stream, channel, parts)
      })
      .catch((error: unknown) => {
        // Going on would leave a hole; the client comes back and resumes where it stands.
        parts.onTrouble('event-stream', error)
        channel.end()
      })
  }
}

/** The store has gone back in time: what was told may not have happened, and some things may never have. */
async function turn(stream: EventStream, timeline: number, feed: Feed): Promise<void> {
  const { channel, parts } = feed
  const { wanted } = stream.scope
  stream.startOver({ tick: timeline, k: 0 }, wentBack)
  await tellRoom(stream, feed)
  if (wanted.of === 'request' && !(await parts.requests.status(wanted.request))) channel.end()
}

const askAgainMs = 250

/** Asks for the end of a request whose answer is being written, for as long as somebody listens. */
async function askForAnswer(
  stream: EventStream,
  channel: SseChannel,
  { requests, onTrouble }: OpenStreamParts,
): Promise<void> {
  const { wanted } = stream.scope
  const left = new AbortController()
  channel.onEnd(() => left.abort())
  while (wanted.of === 'request' && !left.signal.aborted && stream.awaitsAnswer) {
    try {
      const known = await requests.status(wanted.request)
      if (known && known.status !== 'queued' && known.status !== 'processing') {
        stream.answered(wanted.request, known.status, known.result)
        return channel.end()
      }
    } catch (error) {
      onTrouble('event-stream', error)
    }
    await systemClock.sleep(askAgainMs, left.signal)
  }
}

async function companyOf(
  told: readonly ToldTick[],
  { wanted, caller }: StreamScope,
  whereabouts: Whereabouts,
): Promise<Company> {
  const owners = await whereabouts.ownersOf(sessionsIn(told))
  const inRoom = wanted.of === 'room' ? await watchedIn(wanted.room, caller, whereabouts) : null
  return { ownerOf: (session) => owners.get(session), inRoom: inRoom ?? new Set() }
}

/** The sessions that outputs are told to, and those whose requests caused them. */
function sessionsIn(told: readonly ToldTick[]): string[] {
  const sessions = new Set<string>()
  for (const output of told.flatMap(({ outputs }) => outputs)) {
    for (const session of output.to) sessions.add(session)
    const request = output.f === 'done' ? output.request : 'cause' in output ? output.cause : ''
    const author = parseRequestId(request ?? '')?.session
    if (author) sessions.add(author)
  }
  return [...sessions]
}

/** Those in the room whose frames the caller may see. */
async function watchedIn(
  room: RoomId,
  caller: StreamCaller,
  whereabouts: Whereabouts,
): Promise<ReadonlySet<string>> {
  if (caller.seesAll) return whereabouts.peopleIn(room)
  const here = (await whereabouts.roomOf(caller.character)) === room
  return new Set(here ? [caller.character] : [])
}
