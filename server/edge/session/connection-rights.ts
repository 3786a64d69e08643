/** What a connection does about the right to play: it is watched over, and the world learns the role. */
import type { Command } from '../../../schema/envelope.ts'
import type { Role } from '../../../schema/roles.ts'
import { randomId } from '../../platform/ambient.ts'
import type { ConnectionState } from './connection-state.ts'
import type { SignedIn } from './ports.ts'

/** Watches over the session from now on. The result ends that. */
export function watchOver(
  state: ConnectionState,
  { person, session, resume }: SignedIn,
): () => void {
  const { address, via } = state.wire
  const { character, role } = person
  return state.parts.rights.hold({
    by: 'session',
    id: session,
    account: person.account ?? null,
    name: person.name,
    address,
    via,
    played: { character, role, resume },
    end: (farewell) => void state.happen('revoked', farewell),
    role: (now) => void state.happen('role', now),
  })
}

/**
 * The world has to know what the account may do now. It was told when the role was changed; but that may
 * have been lost, or overtaken by a command that was stored with the role of before.
 */
export function noteRole(state: ConnectionState, role: Role): void {
  const { signedIn, parts } = state
  // A guest with the rights of an account is one whose claim is under way; the world is told by that.
  if (!signedIn || signedIn.person.account === undefined) return
  if ((state.character?.role ?? signedIn.person.role) === role) return
  const { character } = signedIn.person
  const system = { session: `o${randomId(22)}`, n: 1, name: 'account-role', at: parts.now() }
  const command: Command = { t: 'system', ...system, data: { character, role } }
  void parts.bus.publish(command).then((stored) => {
    // What was not stored is tried again the next time that somebody looks.
    if (stored !== 'stored') return
    state.signedIn = { ...signedIn, person: { ...signedIn.person, role } }
    if (state.character) state.character = { ...state.character, role }
  })
}
