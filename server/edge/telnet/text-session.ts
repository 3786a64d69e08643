/**
 * A player who reads and types text, over the same connection that serves `v1.mudstream`: the dialogue
 * and the typed lines become its frames, and its frames become text and prompts.
 *
 *   dialogue ──frame──▶ waiting ──welcome──▶ playing ──▶ closed
 *       ▲──────reject──────┘◀──session over──┘
 *
 * Lines that are typed while the gateway still answers wait for it, so nobody has to type slowly. The
 * prompt comes when all commands sent are done and something was shown since the last prompt.
 */
import type { MarkedFrame, ServerFrameOf } from '../../../schema/frames/server.ts'
import type { GmcpMessage } from '../render/gmcp-message.ts'
import { type GmcpRequest, readGmcpRequest } from '../render/gmcp-request.ts'
import { readSetting } from '../render/text-settings.ts'
import type { LastShown, SessionInput, Wire } from '../session/ports.ts'
import {
  applySettings,
  cameBack,
  cameInVain,
  comeBack,
  keep,
  lineSettled,
  lineTaken,
  noteSupports,
  settleTyped,
} from './coming-back.ts'
import { createLoginDialogue } from './login-dialogue.ts'
import type { TextPort } from './text-port.ts'
import {
  answerDialogue,
  beginDialogue,
  signedIn,
  signInByRequest,
  signInRefused,
} from './text-sign-in.ts'
import type { DoorSide, SignInRequest, TextState, TypedLine } from './text-state.ts'

export interface TextSession {
  /** Greets the client; from now on it can show text. */
  readonly start: () => void
  /** `line` is the number by which a door knows it. */
  readonly line: (text: string, line?: number) => void
  readonly gmcp: (message: GmcpMessage) => void
  readonly closed: () => void
}

export interface TextSessionParts {
  /** Makes the gateway's connection for this wire. */
  readonly open: (wire: Wire) => SessionInput
  /** Shown first, with markup. */
  readonly greeting: string
  readonly shown: LastShown
  /** Whether somebody may come in as a guest. */
  readonly guests: boolean
  /** Where the client's socket is, when it is not here. */
  readonly door?: DoorSide
}

/** Close codes that ask a client to connect anew (RFC 6455: service restart, try again later). */
const mayComeBack = new Set([1012, 1013])

/** Lines kept while the gateway answers; more than that nobody types ahead. */
const waitingLinesMax = 64

export function createTextSession(port: TextPort, parts: TextSessionParts): TextSession {
  const state: TextState = {
    port,
    door: parts.door,
    isComingBack: false,
    resume: '',
    underWay: new Map(),
    settings: {},
    supports: [],
    shown: parts.shown,
    session: '',
    dialogue: createLoginDialogue(parts.guests ? ['new', 'guest'] : ['new']),
    input: { receive: () => undefined, closed: () => undefined },
    phase: 'waiting',
    nextN: 1,
    pending: new Set(),
    waitingLines: [],
    hasNews: false,
    isCorked: false,
    seen: { frame: '' },
    awaitsResult: false,
    earlySignIn: undefined,
    knowsTokens: false,
  }
  state.input = parts.open(wireOf(state))

  return {
    start() {
      const from = state.door?.carried
      if (from) return comeBack(state, from)
      port.notice(parts.greeting)
      state.input.receive({ t: 'hello' })
    },
    line: (text, line) => onLine(state, { text, line }),
    gmcp: (message) => onRequest(state, readGmcpRequest(message)),
    closed() {
      state.phase = 'closed'
      if (state.session !== '') state.shown.left(state.session)
      state.input.closed()
    },
  }
}

function wireOf(state: TextState): Wire {
  const { port } = state
  return {
    via: port.via,
    address: port.address,
    cookieToken: undefined,
    send({ frame }) {
      onFrame(state, frame)
      showPrompt(state)
    },
    close(code, reason) {
      // The player stays where it is: this connection is over, not the client's.
      if (state.door && mayComeBack.has(code)) state.door.again()
      else port.close(code, reason)
    },
    buffered: port.buffered,
    cork() {
      state.isCorked = true
      port.cork()
    },
    uncork() {
      state.isCorked = false
      showPrompt(state)
      port.uncork()
    },
  }
}

function showPrompt(state: TextState): void {
  if (state.phase !== 'playing' || state.isCorked) return
  if (!state.hasNews || state.pending.size > 0) return
  state.hasNews = false
  state.port.prompt()
}

function onFrame(state: TextState, frame: MarkedFrame): void {
  if (frame.t === 'welcome') onWelcome(state, frame)
  else if (frame.t === 'reject') onReject(state, frame)
  else if (frame.t === 'ack') lineSettled(state, frame.n)
  else if (frame.t === 'done') {
    state.pending.delete(frame.n)
    state.hasNews = true
  } else if (frame.t === 'bye' && frame.resume && state.door) return
  else if (state.port.frame(frame)) state.hasNews = true
  if (!('frame' in frame) || frame.frame === undefined) return
  state.seen.frame = frame.frame
  keep(state)
}

