/**
 * A player who reads and types text, on top of the same connection that serves `v1.mudstream`:
 * dialogue and lines become its frames, its frames become text and prompts.
 *
 *   dialogue ──frame──▶ waiting ──welcome──▶ playing ──▶ closed
 *       ▲──────reject──────┘◀──session over──┘
 *
 * Lines typed while the gateway is still answering wait their turn, so nobody has to type slowly.
 * The prompt comes when all commands sent are done and something was shown since the last one.
 */
import { LRUCache } from 'lru-cache'
import type { ClientFrame } from '../../../schema/frames/client.ts'
import type { MarkedFrame } from '../../../schema/frames/server.ts'
import type { GmcpMessage } from '../render/gmcp-message.ts'
import { type GmcpRequest, readGmcpRequest } from '../render/gmcp-request.ts'
import { readSetting } from '../render/text-settings.ts'
import type { Wire } from '../session/ports.ts'
import { createLoginDialogue, type DialogueStep, type LoginDialogue } from './login-dialogue.ts'
import type { TextPort } from './text-port.ts'

/** The gateway's side of a connection, as `PlayerConnection` has it. */
export interface SessionInput {
  receive(frame: ClientFrame): void
  closed(): void
}

export interface TextSession {
  /** Greets the client; it can show what it can show from now on. */
  readonly start: () => void
  readonly line: (text: string) => void
  readonly gmcp: (message: GmcpMessage) => void
  readonly closed: () => void
}

/** Lines kept while the gateway answers; who types more than that ahead is not typing. */
const waitingLinesMax = 64

/** Where sessions stand whose clients cannot tell: the last frame that was shown to each. */
export interface LastShown {
  /** The session is shown here now; `seen` changes with every frame. */
  keep(session: string, seen: { readonly frame: string }): void
  /** Its client is gone. */
  left(session: string): void
  /** The frame after which the session goes on, empty when nobody knows. Never rejects. */
  after(session: string): Promise<string>
}

/** Knows what was shown by this process. */
export function lastShownHere(): LastShown {
  const shown = new LRUCache<string, { readonly frame: string }>({ max: 100 })
  return {
    keep: (session, seen) => shown.set(session, seen),
    left: () => undefined,
    after: async (session) => shown.get(session)?.frame ?? '',
  }
}

interface State {
  readonly port: TextPort
  readonly shown: LastShown
  /** The session that is played; empty before the first welcome. */
  session: string
  readonly dialogue: LoginDialogue
  input: SessionInput
  phase: 'dialogue' | 'waiting' | 'playing' | 'closed'
  nextN: number
  /** Numbers of commands that are not done. */
  readonly pending: Set<number>
  readonly waitingLines: string[]
  hasNews: boolean
  isCorked: boolean
  /** Position of the last frame that was shown. */
  seen: { frame: string }
  /** The client asked to sign in by GMCP and is owed a Char.Login.Result. */
  owesResult: boolean
  /** A sign-in by GMCP that came before the gateway was ready for it. */
  earlySignIn: GmcpRequest | undefined
  /** The client knows reconnect tokens (Char.Login 2). */
  knowsTokens: boolean
}

/** `open` makes the gateway's connection for this wire; `greeting` is shown first, with markup. */
export function createTextSession(
  port: TextPort,
  open: (wire: Wire) => SessionInput,
  greeting: string,
  shown: LastShown = lastShownHere(),
): TextSession {
  const state: State = {
    port,
    shown,
    session: '',
    dialogue: createLoginDialogue(),
    input: { receive: () => undefined, closed: () => undefined },
    phase: 'waiting',
    nextN: 1,
    pending: new Set(),
    waitingLines: [],
    hasNews: false,
    isCorked: false,
    seen: { frame: '' },
    owesResult: false,
    earlySignIn: undefined,
    knowsTokens: false,
  }
  state.input = open(wireFor(state))

  return {
    start() {
      port.notice(greeting)
      state.input.receive({ t: 'hello' })
    },
    line: (text) => onLine(state, text),
    gmcp: (message) => onRequest(state, readGmcpRequest(message)),
    closed() {
      state.phase = 'closed'
      if (state.session !== '') state.shown.left(state.session)
      state.input.closed()
    },
  }
}

