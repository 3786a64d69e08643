/** The state of one connection, and everything that can happen to it. */
import type { ClosedCode, Output } from '../../../schema/envelope.ts'
import type { ClientFrame, ClientFrameOf } from '../../../schema/frames/client.ts'
import type { FramePosition } from '../../../schema/frames/position.ts'
import type { Role } from '../../../schema/roles.ts'
import type { CommandLimit } from './command-limit.ts'
import type { Farewell } from './farewell.ts'
import type { FrameFlow } from './frame-flow.ts'
import type { FrameRun } from './frame-run.ts'
import type { Hub, Receiver } from './hub.ts'
import type { NumberedLines } from './numbered-lines.ts'
import type { Patience } from './patience.ts'
import type { CommandBus, SignedIn, SignIn, SignInResult, Wire } from './ports.ts'
import type { RightsWatch } from './rights.ts'

/**
 *   greeting ──hello──▶ signing-in ──sign-in or resume──▶ attaching ──attached──▶ playing ──▶ closed
 *        (10 s)              ▲────────── session over ────────┘
 */
export type Phase = 'greeting' | 'signing-in' | 'attaching' | 'playing' | 'closed'

/** The client frames that sign in. They are handled one after another. */
export type SignInFrame = ClientFrameOf<'hello' | 'register' | 'login' | 'guest'>

type ClaimedOutput = Extract<Output, { f: 'claimed' }>
type AttachedOutput = Extract<Output, { f: 'attached' }>

/** Everything that can happen to a connection, with what it brings along. */
export type ConnectionEvents = { readonly [T in ClientFrame['t']]: ClientFrameOf<T> } & {
  /** It is the turn of a sign-in frame. */
  readonly turn: SignInFrame
  /** The sign-in frame names nobody. */
  readonly nobody: undefined
  readonly refused: Extract<SignInResult, { ok: false }>
  /**
   * `resumeFrom`: the last position that the client has seen, null when it cannot tell; absent in a new
   * session.
   */
  readonly 'signed-in': {
    readonly signedIn: SignedIn
    readonly resumeFrom?: FramePosition | null | undefined
  }
  /** The stream certainly has not stored the command to attach. */
  readonly 'not-stored': undefined
  /** The tick has given this connection charge of the session. */
  readonly attached: { readonly tick: number; readonly output: AttachedOutput }
  readonly frames: FrameRun
  /** The guest that is played has a name of its own from now on. */
  readonly claimed: Pick<ClaimedOutput, 'character' | 'account'>
  /** The tick misses the command number `expected`. */
  readonly gap: { readonly n: number; readonly expected: number }
  /** Frames are missing that nobody can bring back. */
  readonly missed: undefined
  /** The session is over; the client may sign in anew. */
  readonly gone: undefined
  /** The tick has ended the charge of this connection. */
  readonly ended: { readonly code: Exclude<ClosedCode, 'gone'>; readonly reason: string }
  /** The gateway closes the connection. */
  readonly bye: Farewell
  /** The right to play has ended: nothing more is taken from this client. */
  readonly revoked: Farewell
  /** What the account may do now. */
  readonly role: Role
  /** The socket is gone. */
  readonly 'socket-closed': undefined
}

export type ConnectionEvent = keyof ConnectionEvents

export interface ConnectionParts {
  readonly hub: Hub
  readonly bus: CommandBus
  readonly signIn: SignIn
  readonly rights: Pick<RightsWatch, 'hold'>
  /** The world's name, for people. */
  readonly world: () => string
  readonly shard: number
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly newConn: () => string
  readonly commandLimit: CommandLimit
  /** The socket behind the connection is gone. */
  readonly onClosed?: () => void
  readonly onTrouble: (where: string, error: unknown) => void
}

export interface ConnectionState {
  readonly conn: string
  readonly wire: Wire
  readonly parts: ConnectionParts
  readonly lines: NumberedLines
  readonly flow: FrameFlow
  /** What the client waits for. */
  readonly patience: Patience
  /** The connection as the hub knows it. */
  readonly receiver: Receiver
  phase: Phase
  /** The client puts its view together from changes; it says so in `hello`. */
  wantsDeltas: boolean
  signedIn: SignedIn | undefined
  /** Ends the watch over the right to play. */
  release: (() => void) | undefined
  character: Character | null
  /** The last position that the client has seen, while a resume is under way; null when it cannot tell. */
  resumeFrom: FramePosition | null | undefined
  /** The sign-in frame that is handled now and those that wait for it. */
  signingIn: Promise<void>
  waitingToSignIn: number
  /** Looks up what the event does in the present phase, and does it. */
  happen<E extends ConnectionEvent>(event: E, payload: ConnectionEvents[E]): void | Promise<void>
}

export interface Character {
  readonly id: string
  readonly name: string
  readonly role: string
}
