/** The steps of a connection. The table says which event in which phase leads to which step. */
import type { Command } from '../../../schema/envelope.ts'
import type { ClientFrameOf } from '../../../schema/frames/client.ts'
import {
  type FramePosition,
  frameId,
  isAfter,
  parseFrameId,
} from '../../../schema/frames/position.ts'
import { reject, send, sessionOf, welcome } from './connection-frames.ts'
import { watchOver } from './connection-rights.ts'
import type { ConnectionEvents, ConnectionState, SignInFrame } from './connection-state.ts'
import type { Farewell } from './farewell.ts'
import { theDoor } from './patience.ts'
import type { SignInResult } from './ports.ts'

const waitingToSignInMax = 4
const detachAgainMs = 1_000
const stuck = 'The gate is stuck just now. Try again in a moment.'

export function answerPing(state: ConnectionState, { at }: ClientFrameOf<'ping'>): void {
  send(state, { t: 'pong', at })
}

export function refuseLine(state: ConnectionState, { n }: ClientFrameOf<'cmd' | 'build'>): void {
  reject(state, 'not-signed-in', 'Sign in first.', { n })
}

export function refuseSync(state: ConnectionState): void {
  reject(state, 'not-signed-in', 'Sign in first.')
}

export function takeLine({ lines }: ConnectionState, { n, line }: ClientFrameOf<'cmd'>): void {
  lines.take(n, line)
}

export function takeOrder({ lines }: ConnectionState, { n, order }: ClientFrameOf<'build'>): void {
  lines.takeOrder(n, order)
}

/** The client asks for the full view, which costs as much as a command. */
export function sync(state: ConnectionState): void {
  const { signedIn, parts } = state
  if (signedIn && parts.commandLimit.take(signedIn.person) > 0) {
    return reject(state, 'too-fast', 'Not so fast!')
  }
  showAll(state)
}

function showAll(state: ConnectionState): void {
  const { bus, now } = state.parts
  const command: Command = { t: 'sync', session: sessionOf(state), conn: state.conn, at: now() }
  void bus.publish(command).then((stored) => {
    if (stored === 'stored') return
    reject(state, 'unavailable', 'The world does not hear you just now.')
  })
}

/** Sign-in frames are handled one after another, so a client need not wait for each answer. */
export function waitForTurn(state: ConnectionState, frame: SignInFrame): void {
  if (state.waitingToSignIn >= waitingToSignInMax) {
    return reject(state, 'busy', 'One thing after another, please.')
  }
  state.waitingToSignIn += 1
  const turn = async () => {
    state.patience.begins(theDoor)
    try {
      await state.happen('turn', frame)
    } catch (error) {
      state.parts.onTrouble('sign-in', error)
      reject(state, 'unavailable', stuck)
    } finally {
      state.waitingToSignIn -= 1
      // Whoever was let in still waits for the world to answer.
      if (state.phase !== 'attaching') state.patience.ends(theDoor)
    }
  }
  state.signingIn = state.signingIn.then(turn)
}

export function refuseSecondSignIn(state: ConnectionState): void {
  reject(state, 'bad-frame', 'You are in the world already.')
}

export async function signIn(state: ConnectionState, frame: SignInFrame): Promise<void> {
  const { result, resumeFrom } = await tryToSignIn(state, frame)
  if (!result) return state.happen('nobody', undefined)
  if (!result.ok) return state.happen('refused', result)
  await state.wire.met?.(result.signedIn)
  return state.happen('signed-in', { signedIn: result.signedIn, resumeFrom })
}

interface Tried {
  /** Null when the frame names nobody. */
  readonly result: SignInResult | null
  readonly resumeFrom?: FramePosition | null
}

async function tryToSignIn(state: ConnectionState, frame: SignInFrame): Promise<Tried> {
  const { parts, wire } = state
  const desk = parts.signIn
  switch (frame.t) {
    case 'register':
      return { result: await desk.register(frame.name, frame.password, wire) }
    case 'login':
      return { result: await desk.login(frame.name, frame.password, wire, frame.character) }
    case 'guest':
      return { result: await desk.guest(frame.name, wire) }
    case 'hello': {
      const { resume, token = wire.cookieToken, prefs } = frame
      state.wantsDeltas = prefs?.deltas === true
      if (resume) {
        const resumed = await desk.resume(resume.session, resume.token, wire)
        if (resumed.ok) return { result: resumed, resumeFrom: parseFrameId(resume.last) }
        if (resumed.code === 'banned') return { result: resumed }
      }
      if (!token) return { result: null }
      const byToken = await desk.token(token, wire)
      // A stale token is no failure: the client is simply asked to sign in.
      return { result: byToken.ok || byToken.code === 'banned' ? byToken : null }
    }
    default: {
      const unreachable: never = frame
      return unreachable
    }
  }
}