function wireFor(state: State): Wire {
  const { port } = state
  return {
    via: port.via,
    address: port.address,
    send({ frame }) {
      onFrame(state, frame)
      showPrompt(state)
    },
    close: port.close,
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

function showPrompt(state: State): void {
  if (state.phase !== 'playing' || state.isCorked) return
  if (!state.hasNews || state.pending.size > 0) return
  state.hasNews = false
  state.port.prompt()
}

function onFrame(state: State, frame: MarkedFrame): void {
  if (frame.t === 'welcome') onWelcome(state, frame)
  else if (frame.t === 'reject') onReject(state, frame)
  else if (frame.t === 'done') {
    state.pending.delete(frame.n)
    state.hasNews = true
  } else if (state.port.frame(frame)) state.hasNews = true
  if ('frame' in frame && frame.frame !== undefined) state.seen.frame = frame.frame
}

function onWelcome(state: State, frame: MarkedFrame & { t: 'welcome' }): void {
  const { port, pending } = state
  pending.clear()
  if (frame.character === null) {
    beginDialogue(state)
    return
  }
  state.phase = 'playing'
  state.nextN = frame.lastN + 1
  state.hasNews = true
  port.hideInput(false)
  state.seen = { frame: frame.frame ?? state.seen.frame }
  state.session = frame.session
  state.shown.keep(frame.session, state.seen)
  port.signedIn()
  port.frame(frame)
  payResult(state, { success: true })
  if (state.knowsTokens) {
    const token = `${frame.session}:${frame.resume}`
    port.gmcp({ package: 'Char.Login.Token', data: { account: frame.character.name, token } })
  }
  if (frame.resumed === true) {
    // A fresh screen knows nothing: the gauges and lists for programs, the room for people.
    state.input.receive({ t: 'sync' })
    onCommand(state, 'look')
  }
  releaseLines(state)
}

function beginDialogue(state: State): void {
  const { earlySignIn } = state
  state.phase = 'dialogue'
  payResult(state, { success: false, message: 'That link is no longer known. Sign in again.' })
  state.earlySignIn = undefined
  if (earlySignIn) onSignInRequest(state, earlySignIn)
  else {
    take(state, state.dialogue.begin())
    releaseLines(state)
  }
}

function onReject(state: State, frame: MarkedFrame & { t: 'reject' }): void {
  if (state.phase === 'playing') {
    const { n, expected } = frame
    if (n !== undefined) {
      // Nothing was stored under this number, and nothing after it can be.
      state.pending.delete(n)
      state.nextN = Math.min(state.nextN, expected ?? n)
    }
    state.hasNews = true
    const message =
      frame.code === 'gap' ? 'Some of your words were lost. Say them again.' : frame.message
    state.port.frame({ ...frame, message })
    return
  }
  const isByGmcp = state.owesResult
  payResult(state, { success: false, message: frame.message })
  state.phase = 'dialogue'
  const step = state.dialogue.refused(frame.message)
  take(state, isByGmcp ? { ...step, ...state.dialogue.begin() } : step)
  releaseLines(state)
}

function payResult(state: State, result: { success: boolean; message?: string }): void {
  if (!state.owesResult) return
  state.owesResult = false
  state.port.gmcp({ package: 'Char.Login.Result', data: result })
}

function onLine(state: State, text: string): void {
  if (state.phase === 'closed') return
  if (state.phase === 'waiting') {
    if (state.waitingLines.length < waitingLinesMax) state.waitingLines.push(text)
  } else if (state.phase === 'dialogue') take(state, state.dialogue.answer(text))
  else onCommand(state, text)
}

function releaseLines(state: State): void {
  while (state.phase === 'dialogue' || state.phase === 'playing') {
    const line = state.waitingLines.shift()
    if (line === undefined) return
    onLine(state, line)
  }
}

function onCommand(state: State, text: string): void {
  const { port } = state
  const setting = readSetting(text)
  if (setting !== undefined) {
    port.settings(setting.change)
    port.notice(setting.answer)
  }
  state.hasNews = true
  if (setting !== undefined || text.trim() === '') {
    showPrompt(state)
    return
  }
  const n = state.nextN
  state.nextN = n + 1
  state.pending.add(n)
  state.input.receive({ t: 'cmd', n, line: text })
}

/** Performs a step of the dialogue. */
function take(state: State, step: DialogueStep): void {
  const { port } = state
  port.hideInput(step.isSecret === true)
  if (step.say !== undefined) port.notice(step.say)
  if (step.isOver === true) {
    state.phase = 'closed'
    port.close(1008, 'too many tries')
    return
  }
  if (step.ask !== undefined) port.ask(step.ask)
  if (step.frame !== undefined) enter(state, step.frame)
}

function enter(state: State, frame: ClientFrame): void {
  state.phase = 'waiting'
  state.input.receive(frame)
}

function onRequest(state: State, request: GmcpRequest): void {
  const { port } = state
  const view = port.gmcpView
  if (request.kind === 'hello') port.setClientName(request.client)
  else if (request.kind === 'ping') port.gmcp({ package: 'Core.Ping' })
  else if (request.kind === 'supports') onSupports(state, request)
  else if (request.kind === 'items' && request.location !== 'container') {
    for (const message of view?.items(request.location) ?? []) port.gmcp(message)
  } else if (state.phase === 'dialogue') onSignInRequest(state, request)
  else if (request.kind === 'login' || request.kind === 'reconnect') state.earlySignIn = request
}

function onSupports(state: State, request: GmcpRequest & { kind: 'supports' }): void {
  const { port } = state
  const view = port.gmcpView
  view?.supports(request.change, request.packages)
  const listed = JSON.stringify(request.packages ?? []).toLowerCase()
  if (listed.includes('"char.login 2')) state.knowsTokens = true
  if (state.phase === 'playing') for (const message of view?.everything() ?? []) port.gmcp(message)
  else if (listed.includes('"char.login')) {
    port.gmcp({ package: 'Char.Login.Default', data: { type: ['password-credentials'] } })
  }
}

function onSignInRequest(state: State, request: GmcpRequest): void {
  if (request.kind === 'login') {
    const { account: name, password, character } = request
    state.owesResult = true
    enter(state, { t: 'login', name, password, ...(character ? { character } : {}) })
  }
  if (request.kind === 'reconnect') {
    const [session = '', token = ''] = request.token.split(':')
    state.owesResult = true
    state.phase = 'waiting'
    void state.shown.after(session).then((last) => {
      if (state.phase === 'waiting') enter(state, { t: 'hello', resume: { session, token, last } })
    })
  }
}
