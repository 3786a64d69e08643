/**
 * The page's one connection: hello, sign-in, numbered commands, resume after a break.
 *
 * The world outside (socket, timers, storage, dice) comes in through `LinkPorts`, so that the same
 * code runs in a browser and under test. Phases:
 *
 *   calling → playing            welcome with a character
 *   calling → stranger           welcome without one: the sign-in page shows
 *   any     → waiting → calling  the socket broke; the page knocks again by itself
 *   any     → ended              the server said goodbye for good, or the player left
 */
import type { ClientFrame } from '../../../../schema/frames/client.ts'
import type { ServerFrameOf } from '../../../../schema/frames/server.ts'
import { reconnectDelayMs } from './backoff.ts'
import { type CommandQueue, createCommandQueue } from './command-queue.ts'
import { compareFrames, parseServerFrame } from './frames.ts'
import type { Link, LinkListener, LinkPorts, Phase, Socket } from './link-ports.ts'

const version = '1'
const welcomeWithinMs = 10_000
const pingEveryMs = 5_000
/** Pings without any answer before the socket counts as dead: sleep and lost wifi close nothing. */
const missedPingsMost = 2
/** Before every frame id a server can make. */
const firstFrame = '0.0'
const steadyAfterMs = 5_000
const busyPauseMs = 700
/** Unacknowledged commands on the way at once; within the server's burst of twenty. */
const underWayMost = 16

type State = {
  readonly ports: LinkPorts
  readonly listener: LinkListener
  readonly queue: CommandQueue
  readonly sentAtMs: Map<number, number>
  readonly cancel: { retry: () => void; watch: () => void; steady: () => void; pause: () => void }
  session: { id: string; resume: string; last: string } | undefined
  token: string | undefined
  socket: Socket | undefined
  phase: Phase
  attempt: number
  heardSincePing: boolean
  missedPings: number
  pausing: boolean
  tokenTried: boolean
  /** Stored commands whose outcome went by unseen, and which of them were asked for again. */
  readonly missed: Set<number>
  readonly asked: Set<number>
  bye: ServerFrameOf<'bye'> | undefined
}

const nothing = () => {}

/** Prepares a link; `start` opens it. Never throws: every trouble ends in a phase. */
export function createLink(ports: LinkPorts, listener: LinkListener): Link {
  const saved = ports.load()
  const state: State = {
    ports,
    listener,
    queue: createCommandQueue(saved?.queue),
    sentAtMs: new Map(),
    cancel: { retry: nothing, watch: nothing, steady: nothing, pause: nothing },
    session: saved && { id: saved.session, resume: saved.resume, last: saved.last },
    token: undefined,
    socket: undefined,
    phase: 'calling',
    attempt: 0,
    heardSincePing: true,
    missedPings: 0,
    pausing: false,
    tokenTried: false,
    missed: new Set(),
    asked: new Set(),
    bye: undefined,
  }
  return {
    start(token) {
      state.token = token ?? state.token
      // The hello below carries the token already.
      state.tokenTried = true
      state.bye = undefined
      state.attempt = 0
      connect(state)
    },
    signIn: (frame) => write(state, frame),
    send(line) {
      const command = state.queue.add(line)
      pump(state)
      remember(state)
      return command
    },
    nudge() {
      if (state.phase === 'waiting') connect(state)
      else if (state.phase === 'playing') watch(state)
    },
    leave() {
      forget(state)
      state.queue.clear()
      state.cancel.retry()
      dropSocket(state)
      setPhase(state, 'ended')
    },
    remember: () => remember(state),
  }
}

function setPhase(state: State, phase: Phase, nextTryAtMs?: number): void {
  state.phase = phase
  const { attempt, bye } = state
  state.listener.status({ phase, attempt, nextTryAtMs, bye })
}

function write(state: State, frame: ClientFrame): void {
  state.socket?.send(JSON.stringify(frame))
}

function connect(state: State): void {
  state.cancel.retry()
  dropSocket(state)
  setPhase(state, 'calling')
  // Events of a socket that was given up must not touch the one that replaced it.
  const whenMine = (act: () => void) => () => {
    if (mine === state.socket) act()
  }
  const mine: Socket = state.ports.openSocket({
    opened: whenMine(() => hello(state)),
    text: (text) => whenMine(() => receive(state, text))(),
    closed: whenMine(() => broken(state)),
  })
  state.socket = mine
  state.cancel.watch = state.ports.after(welcomeWithinMs, () => broken(state))
}

function hello(state: State): void {
  const { session, token } = state
  write(state, {
    t: 'hello',
    client: { name: 'mudstream-web', version },
    prefs: state.ports.prefs(),
    ...(token ? { token } : {}),
    ...(session
      ? { resume: { session: session.id, token: session.resume, last: session.last } }
      : {}),
  })
}

function dropSocket(state: State): void {
  state.cancel.watch()
  state.cancel.steady()
  state.cancel.pause()
  state.pausing = false
  const old = state.socket
  state.socket = undefined
  old?.close()
  state.queue.unsend()
  state.sentAtMs.clear()
  state.asked.clear()
}

