/** A guest keeps the character: asked for by the page, in place, without leaving the room. */
import { computed, signal } from '@preact/signals'
import * as game from './game.ts'

/** The dialog is open. */
export const keeping = signal(false)
/** The offer was put off for this visit. */
export const putOff = signal(false)

export const isGuest = computed(() => game.character.value?.role === 'guest')

/** After the first level there is something to lose. */
export const isOffered = computed(
  () => isGuest.value && !putOff.value && (game.self.value?.level ?? 1) > 1,
)

/** What somebody types who wants to keep the character; the page asks for name and password itself. */
export function asksToKeep(typed: string): boolean {
  return isGuest.value && /^\s*(?:claim|keep|register)\s*$/i.test(typed)
}
