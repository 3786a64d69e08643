/** Keyboard ways between the parts of the page, and which of them is to be seen. */
import { signal } from '@preact/signals'

/** On narrow screens the panels lie above the story while this holds. */
export const isSheetOpen = signal(false)

const regionSelector = '[data-region]'

/** Moves the focus to the next (1) or previous (-1) part of the page that can be seen. */
export function moveToNextRegion(direction: -1 | 1): void {
  const regions = [...document.querySelectorAll<HTMLElement>(regionSelector)].filter(
    (region) => region.offsetParent !== null,
  )
  if (regions.length === 0) return
  const here = regions.findIndex((region) => region.contains(document.activeElement))
  const next = regions.at((here + direction + regions.length) % regions.length)
  const target = next?.querySelector<HTMLElement>('[data-region-focus]') ?? next
  target?.focus()
}

export const focusInput = (): void => {
  document.getElementById('command')?.focus()
}

/** A letter typed while nothing that takes text has the focus belongs into the input. */
export function typeAnywhere(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1) return
  const at = event.target instanceof HTMLElement ? event.target : document.body
  const keepsKeys = at.closest('input, textarea, select, dialog')
  if (!keepsKeys && event.key !== ' ') focusInput()
}
