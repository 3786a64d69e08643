/**
 * A gateway in front of two shards, as decision 32 has it. It publishes each line by the road on which
 * the session's lines go, changes the road when all is stored that went by the old one, and shows frames in
 * the order of the session's stretches: before the first frame of a new one it has everything of the old.
 */
import type { Output, OutputMessage, Person } from '../../../schema/envelope.ts'
import { isAfter } from '../../../schema/frames/position.ts'
import type { Whose } from '../../../server/core/store/stored-outputs.ts'
import {
  type CommandPublisher,
  createCommandPublisher,
} from '../../../server/edge/session/command-publisher.ts'
import type { OutputArchive, Wire } from '../../../server/edge/session/ports.ts'
import { SharedFrame } from '../../../server/edge/session/shared-frame.ts'
import type { SimProcess } from '../process.ts'
import type { SimBus } from '../sim-bus.ts'
import type { Door } from '../sim-net.ts'
import type { Stretch } from './passage.ts'
import type { AttachedOutput, RoadOutput } from './protocol.ts'
import {
  type AnyOutput,
  beginAgain,
  type Cmd,
  type Conn,
  createConn,
  type Hello,
  readFrame,
  show,
} from './shard-conn.ts'
import type { ShardSometimes } from './shard-tally.ts'
import { shards } from './world.ts'

/** What a planted fault may get wrong at the gateway. */
export interface GatewayRules {
  /** Whether everything of the stretch before is fetched before the first frame of a new one. */
  readonly waitsForOld: boolean
  /** Whether the road changes only when all that was published on the old one is stored. */
  readonly waitsForStored: boolean
  /** Whether frames carry what is in front. */
  readonly fronts: boolean
}

export const soundGateway: GatewayRules = { waitsForOld: true, waitsForStored: true, fronts: true }

export interface GatewayParts {
  readonly process: SimProcess
  readonly buses: ReadonlyMap<number, SimBus>
  readonly archive: OutputArchive
  readonly newBoot: () => string
  readonly people: People
  readonly rules: GatewayRules
  readonly meet: (what: ShardSometimes) => void
}

/** Who plays, and where the store says that they are; may fail, and may be out of date. */
export interface People {
  login(name: string): Promise<{ session: string; person: Person }>
  resume(session: string): Promise<Person | undefined>
  whereabouts(session: string, character: string): Promise<number>
}

/** Starts the process; everything of an earlier life is gone. */
export async function startShardGateway(
  parts: GatewayParts,
  doors: Map<string, Door>,
): Promise<void> {
  const { process } = parts
  process.start()
  doors.delete(process.name)
  const gateway = new ShardGateway(parts, parts.newBoot())
  await gateway.begin()
  doors.set(process.name, { process, accept: (wire, socket) => gateway.accept(wire, socket) })
}

class ShardGateway {
  readonly #parts: GatewayParts
  readonly #boot: string
  readonly #publishers = new Map<number, CommandPublisher>()
  readonly #seen = new Map<number, number>()
  readonly #timelines = new Map<number, number>()
  readonly #pending = new Map<string, Conn>()
  readonly #sessions = new Map<string, Conn>()
  #work: Promise<void> = Promise.resolve()
  #conns = 0

