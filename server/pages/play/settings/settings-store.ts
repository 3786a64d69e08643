/** The settings in force: kept in this browser, and with the account when there is one. */
import { signal } from '@preact/signals'
import type { Account } from '../link/account.ts'
import {
  type CharacterSettings,
  defaultSettings,
  ofCharacter,
  readSettings,
  type Settings,
} from './settings.ts'

const storageKey = 'mudstream.settings'
const uploadAfterMs = 1_500

export const settings = signal<Settings>(stored())
let uploadTimer: ReturnType<typeof setTimeout> | undefined
let account: Account | undefined

function stored(): Settings {
  try {
    return readSettings(JSON.parse(localStorage.getItem(storageKey) ?? '{}'))
  } catch {
    return defaultSettings
  }
}

function keep(next: Settings): void {
  settings.value = next
  try {
    localStorage.setItem(storageKey, JSON.stringify(next))
  } catch {
    // Private windows may refuse storage; the settings then last as long as the page.
  }
}

export function changeSettings(patch: Partial<Settings>): void {
  keep({ ...settings.value, ...patch, changedAtMs: Date.now() })
  clearTimeout(uploadTimer)
  uploadTimer = setTimeout(() => void account?.saveSettings(settings.value), uploadAfterMs)
}

export function changeCharacter(name: string, patch: Partial<CharacterSettings>): void {
  const mine = { ...ofCharacter(settings.value, name), ...patch }
  changeSettings({ characters: { ...settings.value.characters, [name.toLowerCase()]: mine } })
}

/** Takes over the account's copy if it is newer, else hands ours to the account. */
export async function syncSettings(signedIn: Account): Promise<void> {
  account = signedIn
  const remote = await signedIn.loadSettings()
  if (remote === undefined) return
  const theirs = readSettings(remote)
  if (theirs.changedAtMs > settings.value.changedAtMs) keep(theirs)
  else if (theirs.changedAtMs < settings.value.changedAtMs)
    await signedIn.saveSettings(settings.value)
}

/** After signing out nothing more goes to the account. */
export function endSettingsSync(): void {
  account = undefined
  clearTimeout(uploadTimer)
}
