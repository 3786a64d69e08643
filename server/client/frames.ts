/** The frames of `v1.mudstream` as the page reads them (PROTOCOL 3.2), and what each does to the link. */
import type { ServerFrame, ServerFrameOf } from '../../schema/frames/server.ts'
import { acked, askForLost, done, pump, rejected } from './link-commands.ts'
import { hello, watch } from './link-socket.ts'
import { forget, type LinkState, remember, setPhase, write } from './link-state.ts'

/** Before every frame id that a server can make. */
const firstFrame = '0.0'
const steadyAfterMs = 5_000

type Frames = { readonly [T in ServerFrame['t']]: ServerFrameOf<T> }
type Receivers = { readonly [T in keyof Frames]: (state: LinkState, frame: Frames[T]) => void }

/** Every type of frame that the page knows: one that is missing here does not compile. */
const receivers: Receivers = {
  welcome: welcomed,
  ack: acked,
  reject: rejected,
  event: pass,
  state: pass,
  delta: pass,
  done,
  pending: pass,
  narration: pass,
  pong: ({ listener, ports }, { at }) => listener.pongAfter(ports.nowMs() - at),
  bye(state, frame) {
    state.bye = frame
    if (!frame.resume) forget(state)
  },
  resync(state, frame) {
    pass(state, frame)
    askForLost(state)
  },
}

/**
 * One frame of the server, or undefined for anything this page does not know: the protocol lets
 * servers add frame types, so an unknown one is no error.
 */
export function parseServerFrame(text: string): ServerFrame | undefined {
  try {
    // Null throws here. Any other value that is no object has no type that is known.
    const parsed: ServerFrame = JSON.parse(text)
    return Object.hasOwn(receivers, parsed.t) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Orders frame ids: split on the dots, compare numerically, part by part (PROTOCOL 3.2). */
export function compareFrames(a: string, b: string): number {
  const left = a.split('.')
  const right = b.split('.')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = Number(left[i] ?? -1) - Number(right[i] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}

/** Takes in one message. What the page does not know, or has seen before, is left alone. */
export function receive(state: LinkState, text: string): void {
  state.heardSincePing = true
  const frame = parseServerFrame(text)
  if (!frame) return
  if (frame.t !== 'welcome' && 'frame' in frame && frame.frame && state.session) {
    if (compareFrames(frame.frame, state.session.last) <= 0) return
    state.session = { ...state.session, last: frame.frame }
  }
  dispatch(state, frame.t, frame)
}

function dispatch<T extends keyof Frames>(state: LinkState, t: T, frame: Frames[T]): void {
  receivers[t](state, frame)
}

function pass({ listener }: LinkState, frame: ServerFrame): void {
  listener.frame(frame)
}

function welcomed(state: LinkState, welcome: ServerFrameOf<'welcome'>): void {
  state.bye = undefined
  state.missedPings = 0
  const { character } = welcome
  if (!character) {
    sessionOver(state)
    return
  }
  state.tokenTried = false
  const resumed = welcome.session === state.session?.id
  if (resumed) state.queue.resumed(welcome.lastN)
  if (!resumed) state.missed.clear()
  const unknown = resumed ? [] : state.queue.restarted(welcome.lastN)
  const last = resumed && state.session ? state.session.last : (welcome.frame ?? firstFrame)
  state.session = { id: welcome.session, resume: welcome.resume, last }
  // A server that greets and hangs up at once must not be called again without a pause.
  state.cancel.steady()
  state.cancel.steady = state.ports.after(steadyAfterMs, () => {
    state.attempt = 0
  })
  state.listener.welcomed({ ...welcome, character, resumed })
  if (unknown.length > 0) state.listener.unknownFate(unknown)
  setPhase(state, 'playing')
  write(state, { t: 'sync' })
  watch(state)
  pump(state)
  remember(state)
}

/** A token at hand opens a new session; without one the sign-in page must help. */
function sessionOver(state: LinkState): void {
  state.session = undefined
  remember(state)
  if (state.token && !state.tokenTried) {
    state.tokenTried = true
    hello(state)
    return
  }
  const left = state.queue.clear()
  if (left.length > 0) state.listener.unknownFate(left)
  state.listener.commands([])
  state.listener.estranged()
  setPhase(state, 'stranger')
  watch(state)
}
