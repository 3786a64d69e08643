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
import type { ClosedCode, Command, Output, Person } from '../../../schema/envelope.ts'
import type { ClientFrame } from '../../../schema/frames/client.ts'
import { type FramePosition, frameId, parseFrameId } from '../../../schema/frames/position.ts'
import type { ByeCode, MarkedFrame, RejectCode } from '../../../schema/frames/server.ts'
import { type FrameFlow, frameFlow } from './frame-flow.ts'
import type { Hub, PlacedFrame, Receiver } from './hub.ts'
import { type NumberedLines, numberedLines } from './numbered-lines.ts'
import type { CommandBus, SignedIn, SignIn, SignInResult, Wire } from './ports.ts'
import { SharedFrame } from './shared-frame.ts'
import type { TokenBucket } from './token-bucket.ts'

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

const waitingToEnterMax = 4
const detachAgainMs = 1_000

export class PlayerConnection implements Receiver {
  readonly conn: string
  readonly wire: Wire
  readonly #parts: ConnectionParts
  readonly #lines: NumberedLines
  readonly #flow: FrameFlow
  #phase: Phase = 'greeting'
  #signedIn: SignedIn | undefined
  #character: { id: string; name: string; role: string } | null = null
  /** Where the client says it stands, while a resume is under way. */
  #resumeFrom: FramePosition | null | undefined
  /** Sign-in frames are handled one after another: nobody has to wait for each answer. */
  #entering: Promise<void> = Promise.resolve()
  #waitingToEnter = 0

  constructor(wire: Wire, parts: ConnectionParts) {
    this.wire = wire
    this.#parts = parts
    this.conn = parts.newConn()
    const { bus, bucket, now, hub, shard } = parts
    this.#lines = numberedLines({ bus, bucket, now, send: (frame) => this.#send(frame) })
    this.#flow = frameFlow({
      wire,
      hub,
      shard,
      onCause: (request) => this.#lines.applied(request),
      onLost: () => this.#resync(),
    })
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
  reject(code: RejectCode, message: string, more: { n?: number; expected?: number } = {}): void {
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
  bye(code: ByeCode, reason: string, resume: boolean, closeCode: number): void {
    if (this.#phase === 'closed') return
    this.#send({ t: 'bye', code, reason, resume })
    this.wire.close(closeCode, reason)
  }

  async #detach(session: string): Promise<void> {
    const { bus, now, sleep } = this.#parts
    const { conn } = this
    const command: Command = { t: 'detach', session, conn, reason: 'lost', at: now() }
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
    this.#lines.begin(this.session ?? '', output.lastN)
    this.#phase = 'playing'
    const here = { tick, k: output.k }
    const from = output.resumed ? this.#resumeFrom : here
    this.#welcome({ resumed: output.resumed, ...(from ? { frame: frameId(from) } : {}) })
    this.#parts.onSignedIn?.(this)
    if (!output.resumed) return this.#flow.beginAt(here)
    const stillOpen = () => this.phase !== 'closed'
    this.#flow
      .catchUp(this.session ?? '', this.#resumeFrom ?? null, here, stillOpen)
      .catch((error: unknown) => {
        this.#parts.onTrouble('resume', error)
        this.#sendAway()
      })
  }

  deliver(placed: PlacedFrame): void {
    this.#flow.deliver(placed)
  }

  /** Frames are gone for good: the client is told so, and shown where it is. */
  missed(): void {
    // What is gone may be the very answer we wait for.
    if (this.#phase === 'attaching') this.#sendAway()
    else if (this.#phase === 'playing') this.#flow.missed()
  }

  #sendAway(): void {
    this.bye('later', 'Something is in the way. Please come back in a moment.', true, 1013)
  }

  #resync(): void {
    const reason = 'You were away for a long time; here is what is around you.'
    this.#send({ t: 'resync', reason })
    this.#sync()
  }

  gap(n: number, expected: number): void {
    this.#lines.gap(n, expected)
  }

  ended(code: ClosedCode, reason: string): void {
    if (code === 'gone') {
      this.#signedIn = undefined
      this.#phase = 'signing-in'
      return this.#welcome({ needs: 'login', resumed: false })
    }
    if (code === 'later') this.bye(code, reason, true, 1013)
    else if (code === 'quit') this.bye(code, 'Farewell.', false, 1000)
    else this.bye(code, reason, false, 4001)
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
      lastN: playing ? this.#lines.lastN : 0,
      resume: this.#signedIn?.resume ?? '',
    })
  }

  #command(n: number, line: string): void {
    if (this.#phase === 'playing' && this.#signedIn) return this.#lines.take(n, line)
    this.reject('not-signed-in', 'Sign in first.', { n })
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

  #send(frame: MarkedFrame): void {
    this.wire.send(new SharedFrame(frame))
  }
}
