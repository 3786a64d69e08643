/**
 * One client's connection, whatever its protocol:
 *
 *   greeting ──hello──▶ signing-in ──sign-in or resume──▶ attaching ──attached──▶ playing ──▶ closed
 *        (10 s)              ▲────────── session over ────────┘
 *
 * Attaching waits for the tick to say where the session stands; a resume first reads from the store
 * what was missed, while live frames wait behind it.
 *
 * Invariants: `ack` only after the stream has stored the command; a command's frames never come
 * before its `ack`; every frame is after the connection's cursor, so nothing is seen twice.
 */
import type { Command, Output, Person } from '../../schema/envelope.ts'
import { parseRequestId, requestId } from '../../schema/ids.ts'
import { typedLine } from '../../schema/text.ts'
import {
  type ClientFrame,
  type FramePosition,
  frameId,
  isAfter,
  parseFrameId,
} from '../../schema/wire.ts'
import type { ServerFrame } from '../render/server-frame.ts'
import { framesOf, type Hub, type Receiver } from './hub.ts'
import type { CommandBus, Wire } from './ports.ts'
import { SharedFrame } from './shared-frame.ts'
import type { TokenBucket } from './token-bucket.ts'

/** Who is behind a sign-in, and the session it plays by. */
export interface SignedIn {
  readonly person: Person
  readonly session: string
  /** The secret that resumes the session. */
  readonly resume: string
}

export type SignInResult =
  | { readonly ok: true; readonly signedIn: SignedIn }
  | { readonly ok: false; readonly code: string; readonly why: string }

/** Sign-in as the connection needs it; the gateway's accounts are behind it. */
export interface SignIn {
  register(name: string, password: string, address: string): Promise<SignInResult>
  login(name: string, password: string, address: string): Promise<SignInResult>
  guest(name: string | undefined, address: string): Promise<SignInResult>
  token(token: string, address: string): Promise<SignInResult>
  resume(session: string, secret: string, address: string): Promise<SignInResult>
}

export interface ConnectionParts {
  readonly hub: Hub
  readonly bus: CommandBus
  readonly signIn: SignIn
  /** The world's name, for people. */
  readonly world: () => string
  readonly shard: number
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly newConn: () => string
  readonly bucket: TokenBucket
  readonly onSignedIn?: (connection: PlayerConnection) => void
  /** The socket behind the connection is gone. */
  readonly onClosed?: () => void
  readonly onTrouble: (where: string, error: unknown) => void
}

type Phase = 'greeting' | 'signing-in' | 'attaching' | 'playing' | 'closed'

type EnterFrame = Exclude<ClientFrame, { t: 'ping' | 'cmd' | 'sync' }>

const undurableMax = 64
const waitingToEnterMax = 4
const lineMax = 512
const detachAgainMs = 1_000

export class PlayerConnection implements Receiver {
  readonly conn: string
  readonly wire: Wire
  readonly #parts: ConnectionParts
  #phase: Phase = 'greeting'
  #signedIn: SignedIn | undefined
  #character: { id: string; name: string; role: string } | null = null
  #nextN = 1
  /** Every number up to this is surely stored: none of them is ever expected again. */
  #storedN = 0
  /** Last position sent; frames at or before it are repeats. */
  #cursor: FramePosition = { tick: 0, k: 0 }
  /** Where the client says it stands, while a resume is under way. */
  #resumeFrom: FramePosition | null | undefined
  /** Live frames that wait until the backlog of a resume has been read. */
  #held: { position: FramePosition; frame: SharedFrame }[] | null = null
  /** Frames were lost for good while a resume is under way. */
  #heldMissed = false
  /** Requests stored or under way whose `ack` has not been sent. */
  readonly #unacked = new Map<string, number>()
  /** Sign-in frames are handled one after another: nobody has to wait for each answer. */
  #entering: Promise<void> = Promise.resolve()
  #waitingToEnter = 0

  constructor(wire: Wire, parts: ConnectionParts) {
    this.wire = wire
    this.#parts = parts
    this.conn = parts.newConn()
  }

  get phase(): Phase {
    return this.#phase
  }

