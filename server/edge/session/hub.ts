/**
 * All sessions of one gateway, and the outputs that ticks send them.
 *
 * The bus may lose outputs, the store does not. Every message names the tick that the gateway should
 * have seen before it. So a gap is noticed at once, and it is filled from the store before anything
 * newer is delivered. A message that was seen before is dropped. Messages are handled one by one.
 *
 * Invariant: each session's connection receives the frames of a tick in order, and ticks in order.
 */
import type { ClosedCode, Output, OutputMessage } from '../../../schema/envelope.ts'
import { frameId } from '../../../schema/frames/position.ts'
import type { MarkedFrame } from '../../../schema/frames/server.ts'
import type { GatewayId, SessionId } from '../../../schema/ids.ts'
import { wordsOf } from '../../../schema/render.ts'
import type { Clock } from '../../platform/ambient.ts'
import { FrameRun, type PlacedFrame } from './frame-run.ts'
import type { OutputArchive, Wire } from './ports.ts'
import { SharedFrame } from './shared-frame.ts'

/** A connection as the hub knows it. */
export interface Receiver {
  readonly conn: string
  readonly wire: Wire
  /** The character it plays, once it is in the world. */
  readonly character?: { readonly id: string } | null
  /** The frames that a message has for it. */
  deliver(run: FrameRun): void
  attached(tick: number, output: Extract<Output, { f: 'attached' }>): void
  gap(n: number, expected: number): void
  /** The guest it plays has a name of its own from now on. */
  claimed(output: Extract<Output, { f: 'claimed' }>): void
  /** Frames are lost for good; called before the frames that come after them. */
  missed(): void
  /** The tick has taken the session from this connection. */
  ended(code: ClosedCode, reason: string): void
}

export interface HubObserver {
  repaired(ticks: number): void
  trouble(where: string, error: unknown): void
}

/** The frames that an output becomes: an event may carry a state part under the next number. */
export function framesOf(tick: number, output: Output): PlacedFrame[] {
  const at = (k: number, frame: MarkedFrame): PlacedFrame => ({
    position: { tick, k },
    frame: new SharedFrame(frame),
  })
  const { k } = output
  const frame = frameId({ tick, k })
  switch (output.f) {
    case 'event': {
      const { kind, role, cause, data, state } = output
      const shared = cause === undefined ? {} : { cause }
      const text = wordsOf(kind, role, data)
      const event = at(k, { t: 'event', frame, ...shared, kind, text, data })
      if (!state) return [event]
      const next = frameId({ tick, k: k + 1 })
      return [event, at(k + 1, { t: 'state', frame: next, ...shared, part: state, data })]
    }
    case 'state': {
      const { cause, part, data } = output
      const shared = cause === undefined ? {} : { cause }
      return [at(k, { t: 'state', frame, ...shared, part, data })]
    }
    case 'delta': {
      const { cause, part, change } = output
      const shared = cause === undefined ? {} : { cause }
      return [at(k, { t: 'delta', frame, ...shared, part, ...change })]
    }
    case 'done': {
      const { f, k: _k, to: _to, ...done } = output
      return [at(k, { t: f, frame, ...done })]
    }
    case 'pending': {
      const { narration, npc, name, request } = output
      const who = name === undefined ? { npc } : { npc, name }
      return [at(k, { t: 'pending', frame, narration, ...who, request })]
    }
    case 'gap':
    case 'attached':
    case 'claimed':
    case 'closed':
      return []
    default: {
      const unreachable: never = output
      return unreachable
    }
  }
}

export class Hub {
  readonly gateway: GatewayId
  readonly #archive: OutputArchive
  readonly #clock: Pick<Clock, 'sleep'>
  readonly #observer: HubObserver
  readonly #sessions = new Map<string, Receiver>()
  readonly #pending = new Map<string, Receiver>()
  /** Last tick seen, by shard. */
  readonly #seen = new Map<number, number>()
  /** The timeline that it was seen in, by shard. */
  readonly #timelines = new Map<number, number>()
  readonly #turned: ((timeline: number) => void)[] = []
  #work: Promise<void> = Promise.resolve()
  #queued = 0
  /** Called with every output, for mirrors such as event streams over HTTP. */
  onOutput: ((shard: number, tick: number, output: Output) => void) | undefined
  /** Called with the position of the command stream that the tick has come to. */
  onApplied: ((seq: number) => void) | undefined

  constructor(
    gateway: GatewayId,
    archive: OutputArchive,
    clock: Pick<Clock, 'sleep'>,
    observer: HubObserver,
  ) {
    this.gateway = gateway
    this.#archive = archive
    this.#clock = clock
    this.#observer = observer
  }

  get archive(): OutputArchive {
    return this.#archive
  }

  get sessionCount(): number {
    return this.#sessions.size
  }

  receivers(): Iterable<Receiver> {
    return this.#sessions.values()
  }

  /**
   * Takes every tick so far as seen. Call it before the first connection: without a position to count
   * from, nobody would notice that a first message was lost. Rejects when the store is away.
   */
  async begin(shard: number): Promise<void> {
    this.#timelines.set(shard, await this.#archive.timeline(shard))
    this.#seen.set(shard, await this.#archive.newest(shard))
  }

  /** Positions before this tick may belong to a past that never happened; 0 when there is none. */
  timeline(shard: number): number {
    return this.#timelines.get(shard) ?? 0
  }

  /** Calls back when the store has gone back in time: what is known of it may be gone. */
  onNewTimeline(turned: (timeline: number) => void): void {
    this.#turned.push(turned)
  }