function onWelcome(state: TextState, frame: ServerFrameOf<'welcome'>): void {
  state.pending.clear()
  if (frame.character === null) {
    if (state.isComingBack) cameInVain(state)
    state.session = ''
    keep(state)
    beginDialogue(state)
  } else onPlaying(state, frame)
  releaseLines(state)
}

function onPlaying(state: TextState, frame: ServerFrameOf<'welcome'>): void {
  state.phase = 'playing'
  state.nextN = frame.lastN + 1
  state.hasNews = true
  state.seen = { frame: frame.frame ?? state.seen.frame }
  state.session = frame.session
  state.resume = frame.resume
  state.shown.keep(frame.session, state.seen)
  keep(state)
  if (state.isComingBack) return cameBack(state, frame)
  signedIn(state, frame)
  if (frame.resumed !== true) return
  // A new screen is empty: the state parts are for programs, the look is for people.
  state.input.receive({ t: 'sync' })
  onCommand(state, { text: 'look', line: undefined })
}

function onReject(state: TextState, frame: ServerFrameOf<'reject'>): void {
  if (state.phase !== 'playing') {
    // Nobody asked for this sign-in, so nobody is bothered with its refusal: it is tried again.
    if (state.isComingBack) return state.door?.again()
    signInRefused(state, frame)
    return releaseLines(state)
  }
  const { n, expected } = frame
  if (n !== undefined) {
    // Nothing was stored under this number, and nothing after it can be.
    state.pending.delete(n)
    lineSettled(state, n)
    state.nextN = Math.min(state.nextN, expected ?? n)
  }
  state.hasNews = true
  const message =
    frame.code === 'gap' ? 'Some of your words were lost. Say them again.' : frame.message
  state.port.frame({ ...frame, message })
}

function onLine(state: TextState, typed: TypedLine): void {
  switch (state.phase) {
    case 'closed':
      return
    case 'waiting':
      if (state.waitingLines.length < waitingLinesMax) state.waitingLines.push(typed)
      return
    case 'dialogue':
      settleTyped(state, typed)
      return answerDialogue(state, typed.text)
    case 'playing':
      return onCommand(state, typed)
    default: {
      const unreachable: never = state.phase
      return unreachable
    }
  }
}

function releaseLines(state: TextState): void {
  while (state.phase === 'dialogue' || state.phase === 'playing') {
    const typed = state.waitingLines.shift()
    if (typed === undefined) return
    onLine(state, typed)
  }
}

function onCommand(state: TextState, typed: TypedLine): void {
  const { port } = state
  const { text, line } = typed
  const setting = readSetting(text)
  if (setting !== undefined) {
    applySettings(state, setting.change)
    port.notice(setting.answer)
  }
  state.hasNews = true
  if (setting !== undefined || text.trim() === '') {
    settleTyped(state, typed)
    showPrompt(state)
    return
  }
  const n = state.nextN
  state.nextN = n + 1
  state.pending.add(n)
  lineTaken(state, n, line)
  state.input.receive({ t: 'cmd', n, line: text })
}

function onRequest(state: TextState, request: GmcpRequest): void {
  const { port } = state
  switch (request.kind) {
    case 'hello':
      return port.setClientName(request.client)
    case 'ping':
      return port.gmcp({ package: 'Core.Ping' })
    case 'supports':
      return onSupports(state, request)
    case 'items':
      return onItems(state, request)
    case 'login':
    case 'reconnect':
      return onSignIn(state, request)
    case 'keep-alive':
    case 'login-by-hand':
    case 'channel-players':
    case 'unknown':
      return
    default: {
      const unreachable: never = request
      return unreachable
    }
  }
}

function onItems({ port }: TextState, { location }: GmcpRequest & { kind: 'items' }): void {
  if (location === 'container') return
  for (const message of port.gmcpView?.items(location) ?? []) port.gmcp(message)
}

function onSignIn(state: TextState, request: SignInRequest): void {
  if (state.phase === 'dialogue') signInByRequest(state, request)
  else state.earlySignIn = request
}

function onSupports(state: TextState, request: GmcpRequest & { kind: 'supports' }): void {
  const { port } = state
  const view = port.gmcpView
  view?.supports(request.change, request.packages)
  noteSupports(state, request)
  const listed = JSON.stringify(request.packages ?? []).toLowerCase()
  if (listed.includes('"char.login 2')) state.knowsTokens = true
  if (state.phase === 'playing') for (const message of view?.everything() ?? []) port.gmcp(message)
  else if (listed.includes('"char.login')) {
    port.gmcp({ package: 'Char.Login.Default', data: { type: ['password-credentials'] } })
  }
}
