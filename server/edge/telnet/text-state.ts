/** The state of one text session. */

import type { SessionId } from '../../../schema/ids.ts'
import type { GmcpRequest } from '../render/gmcp-request.ts'
import type { TextSettings } from '../render/text-settings.ts'
import type { LastShown, SessionInput } from '../session/ports.ts'
import type { Carried, SupportsChange } from './carried.ts'
import type { ClaimDialogue } from './claim-dialogue.ts'
import type { Lobby } from './lobby.ts'
import type { LoginDialogue } from './login-dialogue.ts'
import type { MsspValues } from './mssp.ts'
import type { SettingsMemory, Whose } from './settings-memory.ts'
import type { TextPort } from './text-port.ts'
import type { ThinkingSign } from './thinking-sign.ts'

/** The GMCP messages that sign in. */
export type SignInRequest = Extract<GmcpRequest, { kind: 'login' | 'reconnect' }>

/** What holds the client's socket, where that is not this process: the door (decision 29). */
export interface DoorSide {
  /** What the session has left with the door when another gateway had it. */
  readonly carried: Carried | undefined
  /** What the session would have to know again has changed. The door is told when this turn ends. */
  readonly keep: (carried: () => Carried | undefined) => void
  /** Tells the door at once. */
  readonly keepNow: () => void
  /** The line needs not be brought again. */
  readonly settled: (line: number) => void
  /** The door is to bring the client anew, to this gateway or another one. */
  readonly again: () => void
}

/** A line as typed, and the number by which the door knows it. */
export interface TypedLine {
  readonly text: string
  readonly line: number | undefined
}

export interface TextState {
  readonly port: TextPort
  readonly door: DoorSide | undefined
  /** The carried session is being resumed. */
  isComingBack: boolean
  /** The secret that resumes the session. */
  resume: string
  /** The door's numbers of the lines that are under way, by the numbers of their commands. */
  readonly underWay: Map<number, number>
  /** How many commands of a line the door brings again are not stored yet: the last of it. */
  readonly left: Map<number, number>
  /** The last typed line, which `!` says again. */
  said: string
  settings: TextSettings
  readonly memory: SettingsMemory
  /** Whose settings these are; undefined before anybody has signed in. */
  whose: Whose | undefined
  /** Settings are written down one after the other, and at most once in a second. */
  saving: Promise<void>
  savedLately: NodeJS.Timeout | undefined
  hasUnsaved: boolean
  /** The request of the last step that was shown, until the room at its end is. */
  walked: string | undefined
  /** Who plays has no account. */
  isGuest: boolean
  /** The questions by which a guest keeps the character, while they are asked. */
  claim: ClaimDialogue | undefined
  /** What the client has said of the packages it supports, since it said so from the start. */
  supports: SupportsChange[]
  readonly lobby: Lobby
  readonly mssp: () => MsspValues
  /** The dialogue waits for what it has asked the lobby. */
  isLookingUp: boolean
  /** Takes the lines that have waited. */
  readonly goOn: () => void
  readonly shown: LastShown
  /** The session that is played; empty before the first welcome. */
  session: SessionId
  readonly dialogue: LoginDialogue
  input: SessionInput
  phase: 'dialogue' | 'waiting' | 'playing' | 'closed'
  /** The number of the next command. */
  nextN: number
  /** The number of the last command that was sent to show the room, not typed; 0 before the first. */
  lookN: number
  /** Numbers of commands that are not done. */
  readonly pending: Set<number>
  readonly waitingLines: TypedLine[]
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
  readonly thinking: ThinkingSign
}
