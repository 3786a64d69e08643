/** The page on which a newcomer becomes somebody: whether it is shown, and what it sends. */
import { computed, signal } from '@preact/signals'
import * as game from './game.ts'
import type { Origin } from './link/account.ts'

/** Where the world's people may come from; empty until the server has told, or where nobody asks. */
export const origins = signal<readonly Origin[]>([])
const leftKey = 'mudstream.creation-left'

/** The character that has left the page, also over a reload of this tab. */
const leftFor = signal(sessionStorage.getItem(leftKey))

export function leaveCreation(): void {
  const { id } = game.self.value ?? {}
  if (id === undefined) return
  leftFor.value = id
  sessionStorage.setItem(leftKey, id)
}

/** A newcomer has not said where it comes from, and the world asks. */
export const isCreating = computed(() => {
  const self = game.self.value
  return (
    self?.arriving === true &&
    self.origin === undefined &&
    self.id !== leftFor.value &&
    origins.value.length > 0
  )
})

export type Choices = {
  readonly pronouns: string
  readonly origin: string
  readonly look: string
}

/** The lines that say what was chosen, as the player could type them. */
export const linesOf = ({ pronouns, origin, look }: Choices): readonly string[] => {
  const words = look.replace(/\s+/g, ' ').trim()
  return [
    ...(pronouns === '' ? [] : [`pronouns ${pronouns}`]),
    ...(words === '' ? [] : [`describe ${words}`]),
    ...(origin === '' ? [] : [`origin ${origin}`]),
  ]
}
