/**
 * One stream of server-sent events (WHATWG HTML, section 9.2): which outputs it carries, and as what.
 *
 *   request.queued → request.processing → request.completed | request.failed
 *   event, room.state, narration.chunk
 *
 * Invariants: a caller sees only frames of its own character, admins those of everybody; the id of an
 * event is its frame's, and events that carry one go out in ascending order.
 */
import type { Output } from '../../../schema/envelope.ts'
import { type FramePosition, frameId, isAfter } from '../../../schema/frames/position.ts'
import { parseRequestId } from '../../../schema/ids.ts'
import type { LiveMessage } from '../../../schema/live.ts'
import { encodeV1 } from '../render/wire-formats.ts'
import { framesOf } from '../session/hub.ts'

/** What was asked for. */
export type Wanted =
  | { readonly of: 'world' }
  | { readonly of: 'room'; readonly room: string }
  | { readonly of: 'request'; readonly request: string }

export interface Caller {
  readonly account: string
  readonly character: string
  /** Admins see what anybody sees. */
  readonly all: boolean
}

/** Who matters to a stream at the moment of a tick. */
export interface Company {
  readonly ownerOf: (session: string) => string | undefined
  /** Characters whose frames belong to a room's stream; unused by the others. */
  readonly inRoom: ReadonlySet<string>
}

/** Writes one event; `id` only where a resume may begin. */
export type WriteEvent = (name: string, data: string, id?: string) => void

export interface EventStream {
  readonly wanted: Wanted
  readonly caller: Caller
  outputs(tick: number, outputs: readonly Output[], company: Company): void
  live(message: LiveMessage, hearers: ReadonlySet<string>): void
  queued(request: string, owner: string): void
  /** The request of a request's stream had ended before the stream was opened. */
  ended(request: string, status: string): void
  /** True once the request of a request's stream has ended. */
  readonly over: boolean
}

type Stage = 'queued' | 'processing' | 'ended'
const requestsMax = 500

export function eventStream(
  wanted: Wanted,
  caller: Caller,
  after: FramePosition,
  write: WriteEvent,
): EventStream {
  const stages = new Map<string, Stage>()
  let cursor = after
  let over = false

  const enter = (request: string, stage: Stage, position?: FramePosition, status?: string) => {
    const known = stages.get(request)
    if (known === stage || known === 'ended' || (known && stage === 'queued')) return
    if (stage === 'ended') enter(request, 'processing')
    stages.set(request, stage)
    const oldest = stages.size > requestsMax ? stages.keys().next().value : undefined
    if (oldest !== undefined) stages.delete(oldest)
    const name = stage !== 'ended' ? stage : status === 'completed' ? 'completed' : 'failed'
    const data = JSON.stringify({ request, status: status ?? stage })
    write(`request.${name}`, data, position && frameId(position))
    if (stage === 'ended' && wanted.of === 'request') over = true
  }

  const isOwn = (request: string, company: Company) => {
    const session = parseRequestId(request)?.session
    return caller.all || (session && company.ownerOf(session) === caller.character)
  }

  const output = (tick: number, one: Output, company: Company) => {
    if (one.f === 'done') {
      if (!isAfter({ tick, k: one.k }, cursor)) return
      if (!concerns(wanted, one.request) || !isOwn(one.request, company)) return
      return enter(one.request, 'ended', { tick, k: one.k }, one.status)
    }
    if (one.f !== 'event' && one.f !== 'state') return
    const { cause } = one
    if (!reaches(one, wanted, caller, company)) return
    if (cause && concerns(wanted, cause) && isOwn(cause, company)) enter(cause, 'processing')
    for (const { position, frame } of framesOf(tick, one)) {
      const id = frameId(position)
      if (!isAfter(position, cursor)) continue
      if (frame.frame.t === 'event') write('event', encodeV1(frame.frame), id)
      if (frame.frame.t === 'state' && frame.frame.part === 'room') {
        if (ofRoom(wanted, frame.frame.data)) {
          write('room.state', JSON.stringify(frame.frame.data), id)
        }
      }
    }
  }

  return {
    wanted,
    caller,
    get over() {
      return over
    },
    outputs(tick, outputs, company) {
      for (const one of outputs) {
        if (over || !isAfter({ tick, k: one.k + 1 }, cursor)) continue
        output(tick, one, company)
        const last = { tick, k: one.k }
        if (isAfter(last, cursor)) cursor = last
      }
    },
    live(message, hearers) {
      if (over || !(caller.all || hearers.has(caller.character))) return
      if (wanted.of === 'room' && wanted.room !== message.room) return
      if (wanted.of === 'request' && wanted.request !== message.cause) return
      const { v: _v, to: _to, ...data } = message
      write('narration.chunk', JSON.stringify(data))
    },
    queued(request, owner) {
      if (over || !concerns(wanted, request)) return
      if (caller.all || owner === caller.character) enter(request, 'queued')
    },
    ended: (request, status) => enter(request, 'ended', undefined, status),
  }
}

/** Whether the life of a request belongs to the stream. */
function concerns(wanted: Wanted, request: string): boolean {
  return wanted.of === 'request' ? wanted.request === request : wanted.of === 'world'
}

function reaches(
  output: Extract<Output, { f: 'event' | 'state' }>,
  wanted: Wanted,
  caller: Caller,
  company: Company,
): boolean {
  if (wanted.of === 'request' && output.cause !== wanted.request) return false
  return output.to.some((session) => {
    const owner = company.ownerOf(session)
    if (wanted.of === 'room' && (owner === undefined || !company.inRoom.has(owner))) return false
    return caller.all || owner === caller.character
  })
}

function ofRoom(wanted: Wanted, data: unknown): boolean {
  return wanted.of !== 'room' || (data as { id?: unknown } | null)?.id === wanted.room
}
