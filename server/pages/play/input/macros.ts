/** Keys that stand for commands. */

export type KeyPress = {
  readonly key: string
  readonly code: string
  readonly ctrlKey: boolean
  readonly altKey: boolean
  readonly metaKey: boolean
}

/** The commands that keys stand for. */
export type KeyRules = {
  readonly macros: Readonly<Record<string, string>>
  /** The number block walks. */
  readonly numpad: boolean
}

/** Keys a player may fill; F5, F6, F11 and F12 stay with the browser and the page. */
export const macroKeys = ['F1', 'F2', 'F3', 'F4', 'F7', 'F8', 'F9', 'F10'] as const

const numpadWalk: Readonly<Record<string, string>> = {
  Numpad8: 'north',
  Numpad2: 'south',
  Numpad6: 'east',
  Numpad4: 'west',
  Numpad9: 'northeast',
  Numpad7: 'northwest',
  Numpad3: 'southeast',
  Numpad1: 'southwest',
  NumpadSubtract: 'up',
  NumpadAdd: 'down',
  Numpad5: 'look',
}

/** The command that a key press stands for, if any. */
export function macroFor(press: KeyPress, { macros, numpad }: KeyRules): string | undefined {
  if (press.ctrlKey || press.altKey || press.metaKey) return undefined
  const known = macroKeys.find((name) => name === press.key)
  const macro = known && Object.hasOwn(macros, known) ? macros[known] : undefined
  if (macro) return macro
  return numpad ? numpadWalk[press.code] : undefined
}
