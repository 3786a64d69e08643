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
import { escapeMarkup } from '../../../schema/markup.ts'
import { isScenery } from '../../../schema/scenery-occasions.ts'
import type { GmcpMessage } from '../render/gmcp-message.ts'
import { readGmcpRequest } from '../render/gmcp-request.ts'
import { settingsUsage } from '../render/text-settings.ts'
import type { LastShown, SessionInput, Wire } from '../session/ports.ts'
import { briefly } from './brief.ts'
import { cameBack, cameInVain, comeBack, keep, lineSettled } from './coming-back.ts'
import type { Lobby } from './lobby.ts'
import { createLoginDialogue } from './login-dialogue.ts'
import type { MsspValues } from './mssp.ts'
import { recall, saveAtEnd } from './remembered.ts'
import type { SettingsMemory } from './settings-memory.ts'
import { claimAnswered, claimRefused } from './text-claim.ts'
import { lookAround, onLine, releaseLines, showPrompt } from './text-lines.ts'
import type { TextPort } from './text-port.ts'
import { onRequest } from './text-requests.ts'
import { beginDialogue, signedIn, signInRefused } from './text-sign-in.ts'
import type { DoorSide, TextState } from './text-state.ts'
import { createThinkingSign } from './thinking-sign.ts'

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
  readonly lobby: Lobby
  readonly memory: SettingsMemory
  /** The server's status at the moment of the call. */
  readonly mssp: () => MsspValues
  /** Whether guests are let in at this moment. */
  readonly guests: () => boolean
  /** Where the client's socket is, when it is not here. */
  readonly door?: DoorSide
}

/** Close codes that ask a client to connect anew (RFC 6455: service restart, try again later). */
const mayComeBack = new Set([1012, 1013])

export function createTextSession(port: TextPort, parts: TextSessionParts): TextSession {
  const state: TextState = {
    port,
    door: parts.door,
    isComingBack: false,
    resume: '',
    underWay: new Map(),
    left: new Map(),
    said: '',
    settings: {},
    memory: parts.memory,
    whose: undefined,
    saving: Promise.resolve(),
    savedLately: undefined,
    hasUnsaved: false,
    walked: undefined,
    isGuest: false,
    claim: undefined,
    supports: [],
    lobby: parts.lobby,
    mssp: parts.mssp,
    isLookingUp: false,
    goOn: () => releaseLines(state),
    shown: parts.shown,
    session: '',
    dialogue: createLoginDialogue(parts.guests() ? ['new', 'guest'] : ['new']),
    input: { receive: () => undefined, closed: () => undefined },
    phase: 'waiting',
    nextN: 1,
    lookN: 0,
    pending: new Set(),
    waitingLines: [],
    hasNews: false,
    isCorked: false,
    seen: { frame: '' },
    awaitsResult: false,
    earlySignIn: undefined,
    knowsTokens: false,
    thinking: createThinkingSign((name) => showThinking(state, name)),
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
      state.thinking.end()
      saveAtEnd(state)
      if (state.session !== '') state.shown.left(state.session)
      state.input.closed()
    },
  }
}

function wireOf(state: TextState): Wire {
  const { port } = state
  const wire: Wire = {
    via: port.via,
    address: port.address,
    cookieToken: undefined,
    met: (signedIn) => recall(state, signedIn),
    send({ frame }) {
      onFrame(state, frame)
      showPrompt(state)
    },
    sendAll({ frames }) {
      // Whoever has corked the wire before will have more to say.
      const isWhole = !state.isCorked
      if (isWhole) wire.cork()
      for (const { frame } of frames) wire.send(frame)
      if (isWhole) wire.uncork()
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
  return wire
}

function onFrame(state: TextState, frame: MarkedFrame): void {
  if (frame.t === 'welcome') onWelcome(state, frame)
  else if (frame.t === 'reject') onReject(state, frame)
  else if (frame.t === 'ack') lineSettled(state, frame.n)
  else if (frame.t === 'done') {
    state.pending.delete(frame.n)
    state.hasNews = true
  } else if (frame.t === 'bye') {
    if (frame.resume && state.door) return
    // Nothing can be typed any more, so no prompt follows.
    state.port.frame(frame)
  } else if (isNoSetting(frame)) state.port.notice(settingsUsage)
  else if (!isUnwanted(state, frame) && state.port.frame(briefly(state, frame)))
    state.hasNews = true
  state.thinking.saw(frame)
  if (frame.t === 'resync' && state.phase === 'playing') lookAround(state)
  if (!('frame' in frame) || frame.frame === undefined) return
  state.seen.frame = frame.frame
  keep(state)
}

/** The world knows no such setting, and these may have been meant. */
const isNoSetting = (frame: MarkedFrame) =>
  frame.t === 'event' && frame.kind === 'refused' && frame.data['code'] === 'no-setting'

/** Words about a place, for who does not want them. A fight or a quarrel is news. */
function isUnwanted({ settings }: TextState, frame: MarkedFrame): boolean {
  if (settings.scenery !== false || frame.t !== 'event') return false
  return frame.kind === 'room-narrated' && isScenery(frame.data['occasion'])
}

function showThinking(state: TextState, name: string): void {
  const { settings, port } = state
  if (!(settings.thinking ?? !port.isSpoken())) return
  port.notice(`{dim}${escapeMarkup(name)} thinks it over.{/}`)
  state.hasNews = true
  showPrompt(state)
}

function onWelcome(state: TextState, frame: ServerFrameOf<'welcome'>): void {
  if (state.phase !== 'playing') state.pending.clear()
  if (frame.character === null) {
    if (state.isComingBack) cameInVain(state)
    state.session = ''
    keep(state)
    beginDialogue(state)
  } else onPlaying(state, frame)
  releaseLines(state)
}

function onPlaying(state: TextState, frame: ServerFrameOf<'welcome'>): void {
  if (state.phase === 'playing') return claimAnswered(state, frame)
  state.isGuest = frame.character?.role === 'guest'
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
  state.input.receive({ t: 'sync' })
  lookAround(state)
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
  if (n === undefined && claimRefused(state, frame)) return
  state.hasNews = true
  const message =
    frame.code === 'gap' ? 'Some of your words were lost. Say them again.' : frame.message
  state.port.frame({ ...frame, message })
}
