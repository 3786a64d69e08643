/** A guest who plays by text keeps the character: questions in the middle of the game. */
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import { claimLine, createClaimDialogue } from './claim-dialogue.ts'
import type { DialogueStep } from './login-dialogue.ts'
import { giveToken, lookUp } from './text-sign-in.ts'
import type { TextState } from './text-state.ts'

/** True when the line was one of a claim; what it says is nobody else's business. */
export function claimed(state: TextState, line: string): boolean {
  if (state.claim) {
    perform(state, state.claim.answer(line))
    return true
  }
  const [asked, name, password] = claimLine.exec(line.trim()) ?? []
  if (asked === undefined || !state.isGuest) return false
  state.claim = createClaimDialogue(name, password)
  perform(state, state.claim.begin())
  return true
}

/** True when the gateway's refusal answers a claim. */
export function claimRefused(state: TextState, { message }: ServerFrameOf<'reject'>): boolean {
  if (!state.claim || state.claim.question()) return false
  perform(state, state.claim.refused(message))
  return true
}

/** The character has a name of its own now. */
export function claimAnswered(state: TextState, welcome: ServerFrameOf<'welcome'>): void {
  state.isGuest = false
  leave(state)
  for (const message of state.port.gmcpView?.messages(welcome) ?? []) state.port.gmcp(message)
  giveToken(state, welcome)
}

/** Asks again what waits for an answer, after something else was shown. */
export function asksAgain({ claim, port }: TextState): boolean {
  const ask = claim?.question()?.ask
  if (ask !== undefined) port.ask(ask)
  return claim !== undefined
}

function perform(state: TextState, step: DialogueStep): void {
  const { port } = state
  if (!step.later) port.hideInput(step.isSecret === true)
  if (step.say !== undefined) port.notice(step.say)
  if (step.isOver === true) leave(state)
  if (step.ask !== undefined) port.ask(step.ask)
  if (step.frame !== undefined) state.input.receive(step.frame)
  if (step.later) lookUp(state, step.later, (next) => state.claim && perform(state, next))
}

function leave(state: TextState): void {
  state.claim = undefined
  state.port.hideInput(false)
  state.hasNews = true
}
