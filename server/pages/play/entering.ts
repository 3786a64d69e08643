/** Coming in and going out: sign-in, guests, the way back, and leaving. */
import * as game from './game.ts'
import type { SignInResult } from './link/account.ts'
import { account, link, memory, story } from './play.ts'
import { endSettingsSync } from './settings/settings-store.ts'
import * as words from './words.ts'

export function playAsGuest(name: string): void {
  game.signInWords.value = ''
  link.signIn({ t: 'guest', ...(name ? { name } : {}) })
}

/** Signs in by name; over HTTP, so that the browser keeps the player signed in, else by socket. */
export async function signIn(kind: 'login' | 'register', name: string, password: string) {
  game.signInWords.value = ''
  const call = kind === 'login' ? account.signIn : account.register
  const result: SignInResult = await call(name, password)
  if ('token' in result) {
    account.useToken(result.token)
    link.start(result.token)
  } else if (result.trouble === 'elsewhere') {
    link.signIn({ t: kind, name, password })
  } else {
    game.signInWords.value = words.signInTrouble(result.trouble, result.words)
  }
}

/** Makes an account of the guest who plays; the answer is empty, or why not. */
export async function keepCharacter(name: string, password: string): Promise<string> {
  const result = await account.claim(name, password)
  if ('trouble' in result) return words.signInTrouble(result.trouble, result.words)
  account.useToken(result.token)
  return ''
}

/** Leaves the game and forgets who was playing. */
export async function signOut(): Promise<void> {
  endSettingsSync()
  await account.signOut()
  link.leave()
  game.character.value = undefined
  game.clearGame()
  story.clear()
  link.start()
}

/** Begins anew after a goodbye. */
export function comeBack(): void {
  link.start()
}

/** Opens the link: by a one-time sign-in link, by what this tab remembers, or as a stranger. */
export async function start(signInLink: string | undefined): Promise<void> {
  if (signInLink === undefined) {
    if (memory.loadLink()) story.restore(memory.loadLines())
    link.start()
    return
  }
  const result = await account.spendLink(signInLink)
  if ('token' in result) account.useToken(result.token)
  else game.signInWords.value = words.linkSpent
  link.start('token' in result ? result.token : undefined)
}
