/** How a text player signs in: by the dialogue, or by the GMCP package Char.Login. */
import type { ClientFrame } from '../../../schema/frames/client.ts'
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import type { DialogueStep } from './login-dialogue.ts'
import { plainMssp } from './mssp.ts'
import type { SignInRequest, TextState } from './text-state.ts'

/** The gateway knows nobody behind the client yet. */
export function beginDialogue(state: TextState): void {
  const { earlySignIn } = state
  state.phase = 'dialogue'
  answerSignIn(state, { success: false, message: 'That link is no longer known. Sign in again.' })
  state.earlySignIn = undefined
  if (earlySignIn) signInByRequest(state, earlySignIn)
  else perform(state, state.dialogue.begin())
}

/** A line that was typed as an answer of the dialogue. */
export function answerDialogue(state: TextState, line: string): void {
  perform(state, state.dialogue.answer(line))
}

/** The gateway has refused what the dialogue or the GMCP request led to. */
export function signInRefused(state: TextState, { message, code }: ServerFrameOf<'reject'>): void {
  const isByGmcp = state.awaitsResult
  answerSignIn(state, { success: false, message })
  state.phase = 'dialogue'
  const step = state.dialogue.refused(message, code)
  perform(state, isByGmcp ? { ...step, ...state.dialogue.begin() } : step)
}

/** The character is in the world: tells clients that signed in by GMCP, or that know tokens. */
export function signedIn(state: TextState, welcome: ServerFrameOf<'welcome'>): void {
  const { port } = state
  port.hideInput(false)
  port.signedIn()
  port.frame(welcome)
  answerSignIn(state, { success: true })
  giveToken(state, welcome)
}

/** Each resume ends the token before the last, also one that the client knows nothing of. */
export function giveToken(state: TextState, welcome: ServerFrameOf<'welcome'>): void {
  const { port } = state
  if (!state.knowsTokens || !welcome.character) return
  const token = `${welcome.session}:${welcome.resume}`
  port.gmcp({ package: 'Char.Login.Token', data: { account: welcome.character.name, token } })
}

export function signInByRequest(state: TextState, request: SignInRequest): void {
  state.awaitsResult = true
  if (request.kind === 'login') {
    const { account: name, password, character } = request
    return enter(state, { t: 'login', name, password, ...(character ? { character } : {}) })
  }
  const [session = '', token = ''] = request.token.split(':')
  state.phase = 'waiting'
  void state.shown.after(session).then((last) => {
    if (state.phase === 'waiting') enter(state, { t: 'hello', resume: { session, token, last } })
  })
}

function answerSignIn(state: TextState, result: { success: boolean; message?: string }): void {
  if (!state.awaitsResult) return
  state.awaitsResult = false
  state.port.gmcp({ package: 'Char.Login.Result', data: result })
}

function perform(state: TextState, step: DialogueStep): void {
  const { port } = state
  if (!step.later) port.hideInput(step.isSecret === true)
  if (step.say !== undefined) port.notice(step.say)
  if (step.isCrawl === true) port.plain(plainMssp(state.mssp()))
  if (step.later) {
    lookUp(state, step.later, (next) => state.phase === 'dialogue' && perform(state, next))
  }
  if (step.isOver === true) {
    state.phase = 'closed'
    port.close(1008, 'too many tries')
    return
  }
  if (step.ask !== undefined) port.ask(step.ask)
  if (step.frame !== undefined) enter(state, step.frame)
}

/** Lines that are typed meanwhile wait for what was found. */
export function lookUp(
  state: TextState,
  ask: NonNullable<DialogueStep['later']>,
  then: (next: DialogueStep) => void,
): void {
  state.isLookingUp = true
  void ask(state.lobby).then((next) => {
    state.isLookingUp = false
    then(next)
    state.goOn()
  })
}

/** Sends the sign-in to the gateway; lines that are typed meanwhile wait for its answer. */
function enter(state: TextState, frame: ClientFrame): void {
  state.phase = 'waiting'
  state.input.receive(frame)
}