export function askToSignIn(state: ConnectionState): void {
  welcome(state, { needs: 'login' })
}

export function refuse(state: ConnectionState, refused: ConnectionEvents['refused']): void {
  const { code, why, retryAfter } = refused
  reject(state, code, why, retryAfter === undefined ? {} : { retryAfter })
}

/** Asks the tick for charge of the session. */
export async function attach(
  state: ConnectionState,
  { signedIn, resumeFrom }: ConnectionEvents['signed-in'],
): Promise<void> {
  state.signedIn = signedIn
  state.resumeFrom = resumeFrom
  const { hub, bus, now } = state.parts
  hub.expect(state.receiver)
  state.release = watchOver(state, signedIn)
  const stored = await bus.publish({
    t: 'attach',
    session: signedIn.session,
    conn: state.conn,
    via: state.wire.via,
    person: signedIn.person,
    resume: resumeFrom !== undefined,
    ...(state.wantsDeltas ? { deltas: true as const } : {}),
    at: now(),
  })
  if (stored !== 'stored') await state.happen('not-stored', undefined)
}

/** The right to play has ended: the client reads why, and whatever it still sends is not taken. */
export function signOut(state: ConnectionState, farewell: Farewell): void {
  sayBye(state, farewell)
  detach(state)
}

export function refuseAttach(state: ConnectionState): void {
  forget(state)
  reject(state, 'unavailable', stuck)
}

export function play(state: ConnectionState, { tick, output }: ConnectionEvents['attached']): void {
  const { resumeFrom, flow, lines } = state
  const { resumed, lastN, character } = output
  const session = sessionOf(state)
  state.character = character
  state.patience.ends(theDoor)
  lines.begin(session, lastN)
  const here = { tick, k: output.k }
  // A position that the store does not know must not count as one that was shown.
  const isKnown = resumeFrom && !isAfter(resumeFrom, here)
  const from = resumed && isKnown ? resumeFrom : here
  welcome(state, { resumed, ...(from ? { frame: frameId(from) } : {}) })
  if (!resumed) return flow.beginAt(here)
  const stillOpen = () => state.phase !== 'closed'
  flow.catchUp(session, resumeFrom ?? null, here, stillOpen).catch((error: unknown) => {
    state.parts.onTrouble('resume', error)
    sendAway(state)
  })
}

export function deliver({ flow }: ConnectionState, run: ConnectionEvents['frames']): void {
  flow.deliver(run)
}

export function askAgain(
  { lines }: ConnectionState,
  { n, expected }: ConnectionEvents['gap'],
): void {
  lines.gap(n, expected)
}

export function noteMissed({ flow }: ConnectionState): void {
  flow.missed()
}

/** Frames are gone for good: the client is told so, and shown where it is. */
export function resync(state: ConnectionState): void {
  const reason = 'You were away for a long time; here is what is around you.'
  send(state, { t: 'resync', reason })
  if (state.phase === 'playing') showAll(state)
}

export function sendAway(state: ConnectionState): void {
  const reason = 'Something is in the way. Please come back in a moment.'
  void state.happen('bye', { code: 'later', reason, resume: true, closeCode: 1013 })
}

/** The client stays connected and may sign in anew. */
export function sessionOver(state: ConnectionState): void {
  state.release?.()
  state.signedIn = undefined
  state.patience.forget()
  welcome(state, { needs: 'login', resumed: false })
}

export function end(state: ConnectionState, { code, reason }: ConnectionEvents['ended']): void {
  if (code === 'later') sayBye(state, { code, reason, resume: true, closeCode: 1013 })
  else if (code === 'quit') {
    sayBye(state, { code, reason: 'Farewell.', resume: false, closeCode: 1000 })
  } else sayBye(state, { code, reason, resume: false, closeCode: 4001 })
  // The session has ended, so there is nothing to detach from.
  forget(state)
}

export function sayBye(state: ConnectionState, { closeCode, ...farewell }: Farewell): void {
  send(state, { t: 'bye', ...farewell })
  state.wire.close(closeCode, farewell.reason)
}

export function forget(state: ConnectionState): void {
  state.patience.forget()
  state.release?.()
  state.parts.hub.forget(state.signedIn?.session, state.receiver)
}

/** The grace period of the session begins. */
export function detach(state: ConnectionState): void {
  forget(state)
  void publishDetach(state)
}

async function publishDetach(state: ConnectionState): Promise<void> {
  const { bus, now, sleep } = state.parts
  const { conn } = state
  const session = sessionOf(state)
  const command: Command = { t: 'detach', session, conn, reason: 'lost', at: now() }
  // Repeated while the bus is away: a character that nobody plays must not stand there for ever.
  while ((await bus.publish(command)) !== 'stored') await sleep(detachAgainMs)
}
