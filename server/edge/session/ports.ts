/** What the gateway's sessions need from outside: the seams the simulation replaces. */
import type { Command, OutputMessage, Person } from '../../../schema/envelope.ts'
import type { RejectCode } from '../../../schema/frames/server.ts'
import type { Whose } from '../../core/store/stored-outputs.ts'
import type { SharedFrame } from './shared-frame.ts'

/** One client's line, whatever protocol it speaks. Methods never throw and never wait. */
export interface Wire {
  /** What kind of client this is: `v1.mudstream`, `telnet`, … */
  readonly via: string
  readonly address: string
  send(frame: SharedFrame): void
  /** `code` is a WebSocket close code; other protocols only close. */
  close(code: number, reason: string): void
  /** Bytes that wait because the client reads slowly. */
  buffered(): number
  /** Between `cork` and `uncork` frames are gathered into one write. */
  cork(): void
  uncork(): void
}

/** `unavailable`: certainly not stored. There is no third answer: what is unknown is repeated until known. */
export type PublishResult = 'stored' | 'unavailable'

export interface CommandBus {
  publish(command: Command): Promise<PublishResult>
}

/** The outputs of committed ticks, from the store. */
export interface OutputArchive {
  /**
   * What ticks after `after` up to and including `upTo` told the sessions of a gateway, or one
   * session wherever it was served, in order. Only what was asked for is brought into memory.
   */
  read(
    shard: number,
    after: number,
    upTo: number,
    whose: Whose,
  ): Promise<Pick<OutputMessage, 'tick' | 'outputs'>[]>
  /** How far the shard has come. */
  newest(shard: number): Promise<number>
  /** True while the outputs of `tick` are still kept, so that nothing after it can be missing. */
  reaches(shard: number, tick: number): Promise<boolean>
}

/** Who is behind a sign-in, and the session it plays by. */
export interface SignedIn {
  readonly person: Person
  readonly session: string
  /** The secret that resumes the session. */
  readonly resume: string
}

export type SignInResult =
  | { readonly ok: true; readonly signedIn: SignedIn }
  | { readonly ok: false; readonly code: RejectCode; readonly why: string }

/** Sign-in as the connection needs it; the gateway's accounts are behind it. */
export interface SignIn {
  register(name: string, password: string, address: string): Promise<SignInResult>
  login(name: string, password: string, address: string): Promise<SignInResult>
  guest(name: string | undefined, address: string): Promise<SignInResult>
  token(token: string, address: string): Promise<SignInResult>
  resume(session: string, secret: string, address: string): Promise<SignInResult>
}
