/** Finds sessions, and tells their sockets when they end or when their guests get names. */
import type { Session } from '../../../schema/entities.ts'
import { guestClaimed } from '../../../schema/events/claims.ts'
import { sessionClosed } from '../../../schema/events/presence.ts'
import type { SessionId } from '../../../schema/ids.ts'
import type { WorldReader } from '../../../schema/world.ts'
import { type Draft, pushOutput } from './tick-work.ts'

export function sessionIn(world: Pick<WorldReader, 'get'>, id: SessionId): Session | undefined {
  const session = world.get(id)
  return session?.kind === 'session' ? session : undefined
}

/** What the player reads when the session ends, whatever client shows it. */
export const farewells = {
  replaced: 'This character is being played from somewhere else now.',
  quit: 'Farewell.',
  expired: 'You were away for too long, and your place is taken.',
  kicked: 'You were sent away.',
} as const

/** Tells the sockets of sessions that ended in this draft; it comes after their last frame. */
export function announceClosedSessions(draft: Draft): void {
  for (const event of draft.applied) {
    if (!sessionClosed.is(event)) continue
    const { session, reason } = event.data
    const before = sessionIn(draft.work.overlay, session)
    if (!before) continue
    pushOutput(draft, {
      f: 'closed',
      conn: before.conn,
      code: reason,
      reason: farewells[reason],
      targets: [{ session, gateway: before.gateway }],
    })
  }
}

/** Tells the sockets of guests who have got names of their own in this draft. */
export function announceClaims(draft: Draft): void {
  for (const event of draft.applied) {
    if (!guestClaimed.is(event)) continue
    const { character: id, name, role, account } = event.data
    const character = draft.world.get(id)
    const session =
      character?.kind === 'character' && sessionIn(draft.world, character.session ?? '')
    if (!session) continue
    pushOutput(draft, {
      f: 'claimed',
      character: { id, name, role },
      account,
      targets: [{ session: session.id, gateway: session.gateway }],
    })
  }
}
