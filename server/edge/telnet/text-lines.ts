/** What becomes of a typed line in each phase of a text session, and when the prompt comes after it. */
import { readSetting } from '../render/text-settings.ts'
import { applySettings, settleTyped } from './coming-back.ts'
import { asksAgain, claimed } from './text-claim.ts'
import { answerDialogue } from './text-sign-in.ts'
import type { TextState, TypedLine } from './text-state.ts'
import { sendCommands } from './typed-commands.ts'

/** Lines kept while the gateway answers; more than that nobody types ahead. */
const waitingLinesMax = 64

export function showPrompt(state: TextState): void {
  if (state.phase !== 'playing' || state.isCorked) return
  if (!state.hasNews || state.pending.size > 0) return
  state.hasNews = false
  if (!asksAgain(state)) state.port.prompt()
}

/**
 * A new screen is empty, and what stands on an old one may be wrong: the state parts are for programs, the
 * look is for people.
 */
export function lookAround(state: TextState): void {
  if (state.pending.has(state.lookN)) return
  state.lookN = state.nextN
  onCommand(state, { text: 'look', line: undefined })
}

export function onLine(state: TextState, typed: TypedLine): void {
  if (state.isLookingUp) return keepForLater(state, typed)
  switch (state.phase) {
    case 'closed':
      return
    case 'waiting':
      return keepForLater(state, typed)
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

function keepForLater({ waitingLines }: TextState, typed: TypedLine): void {
  if (waitingLines.length < waitingLinesMax) waitingLines.push(typed)
}

export function releaseLines(state: TextState): void {
  while (!state.isLookingUp && (state.phase === 'dialogue' || state.phase === 'playing')) {
    const typed = state.waitingLines.shift()
    if (typed === undefined) return
    onLine(state, typed)
  }
}

function onCommand(state: TextState, typed: TypedLine): void {
  const { port } = state
  const { text } = typed
  if (claimed(state, text)) return settleTyped(state, typed)
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
  sendCommands(state, typed)
  showPrompt(state)
}
