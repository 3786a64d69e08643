/** Sessions by which characters are played, and the secrets that resume them. */

import type { AccountId, CharacterId } from '../../../schema/ids.ts'
import type { Role } from '../../../schema/roles.ts'
import { randomSecret } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import { digestOf } from './digest.ts'

export interface PlayedSession {
  readonly id: string
  /** The account's id; null for guests. */
  readonly account: AccountId | null
  readonly character: CharacterId
  readonly name: string
  readonly role: Role
}

/** Every method rejects with the database's error while it is away. */
export interface Sessions {
  /** Records the session; returns the secret that resumes it. */
  open(session: PlayedSession): Promise<{ resume: string }>
  /** The session that `secret` resumes, with the role its account has now; null when there is none. */
  resume(id: string, secret: string): Promise<PlayedSession | null>
}

export function createSessions(db: Db): Sessions {
  return {
    async open(session) {
      const resume = randomSecret()
      await db
        .insertInto('sessions')
        .values({ ...session, resume_hash: digestOf(resume) })
        .execute()
      return { resume }
    },
    async resume(id, secret) {
      const row = await db
        .selectFrom('sessions')
        .leftJoin('accounts', 'accounts.id', 'sessions.account')
        .select(['sessions.id', 'sessions.account', 'sessions.character', 'sessions.name'])
        .select(['sessions.role', 'accounts.role as account_role'])
        .where('sessions.id', '=', id)
        .where('sessions.resume_hash', '=', digestOf(secret))
        .executeTakeFirst()
      if (!row) return null
      const { account_role, ...session } = row
      return { ...session, role: account_role ?? session.role }
    },
  }
}
