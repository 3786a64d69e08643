/**
 * One stream of server-sent events (PROTOCOL 4): turns the outputs of ticks into its events.
 *
 *   request.queued → request.processing → request.completed | request.failed
 *   event, room.state, narration.chunk
 */
import type { CommandStatus, Output } from '../../../../schema/envelope.ts'
import { type FramePosition, frameId, isAfter } from '../../../../schema/frames/position.ts'
import type { MarkedFrame } from '../../../../schema/frames/server.ts'
import type { SessionId } from '../../../../schema/ids.ts'
import type { LiveMessage } from '../../../../schema/live.ts'
import { type ViewData, withDelta } from '../../../../schema/view-delta.ts'
import { encodeV1 } from '../../render/wire-formats.ts'
import type { PlacedFrame } from '../../session/frame-run.ts'
import { framesOf } from '../../session/hub.ts'
import { RequestStages } from './request-stages.ts'
import {
  type Company,
  followsRequest,
  hears,
  mayKnow,
  reaches,
  type StreamScope,
  showsRoom,
} from './stream-scope.ts'

type Shown = Extract<Output, { f: 'event' | 'state' | 'delta' }>

/** Sends one event; `id` is given only where a resume may begin. */
export type SendEvent = (name: string, data: string, id?: string) => void

/**
 * Invariants: a caller sees only frames of its own character, admins those of everybody; the id of an
 * event is its frame's, and events that carry one go out in ascending order (`startOver` begins anew).
 */
export class EventStream {
  readonly scope: StreamScope
  readonly #send: SendEvent
  #stages: RequestStages
  #cursor: FramePosition
  /** The room as each session sees it: a client that asked for deltas is shown no whole one. */
  readonly #rooms = new Map<SessionId, ViewData>()
  #over = false
  #awaitsAnswer = false

  /** `after`: what came up to this position has been seen. */
  constructor(scope: StreamScope, after: FramePosition, send: SendEvent) {
    this.scope = scope
    this.#send = send
    this.#cursor = after
    this.#stages = new RequestStages(send)
  }

  /** True once the request of a request's stream has ended. */
  get over(): boolean {
    return this.#over
  }

  /** True while the request of a request's stream is done and its answer is being written. */
  get awaitsAnswer(): boolean {
    return this.#awaitsAnswer && !this.#over
  }

  /** What was told may not have happened, or is not known: everything is told anew after this position. */
  startOver(here: FramePosition, reason: string): void {
    this.#cursor = here
    this.#stages = new RequestStages(this.#send)
    this.#rooms.clear()
    this.#send('resync', JSON.stringify({ reason }), frameId(here))
  }

  /** The answer is there, or nobody will give one any more. */
  answered(request: string, status: CommandStatus, result: object | undefined): void {
    this.#stages.enter(request, { stage: 'ended', status, ...(result ? { result } : {}) })
    this.#over = true
  }

  /** What one tick told. Ticks come in ascending order. */
  outputs(tick: number, outputs: readonly Output[], company: Company): void {
    for (const output of outputs) {
      // An event may be followed by its state under the next number.
      if (this.#over || !isAfter({ tick, k: output.k + 1 }, this.#cursor)) continue
      this.#output(tick, output, company)
      const last = { tick, k: output.k }
      if (isAfter(last, this.#cursor)) this.#cursor = last
    }
  }

  /** A piece of narration while it is being written. `hearers`: the characters that hear it. */
  live(message: LiveMessage, hearers: ReadonlySet<string>): void {
    if (this.#over || !hears(this.scope, message, hearers)) return
    const { v: _v, to: _to, ...data } = message
    this.#send('narration.chunk', JSON.stringify(data))
  }

  /** A request was stored durably. `owner`: the character whose request it is. */
  queued(request: string, owner: string): void {
    const { caller } = this.scope
    if (this.#over || !followsRequest(this.scope, request)) return
    if (caller.seesAll || owner === caller.character) {
      this.#stages.enter(request, { stage: 'queued' })
    }
  }

  /** The request of a request's stream has ended; `id`: where a resume may begin. */
  ended(request: string, status: CommandStatus, id?: string): void {
    this.#stages.enter(request, { stage: 'ended', status }, id)
    if (this.scope.wanted.of === 'request') this.#over = true
  }

  #output(tick: number, output: Output, company: Company): void {
    switch (output.f) {
      case 'done':
        return this.#done(tick, output, company)
      case 'event':
      case 'state':
      case 'delta':
        return this.#shown(tick, output, company)
      case 'pending':
      case 'gap':
      case 'attached':
      case 'claimed':
      case 'closed':
        // These concern the connection of a client, not what its character perceives.
        return
      default:
        output satisfies never
    }
  }

  #done(tick: number, output: Extract<Output, { f: 'done' }>, company: Company): void {
    const { request, k, status } = output
    if (!isAfter({ tick, k }, this.#cursor)) return
    if (!followsRequest(this.scope, request) || !mayKnow(this.scope, request, company)) return
    // The stream of one request goes on until the words have come.
    const isAwaited = output.answer === 'pending' && this.scope.wanted.of === 'request'
    if (isAwaited) {
      this.#stages.enter(request, { stage: 'processing' })
      this.#awaitsAnswer = true
    } else this.ended(request, status, frameId({ tick, k }))
  }

  #shown(tick: number, output: Shown, company: Company): void {
    const { cause } = output
    if (!reaches(this.scope, output, company)) return
    if (cause && followsRequest(this.scope, cause) && mayKnow(this.scope, cause, company)) {
      this.#stages.enter(cause, { stage: 'processing' })
    }
    for (const placed of framesOf(tick, output)) {
      const { frame } = placed.frame
      const room =
        (frame.t === 'state' || frame.t === 'delta') && frame.part === 'room'
          ? this.#roomAfter(frame, output.to)
          : undefined
      if (isAfter(placed.position, this.#cursor)) this.#frame(placed, room)
    }
  }

  /** The whole room after a frame; undefined when nobody knows what the frame changes. */
  #roomAfter(
    frame: Extract<MarkedFrame, { t: 'state' | 'delta' }>,
    to: readonly SessionId[],
  ): unknown {
    let room: ViewData | undefined
    for (const session of to) {
      const known = this.#rooms.get(session)
      const after =
        frame.t === 'state' ? (frame.data as ViewData) : known && withDelta(known, frame)
      if (after) this.#rooms.set(session, after)
      room ??= after
    }
    return room
  }

  #frame({ position, frame: { frame } }: PlacedFrame, room: unknown): void {
    const id = frameId(position)
    if (frame.t === 'event') this.#send('event', encodeV1(frame), id)
    if (room !== undefined && showsRoom(this.scope, room)) {
      this.#send('room.state', JSON.stringify(room), id)
    }
  }
}