  /** A connection that waits for its `attached`. */
  expect(receiver: Receiver): void {
    this.#pending.set(receiver.conn, receiver)
  }

  /** The connection is gone: nothing is delivered to it from now on. */
  forget(session: SessionId | undefined, receiver: Receiver): void {
    this.#pending.delete(receiver.conn)
    if (session && this.#sessions.get(session) === receiver) this.#sessions.delete(session)
  }

  /** Takes a message from the bus. Handled at once unless an earlier one is being repaired. */
  receive(message: OutputMessage): void {
    if (message.seq !== undefined) this.onApplied?.(message.seq)
    if (this.#queued === 0 && !this.#isNewTimeline(message) && !this.#hasGap(message)) {
      this.#handle(message)
      return
    }
    this.#queued += 1
    this.#work = this.#work
      .then(() => this.#repairThenHandle(message))
      .catch((error: unknown) => this.#observer.trouble('outputs', error))
      .finally(() => {
        this.#queued -= 1
      })
  }

  /** Resolves when everything received so far has been handled. */
  settled(): Promise<void> {
    return this.#work
  }

  #hasGap(message: OutputMessage): boolean {
    const seen = this.#seen.get(message.shard)
    return seen !== undefined && message.prev > seen
  }

  #isNewTimeline({ shard, timeline = 0 }: OutputMessage): boolean {
    return timeline > this.timeline(shard)
  }

  /** The store has gone back in time: what was seen is forgotten, and everybody has to look anew. */
  #turnTo({ shard, timeline = 0 }: OutputMessage): void {
    this.#timelines.set(shard, timeline)
    this.#seen.set(shard, timeline)
    this.#tellMissed()
    for (const turned of this.#turned) turned(timeline)
  }

  async #repairThenHandle(message: OutputMessage): Promise<void> {
    if (this.#isNewTimeline(message)) this.#turnTo(message)
    while (this.#hasGap(message)) {
      const seen = this.#seen.get(message.shard) ?? 0
      try {
        const whose = { gateway: this.gateway }
        const missed = await this.#archive.read(message.shard, seen, message.prev, whose)
        // Asked after the read, because the store may drop outputs during the read.
        if (!(await this.#archive.reaches(message.shard, seen))) this.#tellMissed()
        for (const one of missed) this.#deliverAll(message.shard, one.tick, one.outputs)
        this.#seen.set(message.shard, message.prev)
        this.#observer.repaired(missed.length)
      } catch (error) {
        // The store is away. Without it the order cannot be kept, so wait for it.
        this.#observer.trouble('repair', error)
        await this.#clock.sleep(250)
      }
    }
    this.#handle(message)
  }

  /** The store keeps outputs for a limited time: all clients of this gateway have to look anew. */
  #tellMissed(): void {
    for (const receiver of [...this.#pending.values(), ...this.#sessions.values()]) {
      receiver.missed()
    }
  }

  #handle(message: OutputMessage): void {
    const seen = this.#seen.get(message.shard)
    if (seen !== undefined && message.tick <= seen) return
    this.#seen.set(message.shard, message.tick)
    this.#deliverAll(message.shard, message.tick, message.outputs)
  }

  /** Gathers what each receiver gets, so that each is turned to once, with one write. */
  #deliverAll(shard: number, tick: number, outputs: readonly Output[]): void {
    const nothing = new FrameRun()
    const due = new Map<Receiver, FrameRun>()
    const corked = new Set<Wire>()
    for (const output of outputs) {
      this.onOutput?.(shard, tick, output)
      if (output.f === 'attached') this.#attach(tick, output, corked)
      else if (output.f === 'closed' || output.f === 'gap' || output.f === 'claimed') {
        this.#deliver(due)
        this.#tell(output)
      } else {
        const frames = framesOf(tick, output)
        for (const session of output.to) {
          const receiver = this.#sessions.get(session)
          if (receiver) due.set(receiver, (due.get(receiver) ?? nothing).and(frames))
        }
      }
    }
    this.#deliver(due)
    for (const wire of corked) wire.uncork()
  }

  #deliver(due: Map<Receiver, FrameRun>): void {
    for (const [receiver, run] of due) receiver.deliver(run)
    due.clear()
  }

  #attach(tick: number, output: Extract<Output, { f: 'attached' }>, corked: Set<Wire>): void {
    const receiver = this.#pending.get(output.conn)
    if (!receiver) return
    this.#pending.delete(output.conn)
    for (const session of output.to) this.#sessions.set(session, receiver)
    // The welcome and the first look go out together: a text client is prompted once, after both.
    corked.add(receiver.wire)
    receiver.wire.cork()
    receiver.attached(tick, output)
  }

  /** Tells connections what is no frame of the world. */
  #tell(output: Extract<Output, { f: 'closed' | 'gap' | 'claimed' }>): void {
    if (output.f === 'closed') return this.#close(output)
    for (const session of output.to) {
      const receiver = this.#sessions.get(session)
      if (output.f === 'gap') receiver?.gap(output.n, output.expected)
      else receiver?.claimed(output)
    }
  }

  #close(output: Extract<Output, { f: 'closed' }>): void {
    for (const session of output.to) {
      const receiver =
        (output.conn ? this.#pending.get(output.conn) : undefined) ?? this.#sessions.get(session)
      if (!receiver || (output.conn && receiver.conn !== output.conn)) continue
      this.forget(session, receiver)
      receiver.ended(output.code, output.reason)
    }
  }
}