  constructor(parts: GatewayParts, boot: string) {
    this.#parts = parts
    this.#boot = boot
    const { process } = parts
    for (const [shard, bus] of parts.buses) {
      bus.onOutputs(process.name, process, (message) => this.#receive(message))
      const store = {
        bus: bus.forGateway(process, boot),
        clock: process.clock,
        origin: process.name,
      }
      this.#publishers.set(shard, createCommandPublisher({ ...store, gatherMs: 5 }))
    }
  }

  async begin(): Promise<void> {
    const { archive } = this.#parts
    for (const shard of shards) {
      await this.#untilDone(async () => {
        this.#timelines.set(shard, await archive.timeline(shard))
        this.#seen.set(shard, await archive.newest(shard))
      })
    }
  }

  accept(wire: Wire, socket: { conn: string }) {
    this.#conns += 1
    const id = `${this.#boot}n${this.#conns}`
    socket.conn = id
    const conn = createConn(id, (frame) => wire.send(new SharedFrame(frame as never)))
    return {
      receive: (text: string) => {
        const frame = JSON.parse(text) as Hello | Cmd | { readonly t: 'ping' }
        if (frame.t === 'ping') return conn.send({ t: 'pong' })
        if (frame.t === 'hello')
          void this.#hello(conn, frame).catch(() => wire.close(1013, 'later'))
        else this.#take(conn, frame)
      },
      closed: () => this.#closed(conn),
    }
  }

  async #hello(conn: Conn, { name, session: known, last = '' }: Hello): Promise<void> {
    const { people, process } = this.#parts
    const at = process.clock.now()
    let session = known ?? ''
    let person = known === undefined ? undefined : await people.resume(known)
    if (!person) ({ session, person } = await people.login(name ?? ''))
    conn.session = session
    conn.last = last
    conn.road = await people.whereabouts(session, person.character)
    conn.wanted = conn.road
    if (conn.isClosed) return
    this.#pending.set(conn.id, conn)
    const resume = known !== undefined && session === known
    const command = { t: 'attach', session, conn: conn.id, via: 'sim', person, resume, at } as const
    const stored = await this.#publishers.get(conn.road)?.publish(command)
    if (stored !== 'stored') throw new Error('not stored')
  }

  #closed(conn: Conn): void {
    conn.isClosed = true
    this.#pending.delete(conn.id)
    if (this.#sessions.get(conn.session) !== conn) return
    this.#sessions.delete(conn.session)
    const { session, id } = conn
    const at = this.#parts.process.clock.now()
    void this.#publishers
      .get(conn.road)
      ?.publish({ t: 'detach', session, conn: id, reason: 'lost', at })
  }

  #take(conn: Conn, frame: Cmd): void {
    if (conn.nextN === 0) return
    if (frame.n > conn.nextN)
      return conn.send({ t: 'reject', n: frame.n, code: 'gap', expected: conn.nextN })
    if (frame.n === conn.nextN) conn.nextN += 1
    conn.held.push(frame)
    this.#send(conn)
  }

  /** Changes the road once all is stored that went by the old one; lines that come meanwhile are held. */
  #send(conn: Conn): void {
    if (!conn.isLive) return
    if (conn.road !== conn.wanted) {
      if (this.#parts.rules.waitsForStored && conn.unstored.size > 0) {
        if (conn.held.length > 0) this.#parts.meet('line held for a change of road')
        return
      }
      conn.road = conn.wanted
    }
    const held = conn.held
    conn.held = []
    for (const { n, line } of held) void this.#publish(conn, n, line)
  }

  async #publish(conn: Conn, n: number, line: string): Promise<void> {
    conn.unstored.add(n)
    const at = this.#parts.process.clock.now()
    const command = { t: 'line', session: conn.session, n, line, at } as const
    const result = await this.#publishers.get(conn.road)?.publish(command)
    conn.unstored.delete(n)
    if (result === 'stored') conn.send({ t: 'ack', n })
    else {
      beginAgain(conn, n)
      conn.send({ t: 'reject', n, code: 'unavailable' })
    }
    this.#send(conn)
  }

  /** Messages are handled one by one: repairs, and what a resume missed, keep their place among them. */
  #receive(message: OutputMessage): void {
    this.#work = this.#work.then(() => this.#handle(message))
  }

  async #handle(message: OutputMessage): Promise<void> {
    const { shard, tick, timeline = 0, prev, outputs } = message
    if (timeline > (this.#timelines.get(shard) ?? 0)) {
      this.#timelines.set(shard, timeline)
      this.#seen.set(shard, Math.max(timeline, this.#seen.get(shard) ?? 0))
      this.#sendAway()
    }
    await this.#catchUp(shard, prev)
    if (tick <= (this.#seen.get(shard) ?? 0)) return
    this.#seen.set(shard, tick)
    for (const output of outputs as readonly AnyOutput[]) await this.#deliver(shard, tick, output)
  }

  /** A shard has begun a timeline: whoever is here asks anew which stretch is theirs, and where. */
  #sendAway(): void {
    const all = [...this.#sessions.values(), ...this.#pending.values()]
    this.#sessions.clear()
    this.#pending.clear()
    for (const conn of all) conn.send({ t: 'bye', code: 'later' })
  }

  /** Delivers what a shard has told this gateway up to a tick and has not reached it. */
  async #catchUp(shard: number, upTo: number): Promise<void> {
    const seen = this.#seen.get(shard) ?? 0
    if (upTo <= seen) return
    this.#seen.set(shard, upTo)
    for (const { tick, outputs } of await this.#read(shard, seen, upTo, {
      gateway: this.#parts.process.name,
    })) {
      for (const output of outputs) await this.#deliver(shard, tick, output)
    }
  }

  async #deliver(shard: number, tick: number, output: AnyOutput): Promise<void> {
    if (output.f === 'attached') return await this.#attached(shard, tick, output as AttachedOutput)
    for (const session of output.to) {
      const conn = this.#sessions.get(session)
      if (output.f === 'closed') this.#over(session, output)
      else if (conn) await this.#tell(conn, shard, tick, output)
    }
  }

  async #tell(conn: Conn, shard: number, tick: number, output: AnyOutput): Promise<void> {
    if (output.f === 'arrived') return await this.#arrived(conn, shard, tick, output)
    // A shard that tells late of an older stretch tells what the connection has been shown.
    if (shard !== conn.shard || !isAfter({ tick, k: output.k }, conn.from)) return
    switch (output.f) {
      case 'moved':
        conn.wanted = output.shard
        return this.#send(conn)
      case 'gap':
        beginAgain(conn, output.expected)
        return conn.send({ t: 'reject', n: output.n, code: 'gap', expected: output.expected })
      case 'done':
        conn.doneN = Math.max(conn.doneN, output.n)
        conn.nextN = Math.max(conn.nextN, output.n + 1)
        return show(conn, conn.front, { tick, output, fronts: this.#parts.rules.fronts })
      default:
        show(conn, conn.front, { tick, output, fronts: this.#parts.rules.fronts })
    }
  }

  async #arrived(
    conn: Conn,
    shard: number,
    tick: number,
    output: Extract<RoadOutput, { f: 'arrived' }>,
  ): Promise<void> {
    if (output.front <= conn.front) return
    await this.#finishOld(output.after)
    conn.front = output.front
    conn.shard = shard
    conn.from = { tick, k: output.k }
    conn.wanted = shard
    this.#send(conn)
  }

  /** The first frame of a stretch comes after everything of the one before. */
  async #finishOld({ shard, tick }: { shard: number; tick: number }): Promise<void> {
    if (tick <= (this.#seen.get(shard) ?? 0)) return
    this.#parts.meet('frames fetched before a new stretch')
    if (this.#parts.rules.waitsForOld) await this.#catchUp(shard, tick)
  }

  async #attached(shard: number, tick: number, output: AttachedOutput): Promise<void> {
    const conn = this.#pending.get(output.conn)
    if (!conn) return
    this.#pending.delete(conn.id)
    const { stretches, lastN, resumed, k } = output
    conn.front = stretches.at(-1)?.front ?? 0
    conn.shard = shard
    conn.from = { tick, k }
    conn.road = shard
    conn.wanted = shard
    conn.nextN = lastN + 1
    conn.doneN = lastN
    conn.send({ t: 'welcome', session: conn.session, lastN, resumed })
    if (resumed) await this.#showMissed(conn, stretches, { tick, k })
    this.#sessions.set(conn.session, conn)
    conn.isLive = true
    this.#send(conn)
  }

  /** Everything after the client's last frame and before its attachment, stretch by stretch. */
  async #showMissed(conn: Conn, stretches: readonly Stretch[], here: { tick: number; k: number }) {
    const { front, position } = readFrame(conn.last)
    const from = stretches.findIndex((one) => one.front === front)
    const began = this.#timelines.get(stretches[from]?.shard ?? 0) ?? 0
    if (from < 0 || !position || position.tick < began) return conn.send({ t: 'resync' })
    if (from < stretches.length - 1) this.#parts.meet('resume over a hand-over')
    for (const [index, one] of stretches.entries()) {
      if (index < from) continue
      const after = index === from ? position : { tick: one.began, k: 0 }
      const isLast = index === stretches.length - 1
      const until = isLast ? here : { tick: (one.ended ?? 0) + 1, k: 0 }
      const rows = await this.#read(one.shard, after.tick - 1, until.tick, {
        session: conn.session,
      })
      for (const { tick, outputs } of rows) {
        for (const output of outputs) {
          const at = { tick, k: output.k }
          if (!isAfter(until, at)) continue
          show(conn, one.front, { tick, output, after, fronts: this.#parts.rules.fronts })
        }
      }
    }
  }

  #over(session: string, { conn: id, code }: Extract<Output, { f: 'closed' }>): void {
    const conn = (id ? this.#pending.get(id) : undefined) ?? this.#sessions.get(session)
    if (!conn || (id && conn.id !== id)) return
    this.#pending.delete(conn.id)
    if (this.#sessions.get(session) === conn) this.#sessions.delete(session)
    conn.send({ t: 'bye', code })
  }

  async #read(shard: number, after: number, upTo: number, whose: Whose) {
    let found: Pick<OutputMessage, 'tick' | 'outputs'>[] = []
    await this.#untilDone(async () => {
      found = await this.#parts.archive.read(shard, after, upTo, whose)
    })
    return found
  }

  /** Without the store the order cannot be kept, so it is waited for. */
  async #untilDone(act: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await act()
      } catch {
        await this.#parts.process.clock.sleep(250)
      }
    }
  }
}
