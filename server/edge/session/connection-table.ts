/**
 * The state machine of a connection: what every event does in every phase. A phase, an event or a
 * client frame that is missing here does not compile. A test walks every cell.
 */
import { claim, claimed, refuseClaim } from './connection-claim.ts'
import { noteRole } from './connection-rights.ts'
import type {
  ConnectionEvent,
  ConnectionEvents,
  ConnectionState,
  Phase,
} from './connection-state.ts'
import * as does from './connection-steps.ts'

type Step<Payload> = (state: ConnectionState, payload: Payload) => void | Promise<void>

interface Cell<Payload> {
  readonly does: Step<Payload>
  /** The phase from then on; the step runs in it. */
  readonly then?: Phase
}

type Row = { readonly [E in ConnectionEvent]: Cell<ConnectionEvents[E]> }

const stay = <P>(step: Step<P>): Cell<P> => ({ does: step })
const go = <P>(then: Phase, step: Step<P>): Cell<P> => ({ does: step, then })
const ignore = { does: () => undefined }

const signInFrames = {
  hello: stay(does.waitForTurn),
  register: stay(does.waitForTurn),
  login: stay(does.waitForTurn),
  guest: stay(does.waitForTurn),
}

/** The tick knows no session of this connection yet: none of its messages can come. */
const nothingFromTheTick = {
  attached: ignore,
  frames: ignore,
  claimed: ignore,
  gap: ignore,
  missed: ignore,
  gone: ignore,
  ended: ignore,
}

/** Nobody has signed in, so there is no right that could end. */
const noRights = { revoked: ignore, role: ignore }

const beforeSignIn = {
  ...signInFrames,
  ...nothingFromTheTick,
  ...noRights,
  ping: stay(does.answerPing),
  claim: stay(refuseClaim),
  cmd: stay(does.refuseLine),
  build: stay(does.refuseLine),
  sync: stay(does.refuseSync),
  turn: stay(does.signIn),
  nobody: go('signing-in', does.askToSignIn),
  refused: go('signing-in', does.refuse),
  'signed-in': go('attaching', does.attach),
  'not-stored': ignore,
  bye: stay(does.sayBye),
  'socket-closed': go('closed', does.forget),
} satisfies Row

export const connectionTable: Readonly<Record<Phase, Row>> = {
  greeting: beforeSignIn,
  'signing-in': beforeSignIn,
  attaching: {
    ...signInFrames,
    ping: stay(does.answerPing),
    claim: stay(refuseClaim),
    cmd: stay(does.refuseLine),
    build: stay(does.refuseLine),
    sync: stay(does.refuseSync),
    turn: stay(does.refuseSecondSignIn),
    nobody: ignore,
    refused: ignore,
    'signed-in': ignore,
    'not-stored': go('signing-in', does.refuseAttach),
    attached: go('playing', does.play),
    frames: ignore,
    // The welcome of the attachment names the character as it is called by then.
    claimed: ignore,
    gap: ignore,
    // The lost frames may hold the answer that is waited for.
    missed: stay(does.sendAway),
    gone: go('signing-in', does.sessionOver),
    ended: go('closed', does.end),
    bye: stay(does.sayBye),
    revoked: go('closed', does.signOut),
    role: stay(noteRole),
    'socket-closed': go('closed', does.detach),
  },
  playing: {
    ...signInFrames,
    ping: stay(does.answerPing),
    claim: stay(claim),
    cmd: stay(does.takeLine),
    build: stay(does.takeOrder),
    sync: stay(does.sync),
    turn: stay(does.refuseSecondSignIn),
    nobody: ignore,
    refused: ignore,
    'signed-in': ignore,
    'not-stored': ignore,
    attached: ignore,
    frames: stay(does.deliver),
    claimed: stay(claimed),
    gap: stay(does.askAgain),
    missed: stay(does.noteMissed),
    gone: go('signing-in', does.sessionOver),
    ended: go('closed', does.end),
    bye: stay(does.sayBye),
    revoked: go('closed', does.signOut),
    role: stay(noteRole),
    'socket-closed': go('closed', does.detach),
  },
  closed: {
    hello: ignore,
    register: ignore,
    login: ignore,
    guest: ignore,
    ping: ignore,
    claim: ignore,
    cmd: ignore,
    build: ignore,
    sync: ignore,
    ...nothingFromTheTick,
    ...noRights,
    turn: ignore,
    nobody: ignore,
    refused: ignore,
    'signed-in': ignore,
    'not-stored': ignore,
    bye: ignore,
    'socket-closed': ignore,
  },
}
