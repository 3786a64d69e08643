/** Everything the page itself says, in the voice of the world and never in a machine's. */
import type { ServerFrameOf } from '../../../schema/frames/server.ts'
import type { SignInTrouble } from './link/account.ts'

export const lost = 'The lantern flickers. Hold on, the way back is being lit…'
export const backAgain = 'The light steadies. You are back where you were.'
export const newStart = 'You wake from a long daydream; the world has moved on a little.'
export const missedMuch = 'You were away for a while, and much has gone by unheard.'
export const linkSpent =
  'This key has turned its lock already. Ask for a new one, or sign in by name.'
export const chairGivenUp = 'You were away so long that your chair was given up. Come in again!'
export const noWay = 'You know of no way there from here.'

const farewells: Readonly<Record<string, string>> = {
  replaced: 'Your tale goes on in another window.',
  quit: 'You bank the fire and take your leave. Until next time!',
  expired: 'You were away so long that your chair was given up.',
  kicked: 'A firm hand has shown you to the door.',
  'signed-out': 'You have been signed out. Sign in again to go on.',
}

export function farewell(bye: ServerFrameOf<'bye'> | undefined): string {
  if (!bye) return 'You take your leave. Until next time!'
  if (bye.code === 'banned') return `You have been sent away. ${bye.reason}`
  return farewells[bye.code] ?? (bye.reason || 'The door closes softly behind you.')
}

const waysBack: Readonly<Record<string, string>> = {
  'signed-out': 'Sign in',
  banned: 'Back to the door',
}

/** What the button beside the farewell is called. */
export const wayBack = (bye: ServerFrameOf<'bye'> | undefined): string =>
  waysBack[bye?.code ?? ''] ?? 'Come back in'

const troubles: Readonly<Record<SignInTrouble, string>> = {
  wrong: 'That name and password do not belong together.',
  taken: 'Somebody already goes by that name.',
  'bad-name': 'That name or password will not do. Names are 3 to 20 letters.',
  'too-many': 'Too many tries. Catch your breath for a few minutes, then knock again.',
  away: 'Nobody answers the door right now. Try again in a moment.',
  elsewhere: 'Nobody answers the door right now. Try again in a moment.',
}

/** The server's own words win where they help the player choose better. */
export const signInTrouble = (trouble: SignInTrouble, detail?: string): string =>
  trouble === 'bad-name' && detail ? detail : troubles[trouble]

const refusals: Readonly<Record<string, SignInTrouble>> = {
  'bad-credentials': 'wrong',
  'name-taken': 'taken',
  'too-fast': 'too-many',
  unavailable: 'away',
  busy: 'away',
}

export function signInRefusal(code: string, message: string): string {
  const trouble = refusals[code]
  return trouble ? troubles[trouble] : message || troubles.away
}

export function commandRefusal(line: string, code: string, message: string): string {
  if (code === 'too-long') return 'That is more than one breath can carry. Say it in fewer words.'
  return message || `Nothing comes of “${line}”.`
}

export const unknownFate = (lines: readonly string[]): string =>
  `You are not sure whether this still happened: ${lines.map((line) => `“${line}”`).join(', ')}.`
