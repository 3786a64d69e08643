/** What a player does about the own account, by HTTP. The cookie or token of the page says whose it is. */
import { signal } from '@preact/signals'
import type { Call } from '../link/account.ts'
import { account } from '../play.ts'

export interface SignedIn {
  readonly id: string
  readonly current: boolean
  readonly via: string
  readonly address: string
  readonly since: string
}

export const signIns = signal<readonly SignedIn[]>([])
export const characters = signal<readonly { id: string; name: string }[]>([])
/** How the last thing went, in words. */
export const said = signal('')

const away = 'There is no answer just now. Try again in a moment.'

/** Does it and tells how it went; the server's own words where it refused. */
async function tell(call: Promise<Awaited<ReturnType<Call>>>, done: string): Promise<boolean> {
  const { status, data } = await call
  const isDone = status >= 200 && status < 300
  const detail = (data as { detail?: unknown } | undefined)?.detail
  said.value = isDone ? done : typeof detail === 'string' ? detail : away
  return isDone
}

export async function readOwn(): Promise<void> {
  const [listed, named] = await Promise.all([
    account.call('GET', '/v1/sessions'),
    account.call('GET', '/v1/characters'),
  ])
  if (Array.isArray(listed.data)) signIns.value = listed.data
  if (Array.isArray(named.data)) characters.value = named.data
}

export const changePassword = (current: string, next: string) =>
  tell(account.call('PUT', '/v1/password', { current, next }), 'Your password is changed.')

export async function endSignIn(id: string): Promise<void> {
  await tell(account.call('DELETE', `/v1/sessions/${id}`), 'Signed out there.')
  await readOwn()
}

export const endAll = () => tell(account.call('DELETE', '/v1/sessions'), 'Signed out everywhere.')

export async function addCharacter(name: string): Promise<void> {
  const done = `${name} is yours. Sign in by that name and your password to play it.`
  await tell(account.call('POST', '/v1/characters', { name }), done)
  await readOwn()
}

export const setAddress = (current: string, email: string) =>
  tell(
    account.call('PUT', '/v1/email', { current, email: email || null }),
    email ? 'A letter is on its way. Follow the link in it.' : 'No letters will be sent any more.',
  )

export const leaveForGood = (password: string) =>
  tell(account.call('DELETE', '/v1/accounts/current', { password }), 'Farewell. You are forgotten.')

export const chooseByLink = (secret: string, next: string) =>
  tell(
    account.call('POST', `/v1/password/reset/${encodeURIComponent(secret)}`, { next }),
    'Your password is changed. Sign in with it.',
  )

export const askForLink = (name: string) =>
  tell(
    account.call('POST', '/v1/password/reset', { name }),
    'If there is such an account with an address for letters, a link is on its way. An admin can make one as well.',
  )

export const confirmAddress = (secret: string) =>
  tell(
    account.call('POST', `/v1/email/confirm/${encodeURIComponent(secret)}`),
    'Your address is confirmed.',
  )
