/** Tokens by which guests ask for their requests: a session and the secret that resumes it. */
import type { CharacterId, SessionId } from '../../../schema/ids.ts'
import type { Role } from '../../../schema/roles.ts'
import type { Db } from '../../platform/database.ts'
import { isResumedBy } from './resume-secrets.ts'

export interface Guest {
  readonly session: SessionId
  readonly character: CharacterId
  readonly name: string
  readonly role: Role
}

export function guestToken(session: SessionId, resume: string): string {
  return `${session}_${resume}`
}

/** Whose token it is; null when it is no guest's. Rejects with the database's error while it is away. */
export type GuestOf = (token: string) => Promise<Guest | null>

export function createGuestOf(db: Db): GuestOf {
  return async (token) => {
    // No session id holds such a character, and every secret may.
    const end = token.indexOf('_')
    if (end < 1) return null
    const id = token.slice(0, end)
    const row = await db
      .selectFrom('sessions')
      .select(['id as session', 'character', 'name', 'role'])
      .where('id', '=', id)
      .where('account', 'is', null)
      .where(isResumedBy(id, token.slice(end + 1)))
      .executeTakeFirst()
    return row ?? null
  }
}
