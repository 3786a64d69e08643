/** The state of one text session. */

import type { SessionId } from '../../../schema/ids.ts'
import type { GmcpRequest } from '../render/gmcp-request.ts'
import type { LastShown, SessionInput } from '../session/ports.ts'
import type { LoginDialogue } from './login-dialogue.ts'
import type { TextPort } from './text-port.ts'

/** The GMCP messages that sign in. */
export type SignInRequest = Extract<GmcpRequest, { kind: 'login' | 'reconnect' }>

export interface TextState {
  readonly port: TextPort
  readonly shown: LastShown
  /** The session that is played; empty before the first welcome. */
  session: SessionId
  readonly dialogue: LoginDialogue
  input: SessionInput
  phase: 'dialogue' | 'waiting' | 'playing' | 'closed'
  /** The number of the next command. */
  nextN: number
  /** Numbers of commands that are not done. */
  readonly pending: Set<number>
  readonly waitingLines: string[]
  /** Something was shown since the last prompt. */
  hasNews: boolean
  isCorked: boolean
  /** Position of the last frame that was shown. */
  seen: { frame: string }
  /** The client asked to sign in by GMCP and waits for Char.Login.Result. */
  awaitsResult: boolean
  /** A sign-in by GMCP that came before the gateway was ready for it. */
  earlySignIn: SignInRequest | undefined
  /** The client knows reconnect tokens (Char.Login 2). */
  knowsTokens: boolean
}