  get session(): string | undefined {
    return this.#signedIn?.session
  }

  get character(): { id: string; name: string; role: string } | null {
    return this.#character
  }

  get person(): Person | undefined {
    return this.#signedIn?.person
  }

  /** Handles one frame of the client. Never throws; trouble is reported and answered. */
  receive(frame: ClientFrame): void {
    if (this.#phase === 'closed') return
    switch (frame.t) {
      case 'ping':
        return this.#send({ t: 'pong', at: frame.at })
      case 'cmd':
        return this.#command(frame.n, frame.line)
      case 'sync':
        return this.#sync()
      default:
        return this.#enterInTurn(frame)
    }
  }

  /** Refuses something without storing anything. */
  reject(code: string, message: string, more: { n?: number; expected?: number } = {}): void {
    this.#send({ t: 'reject', ...more, code, message })
  }

  /** The socket is gone. A session that was playing begins its grace period. */
  closed(): void {
    this.#parts.onClosed?.()
    if (this.#phase === 'closed') return
    const wasIn = this.#phase === 'playing' || this.#phase === 'attaching'
    this.#phase = 'closed'
    const session = this.#signedIn?.session
    this.#parts.hub.forget(session, this)
    if (wasIn && session) void this.#detach(session)
  }

  /** Says goodbye and closes; `resume` tells the client whether coming back will work. */
  bye(code: string, reason: string, resume: boolean, closeCode: number): void {
    if (this.#phase === 'closed') return
    this.#send({ t: 'bye', code, reason, resume })
    this.wire.close(closeCode, reason)
  }

  async #detach(session: string): Promise<void> {
    const { bus, now, sleep } = this.#parts
    const command: Command = {
      t: 'detach',
      session,
      conn: this.conn,
      reason: 'lost',
      at: now(),
    }
    // Repeated while the bus is away: a character that nobody plays must not stand there for ever.
    while ((await bus.publish(command)) !== 'stored') await sleep(detachAgainMs)
  }

  #enterInTurn(frame: EnterFrame): void {
    if (this.#waitingToEnter >= waitingToEnterMax) {
      return this.reject('busy', 'One thing after another, please.')
    }
    this.#waitingToEnter += 1
    const enter = async () => {
      try {
        if (this.phase !== 'closed') await this.#enter(frame)
      } catch (error) {
        this.#parts.onTrouble('sign-in', error)
        this.reject('unavailable', 'The gate is stuck just now. Try again in a moment.')
      } finally {
        this.#waitingToEnter -= 1
      }
    }
    this.#entering = this.#entering.then(enter)
  }

  async #enter(frame: EnterFrame): Promise<void> {
    if (this.#phase === 'attaching' || this.#phase === 'playing') {
      return this.reject('bad-frame', 'You are in the world already.')
    }
    const result = await this.#signInBy(frame)
    if (this.phase === 'closed') return
    this.#phase = 'signing-in'
    if (!result) return this.#welcome({ needs: 'login' })
    if (!result.ok) return this.reject(result.code, result.why)
    await this.#attach(result.signedIn, frame.t === 'hello' && frame.resume !== undefined)
  }

