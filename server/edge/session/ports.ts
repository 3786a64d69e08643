/** The ports of the gateway's sessions. The simulation puts other adapters behind them. */
import type { Command, OutputMessage, Person } from '../../../schema/envelope.ts'
import type { ClientFrame } from '../../../schema/frames/client.ts'
import type { RejectCode } from '../../../schema/frames/server.ts'
import type { SessionId } from '../../../schema/ids.ts'
import type { Whose } from '../../core/store/stored-outputs.ts'
import type { Account } from '../accounts/accounts.ts'
import type { Visitor } from '../accounts/tokens.ts'
import type { V1Style } from '../render/wire-formats.ts'
import type { FrameRun } from './frame-run.ts'
import type { SharedFrame } from './shared-frame.ts'

/** The way out to one client, whatever protocol it speaks. Methods never throw and never wait. */
export interface Wire {
  /** The kind of client: `v1.mudstream`, `telnet`, … */
  readonly via: string
  readonly address: string
  /** The token of a browser's cookie: it signs in when `hello` names nobody else. */
  readonly cookieToken: string | undefined
  /** Somebody has signed in, or has another account now; nothing is shown before this is done. Never rejects. */
  readonly met?: (signedIn: SignedIn) => Promise<void>
  send(frame: SharedFrame): void
  /** All frames of a run, in one write; `by` says whether a request of its own brought any of them about. */
  sendAll(run: FrameRun, by: V1Style['by']): void
  /** `code` is a WebSocket close code; other protocols only close. */
  close(code: number, reason: string): void
  /** Bytes that wait because the client reads slowly. */
  buffered(): number
  /** Between `cork` and `uncork` frames are gathered into one write. */
  cork(): void
  uncork(): void
}

/** The way in from one client, as a `PlayerConnection` has it. */
export interface SessionInput {
  /** Never throws. */
  receive(frame: ClientFrame): void
  /** The client is gone. */
  closed(): void
}

/** The last frame that was shown of each session, for clients that cannot say what they have seen. */
export interface LastShown {
  /** The session is shown here from now on; \`seen\` changes with every frame. */
  keep(session: SessionId, seen: { readonly frame: string }): void
  /** Its client is gone. */
  left(session: SessionId): void
  /** The frame after which the session goes on, empty when nobody knows. Never rejects. */
  after(session: SessionId): Promise<string>
}

/** `unavailable`: certainly not stored. An unknown outcome is never answered: it is repeated until it is known. */
export type PublishResult = 'stored' | 'unavailable'

export interface CommandBus {
  /** Never rejects. */
  publish(command: Command): Promise<PublishResult>
  /** True while more arrives than can be applied soon: whoever asks first is refused in words. */
  readonly busy?: () => boolean
}

/** The outputs of committed ticks, from the store. */
export interface OutputArchive {
  /**
   * The outputs of the ticks after `after` up to and including `upTo`, in order, for the sessions of a
   * gateway or for one session on any gateway. Only these are brought into memory.
   */
  read(
    shard: number,
    after: number,
    upTo: number,
    whose: Whose,
  ): Promise<Pick<OutputMessage, 'tick' | 'outputs'>[]>
  /** The last committed tick of the shard. */
  newest(shard: number): Promise<number>
  /** The tick at which the shard's present timeline began; 0 for the first. */
  timeline(shard: number): Promise<number>
  /** True while the outputs of `tick` are still kept, so that nothing after it can be missing. */
  reaches(shard: number, tick: number): Promise<boolean>
}

/** The person that has signed in, and the session to play. */
export interface SignedIn {
  readonly person: Person
  readonly session: SessionId
  /** The secret that resumes the session. */
  readonly resume: string
}

export type SignInResult =
  | { readonly ok: true; readonly signedIn: SignedIn }
  | {
      readonly ok: false
      readonly code: RejectCode
      readonly why: string
      /** Seconds until another try is taken, where that is known. */
      readonly retryAfter?: number
    }

/** What a guest wants to be known by. */
export interface Claim {
  readonly name: string
  readonly password: string
}

/** An account that has shown who it is, or why not. */
export type Checked = { readonly ok: true; readonly account: Account } | Refused
export type Refused = Extract<SignInResult, { ok: false }>

/** Sign-in as a connection needs it. Every method rejects while the store of accounts is away. */
export interface SignIn {
  register(name: string, password: string, from: Visitor): Promise<SignInResult>
  /** `character`: which of the account's; the one of that name without it. */
  login(name: string, password: string, from: Visitor, character?: string): Promise<SignInResult>
  guest(name: string | undefined, from: Visitor): Promise<SignInResult>
  /** Makes an account of the guest that is played by the session, and tells the world of it. */
  claim(session: SessionId, wanted: Claim, from: Visitor): Promise<Checked>
  token(token: string, from: Visitor): Promise<SignInResult>
  /** The secret for the next time comes with the session. */
  resume(session: SessionId, secret: string, from: Visitor): Promise<SignInResult>
}
