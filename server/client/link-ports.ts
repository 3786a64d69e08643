/** The ports of the link: what it needs from the page, and what it tells the page. */
import type { ClientFrame, ClientFrameOf } from '../../schema/frames/client.ts'
import type { ServerFrame, ServerFrameOf } from '../../schema/frames/server.ts'
import type { Command, SavedQueue } from './command-queue.ts'

type Reject = ServerFrameOf<'reject'>
type Welcome = ServerFrameOf<'welcome'>

/** The character that is played. */
export type Character = NonNullable<Welcome['character']>

/** How the player reads the story. */
export type Prefs = NonNullable<ClientFrameOf<'hello'>['prefs']>

export type Socket = { send(text: string): void; close(): void }

export type SocketEvents = {
  readonly opened: () => void
  readonly text: (text: string) => void
  readonly closed: () => void
}

export type LinkPorts = {
  /** Must report events later than it returns, as a browser's socket does. */
  readonly openSocket: (events: SocketEvents) => Socket
  /** Runs `task` after `delayMs`; the result cancels it. */
  readonly after: (delayMs: number, task: () => void) => () => void
  readonly nowMs: () => number
  /** A number from 0 up to 1. */
  readonly random: () => number
  readonly load: () => SavedLink | undefined
  readonly save: (link: SavedLink | undefined) => void
  readonly prefs: () => Prefs
}

/** The state that survives a reload of the page, in the tab's own storage only. */
export type SavedLink = {
  readonly session: string
  readonly resume: string
  readonly last: string
  readonly queue: SavedQueue
}

export type Phase = 'calling' | 'stranger' | 'playing' | 'waiting' | 'ended'

export type LinkStatus = {
  readonly phase: Phase
  readonly attempt: number
  readonly nextTryAtMs: number | undefined
  readonly bye: ServerFrameOf<'bye'> | undefined
}

export type LinkListener = {
  status(status: LinkStatus): void
  /** `resumed`: the session of before goes on. */
  welcomed(welcome: Welcome & { readonly character: Character; readonly resumed: boolean }): void
  /** Every frame but handshakes, once and in order. */
  frame(frame: ServerFrame): void
  refusedSignIn(reject: Reject): void
  refusedCommand(command: Command, reject: Reject): void
  /** The server knows nobody behind this connection; the sign-in page must help. */
  estranged(): void
  /** A new session began while these were under way; nobody can say whether they happened. */
  unknownFate(commands: readonly Command[]): void
  commands(commands: readonly Command[]): void
  ackedAfter(delayMs: number): void
  pongAfter(delayMs: number): void
}

export type Link = {
  start(token?: string): void
  signIn(frame: ClientFrame): void
  send(line: string): Command
  /** The network or the tab came back: try at once instead of at the planned time. */
  nudge(): void
  leave(): void
  /** Writes the link down for a reload. */
  remember(): void
}
