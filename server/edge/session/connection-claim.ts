/** A guest becomes an account in place: same session, same character, a name of its own. */
import type { ClientFrameOf } from '../../../schema/frames/client.ts'
import { reject, welcome } from './connection-frames.ts'
import { watchOver } from './connection-rights.ts'
import type { ConnectionEvents, ConnectionState } from './connection-state.ts'

/** Asks for the name. The answer is a refusal at once, or a `welcome` when the world knows the name. */
export async function claim(
  state: ConnectionState,
  { name, password }: ClientFrameOf<'claim'>,
): Promise<void> {
  const { signedIn, parts, wire } = state
  if (!signedIn) return
  try {
    const made = await parts.signIn.claim(signedIn.session, { name, password }, wire)
    if (made.ok) return
    const { code, why, retryAfter } = made
    reject(state, code, why, retryAfter === undefined ? {} : { retryAfter })
  } catch (error) {
    parts.onTrouble('claim', error)
    reject(state, 'unavailable', 'The gate is stuck just now. Try again in a moment.')
  }
}

export function refuseClaim(state: ConnectionState): void {
  reject(state, 'not-signed-in', 'Come in first.')
}

/** The world knows the character by its own name now, whichever door it was claimed at. */
export function claimed(
  state: ConnectionState,
  { character, account }: ConnectionEvents['claimed'],
): void {
  const { signedIn } = state
  if (!signedIn) return
  const { id, name, role } = character
  state.signedIn = { ...signedIn, person: { character: id, name, role, account } }
  state.character = character
  // It hangs on an account from now on, and ends with its sign-ins.
  state.release?.()
  state.release = watchOver(state, state.signedIn)
  void state.wire.met?.(state.signedIn)
  welcome(state, {})
}
