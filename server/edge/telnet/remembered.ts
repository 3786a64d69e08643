/** What a text player has set, kept for the next time. */
import { changed, type SettingChange } from '../render/text-settings.ts'
import type { SignedIn } from '../session/ports.ts'
import { keep } from './coming-back.ts'
import type { TextState } from './text-state.ts'

/** Whoever sets more than that in a second is written down a second later. */
const againMs = 1_000

/** Somebody has signed in; nothing is shown before this is done. */
export async function recall(state: TextState, { person, session }: SignedIn): Promise<void> {
  const whose = { session, account: person.account }
  state.whose = whose
  // What a guest has set goes with the character, and what another gateway has carried is the newest.
  if (state.phase === 'playing') return remember(state)
  if (state.isComingBack) return
  state.settings = await state.memory.read(whose)
  state.port.settings(state.settings)
}

export function applySettings(state: TextState, change: SettingChange): void {
  state.settings = changed(state.settings, change)
  state.port.settings(state.settings)
  keep(state)
  if (state.whose) remember(state)
}

function remember(state: TextState): void {
  state.hasUnsaved = true
  if (state.savedLately === undefined) saveNow(state)
}

/** The client is gone: what is not written down yet is written now. */
export function saveAtEnd(state: TextState): void {
  clearTimeout(state.savedLately)
  if (state.hasUnsaved) void write(state)
}

function saveNow(state: TextState): void {
  void write(state)
  state.savedLately = setTimeout(() => {
    state.savedLately = undefined
    if (state.hasUnsaved) saveNow(state)
  }, againMs)
}

/** One after the other, so that the newest stays. */
function write(state: TextState): Promise<void> {
  const { whose, settings } = state
  state.hasUnsaved = false
  state.saving = state.saving.then(() => whose && state.memory.save(whose, settings))
  return state.saving
}