  async #signInBy(frame: EnterFrame): Promise<SignInResult | null> {
    const { signIn } = this.#parts
    const { address } = this.wire
    if (frame.t === 'register') return signIn.register(frame.name, frame.password, address)
    if (frame.t === 'login') return signIn.login(frame.name, frame.password, address)
    if (frame.t === 'guest') return signIn.guest(frame.name, address)
    if (frame.resume) {
      const { session, token, last } = frame.resume
      const resumed = await signIn.resume(session, token, address)
      this.#resumeFrom = resumed.ok ? parseFrameId(last) : undefined
      if (resumed.ok) return resumed
      if (!frame.token) return null
    }
    if (!frame.token) return null
    const byToken = await signIn.token(frame.token, address)
    // A stale token is no failure: the client is simply asked to sign in.
    return byToken.ok ? byToken : null
  }

  async #attach(signedIn: SignedIn, resume: boolean): Promise<void> {
    this.#signedIn = signedIn
    this.#phase = 'attaching'
    const { hub, bus, now } = this.#parts
    hub.expect(this)
    const stored = await bus.publish({
      t: 'attach',
      session: signedIn.session,
      conn: this.conn,
      via: this.wire.via,
      person: signedIn.person,
      resume: resume && this.#resumeFrom !== undefined,
      at: now(),
    })
    if (stored === 'stored' || this.phase === 'closed') return
    hub.forget(signedIn.session, this)
    this.#phase = 'signing-in'
    this.reject('unavailable', 'The gate is stuck just now. Try again in a moment.')
  }

  /** The tick has given this connection charge of the session. */
  attached(tick: number, output: Extract<Output, { f: 'attached' }>): void {
    this.#character = output.character
    this.#nextN = output.lastN + 1
    this.#storedN = output.lastN
    this.#phase = 'playing'
    const here = { tick, k: output.k }
    const from = output.resumed ? this.#resumeFrom : here
    this.#welcome({ resumed: output.resumed, ...(from ? { frame: frameId(from) } : {}) })
    this.#parts.onSignedIn?.(this)
    if (!output.resumed) {
      this.#cursor = here
      return
    }
    this.#held = []
    void this.#catchUp(here).catch((error: unknown) => {
      this.#parts.onTrouble('resume', error)
      this.bye('later', 'Something is in the way. Please come back in a moment.', true, 1013)
    })
  }

  /** Sends what the session missed, then what has come meanwhile. */
  async #catchUp(here: FramePosition): Promise<void> {
    const { hub, shard } = this.#parts
    const from = this.#resumeFrom ?? null
    const whose = { session: this.session ?? '' }
    const missed = from ? await hub.archive.read(shard, from.tick - 1, here.tick, whose) : []
    // Asked after the read: what the store dropped meanwhile was there before.
    const reachable = from !== null && (await hub.archive.reaches(shard, from.tick))
    if (this.phase === 'closed') return
    this.wire.cork()
    this.#cursor = reachable && from ? from : here
    for (const { tick, outputs } of reachable ? missed : []) {
      for (const output of outputs) {
        for (const { k, frame } of framesOf(tick, output)) {
          if (isAfter({ tick, k }, here)) continue
          this.#sendAfterCursor({ tick, k }, frame)
        }
      }
    }
    if (isAfter(here, this.#cursor)) this.#cursor = here
    const held = this.#held ?? []
    this.#held = null
    if (!reachable || this.#heldMissed) this.#resync()
    this.#heldMissed = false
    for (const { position, frame } of held) this.#sendAfterCursor(position, frame)
    this.wire.uncork()
  }

  deliver(position: FramePosition, frame: SharedFrame): void {
    if (this.#held) this.#held.push({ position, frame })
    else this.#sendAfterCursor(position, frame)
  }

  #sendAfterCursor(position: FramePosition, shared: SharedFrame): void {
    if (!isAfter(position, this.#cursor)) return
    this.#cursor = position
    const { frame } = shared
    const cause = frame.t === 'done' ? frame.request : 'cause' in frame ? frame.cause : undefined
    if (cause !== undefined) this.#ackApplied(cause)
    this.wire.send(shared)
  }

  /**
   * The tick may be faster than the stream's answer to us; what was applied was surely stored. It may
   * also have come through another gateway, after the tick had told us where the session stands.
   */
  #ackApplied(request: string): void {
    // Most frames are other people's: their requests do not name our session, which is cheap to see.
    if (!this.session || !request.includes(this.session)) return
    this.#ack(request)
    const key = parseRequestId(request)
    if (key?.session !== this.session || key.n < this.#nextN) return
    this.#nextN = key.n + 1
    this.#storedN = key.n
    this.#send({ t: 'ack', n: key.n, request })
  }

  /** Frames are gone for good: the client is told so, and shown where it is. */
  missed(): void {
    if (this.#phase === 'attaching') {
      // What is gone may be the very answer we wait for.
      this.bye('later', 'Something is in the way. Please come back in a moment.', true, 1013)
    } else if (this.#held) this.#heldMissed = true
    else if (this.#phase === 'playing') this.#resync()
  }

  #resync(): void {
    this.#send({
      t: 'resync',
      reason: 'You were away for a long time; here is what is around you.',
    })
    this.#sync()
  }

  gap(n: number, expected: number): void {
    this.#expectAgain(expected)
    this.reject('gap', `Number ${expected} is missing.`, { n, expected })
  }

  ended(code: string, reason: string): void {
    if (code === 'gone') {
      this.#signedIn = undefined
      this.#phase = 'signing-in'
      return this.#welcome({ needs: 'login', resumed: false })
    }
    if (code === 'later') this.bye(code, reason, true, 1013)
    else
      this.bye(code, code === 'quit' ? 'Farewell.' : reason, false, code === 'quit' ? 1000 : 4001)
    // No session is left to detach from.
    this.#phase = 'closed'
    this.#parts.hub.forget(this.session, this)
  }

  #welcome(more: { needs?: 'login'; resumed?: boolean; frame?: string }): void {
    const playing = this.#phase === 'playing'
    this.#send({
      t: 'welcome',
      protocol: 1,
      session: this.#signedIn?.session ?? '',
      character: playing ? this.#character : null,
      world: this.#parts.world(),
      ...more,
      lastN: playing ? this.#nextN - 1 : 0,
      resume: this.#signedIn?.resume ?? '',
    })
  }

  #command(n: number, line: string): void {
    const session = this.#signedIn?.session
    if (this.#phase !== 'playing' || !session) {
      return this.reject('not-signed-in', 'Sign in first.', { n })
    }
    if (n > this.#nextN) {
      const expected = this.#nextN
      return this.reject('gap', `Number ${expected} is missing.`, { n, expected })
    }
    // A repeat of what is under way: the answer to that one answers both.
    if (this.#unacked.has(requestId(session, n))) return
    const text = this.#cleanLine(n, line)
    if (text === null) return
    if (this.#unacked.size >= undurableMax) {
      return this.reject('busy', 'One thing after another, please.', { n })
    }
    if (!this.#parts.bucket.take()) return this.reject('too-fast', 'Not so fast!', { n })
    const isNew = n === this.#nextN
    if (isNew) this.#nextN = n + 1
    void this.#store(session, n, text, isNew)
  }

  /** The line as it may enter the world; null when it was refused. */
  #cleanLine(n: number, line: string): string | null {
    if (line.length > lineMax * 2 || [...line].length > lineMax) {
      this.reject('too-long', `A line may have at most ${lineMax} characters.`, { n })
      return null
    }
    const text = typedLine(line)
    if (text) return text
    this.reject('bad-frame', 'That is not one line that can be read.', { n })
    return null
  }

  async #store(session: string, n: number, line: string, isNew: boolean): Promise<void> {
    const request = requestId(session, n)
    this.#unacked.set(request, n)
    const { bus, now } = this.#parts
    const stored = await bus.publish({ t: 'line', session, n, line, at: now() })
    if (stored === 'stored') return this.#ack(request)
    if (!this.#unacked.delete(request)) return
    // A number sent again was stored long ago, maybe: that this copy was not takes nothing back.
    if (isNew) this.#expectAgain(n)
    this.reject('unavailable', 'The world does not hear you just now. Try again.', { n })
  }

  #ack(request: string): void {
    const n = this.#unacked.get(request)
    if (n === undefined) return
    this.#unacked.delete(request)
    this.#storedN = Math.max(this.#storedN, n)
    this.#send({ t: 'ack', n, request })
  }

  /** A number was not stored after all. One that was stored before, and came again, stays used up. */
  #expectAgain(n: number): void {
    this.#nextN = Math.min(this.#nextN, Math.max(n, this.#storedN + 1))
  }

  #sync(): void {
    const session = this.#signedIn?.session
    if (this.#phase !== 'playing' || !session) {
      return this.reject('not-signed-in', 'Sign in first.')
    }
    const { bus, now } = this.#parts
    void bus.publish({ t: 'sync', session, conn: this.conn, at: now() }).then((stored) => {
      if (stored !== 'stored') this.reject('unavailable', 'The world does not hear you just now.')
    })
  }

  #send(frame: ServerFrame): void {
    this.wire.send(new SharedFrame(frame))
  }
}
