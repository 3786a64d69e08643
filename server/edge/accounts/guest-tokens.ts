/** Tokens by which guests ask for their requests: a session and the secret that resumes it. */
import type { CharacterId, SessionId } from '../../../schema/ids.ts'
import type { Role } from '../../../schema/roles.ts'
import type { Db } from '../../platform/database.ts'
import { digestOf } from './digest.ts'

export interface Guest {
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
    const secret = digestOf(token.slice(end + 1))
    const row = await db
      .selectFrom('sessions')
      .select(['character', 'name', 'role'])
      .where('id', '=', token.slice(0, end))
      .where('account', 'is', null)
      // The secret before the last one counts until the new one has been used, as for a resume.
      .where((on) => on.or([on('resume_hash', '=', secret), on('previous_hash', '=', secret)]))
      .executeTakeFirst()
    return row ?? null
  }
}
