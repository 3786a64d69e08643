/** What becomes of a typed line in each phase of a text session, and when the prompt comes after it. */
import { readSetting, settingsUsage } from '../render/text-settings.ts'
import { readAlias } from './aliases.ts'
import { settleTyped } from './coming-back.ts'
import { applySettings } from './remembered.ts'
import { asksAgain, claimed } from './text-claim.ts'
import { answerDialogue } from './text-sign-in.ts'
import type { TextState, TypedLine } from './text-state.ts'
import { sendCommands } from './typed-commands.ts'

/** Lines kept while the gateway answers; more than that nobody types ahead. */
const waitingLinesMax = 64

const askForMore = 'There is more: Enter goes on, q ends. '

export function showPrompt(state: TextState): void {
  if (state.phase !== 'playing' || state.isCorked) return
  if (!state.hasNews || state.pending.size > 0) return
  state.hasNews = false
  if (asksAgain(state)) return
  if (state.port.pages.isOpen()) state.port.ask(askForMore)
  else state.port.prompt()
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
  if (turnsPage(state, text)) return settleTyped(state, typed)
  const setting = readSetting(text) ?? readAlias(text, state.settings.aliases)
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
  if (text.trim().toLowerCase() === 'set') port.notice(settingsUsage)
  sendCommands(state, typed)
  showPrompt(state)
}

/** True when the line asks for the rest of a long answer, or for no more of it; another line ends it as well. */
function turnsPage(state: TextState, text: string): boolean {
  const { pages, plain } = state.port
  const word = text.trim().toLowerCase()
  if (!pages.isOpen()) return false
  if (word === '') plain(pages.next())
  else pages.end()
  const isAbout = word === '' || word === 'q'
  if (!isAbout) return false
  state.hasNews = true
  showPrompt(state)
  return true
}