function broken(state: State): void {
  dropSocket(state)
  state.listener.commands(state.queue.all())
  if (state.bye && !state.bye.resume) {
    setPhase(state, 'ended')
    return
  }
  const delayMs = reconnectDelayMs(state.attempt, state.ports.random())
  setPhase(state, 'waiting', state.ports.nowMs() + delayMs)
  state.attempt += 1
  state.cancel.retry = state.ports.after(delayMs, () => connect(state))
}

/** Asks for a sign of life every few seconds, and gives the socket up after two silences. */
function watch(state: State): void {
  state.cancel.watch()
  state.heardSincePing = false
  write(state, { t: 'ping', at: state.ports.nowMs() })
  state.cancel.watch = state.ports.after(pingEveryMs, () => {
    state.missedPings = state.heardSincePing ? 0 : state.missedPings + 1
    if (state.missedPings >= missedPingsMost) broken(state)
    else watch(state)
  })
}

/** Hands waiting commands to the socket as far as the server can be expected to take them. */
function pump(state: State): void {
  if (state.phase === 'playing' && !state.pausing) {
    for (const { n, line } of state.queue.take(underWayMost)) {
      state.sentAtMs.set(n, state.ports.nowMs())
      write(state, { t: 'cmd', n, line })
    }
    askAgain(state)
  }
  state.listener.commands(state.queue.all())
}

/** A stored number sent again has no second effect; it is answered with the outcome it had. */
function askAgain(state: State): void {
  for (const { n, line, stage } of state.queue.all()) {
    if (stage !== 'stored' || !state.missed.has(n) || state.asked.has(n)) continue
    state.asked.add(n)
    write(state, { t: 'cmd', n, line })
  }
}

function receive(state: State, text: string): void {
  state.heardSincePing = true
  const frame = parseServerFrame(text)
  if (!frame) return
  if (frame.t !== 'welcome' && 'frame' in frame && state.session) {
    if (compareFrames(frame.frame, state.session.last) <= 0) return
    state.session = { ...state.session, last: frame.frame }
  }
  const { listener, ports } = state
  switch (frame.t) {
    case 'welcome':
      welcomed(state, frame)
      break
    case 'reject':
      rejected(state, frame)
      break
    case 'pong':
      listener.pongAfter(ports.nowMs() - frame.at)
      break
    case 'bye':
      state.bye = frame
      if (!frame.resume) forget(state)
      break
    case 'ack':
      acked(state, frame.n, frame.request)
      break
    case 'done':
      listener.frame(frame)
      state.queue.done(frame.n)
      state.missed.delete(frame.n)
      pump(state)
      break
    case 'resync':
      listener.frame(frame)
      missed(state)
      break
    default:
      listener.frame(frame)
  }
}

/** Frames are gone for good, and the outcomes of stored commands may be among them. */
function missed(state: State): void {
  for (const { n, stage } of state.queue.all()) if (stage === 'stored') state.missed.add(n)
  state.asked.clear()
  pump(state)
}

function welcomed(state: State, welcome: ServerFrameOf<'welcome'>): void {
  state.bye = undefined
  state.missedPings = 0
  const { character } = welcome
  if (!character) {
    strange(state)
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
  state.listener.welcomed({ ...welcome, character }, resumed)
  if (unknown.length > 0) state.listener.unknownFate(unknown)
  setPhase(state, 'playing')
  write(state, { t: 'sync' })
  watch(state)
  pump(state)
  remember(state)
}

/** The session is over. A sign-in still at hand opens a new one; else the player must knock. */
function strange(state: State): void {
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

function acked(state: State, n: number, request: string): void {
  const sentAtMs = state.sentAtMs.get(n)
  state.sentAtMs.delete(n)
  if (sentAtMs !== undefined) state.listener.ackedAfter(state.ports.nowMs() - sentAtMs)
  state.queue.stored(n, request)
  pump(state)
}

function rejected(state: State, reject: ServerFrameOf<'reject'>): void {
  if (reject.n === undefined) {
    state.listener.refusedSignIn(reject)
    return
  }
  state.sentAtMs.delete(reject.n)
  state.asked.delete(reject.n)
  const { gone, again } = state.queue.refused(reject.n, reject.code, reject.expected)
  if (gone) state.listener.refusedCommand(gone, reject)
  if (again && !state.pausing) {
    state.pausing = true
    state.cancel.pause = state.ports.after(reject.code === 'gap' ? 0 : busyPauseMs, () => {
      state.pausing = false
      pump(state)
    })
  }
  pump(state)
}

function remember(state: State): void {
  const { session, queue } = state
  state.ports.save(
    session && {
      session: session.id,
      resume: session.resume,
      last: session.last,
      queue: queue.save(),
    },
  )
}

function forget(state: State): void {
  state.session = undefined
  state.token = undefined
  state.ports.save(undefined)
}
