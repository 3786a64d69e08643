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

/** A new session, with the sign-in that it ends with (null for guests) and where it was opened. */
export interface NewSession extends PlayedSession {
  readonly signIn: string | null
  readonly address: string
}

/** Every method rejects with the database's error while it is away. */
export interface Sessions {
  /** Records the session; returns the secret that resumes it, or null when its sign-in has ended. */
  open(session: NewSession): Promise<{ resume: string } | null>
  /**
   * The session that `secret` resumes, with the role its account has now and the secret for the next time;
   * null when there is none. The secret that was used stays good until the new one has been used: nobody
   * knows whether the client has read it.
   */
  resume(id: string, secret: string): Promise<(PlayedSession & { resume: string }) | null>
  /** Ends the sessions of a guest that is called so; returns where they were opened last, if there are any. */
  endGuest(name: string): Promise<string | undefined>
}

export function createSessions(db: Db): Sessions {
  return {
    async open({ signIn, ...session }) {
      const resume = randomSecret()
      try {
        await db
          .insertInto('sessions')
          .values({ ...session, sign_in: signIn, resume_hash: digestOf(resume) })
          .execute()
      } catch (error) {
        if (isForeignKey(error)) return null
        throw error
      }
      return { resume }
    },
    async resume(id, secret) {
      const shown = digestOf(secret)
      const resume = randomSecret()
      const row = await db
        .updateTable('sessions')
        .set({ previous_hash: shown, resume_hash: digestOf(resume) })
        .where('id', '=', id)
        .where((on) => on.or([on('resume_hash', '=', shown), on('previous_hash', '=', shown)]))
        .returning(['id', 'account', 'character', 'name', 'role'])
        .returning((from) =>
          from
            .selectFrom('accounts')
            .select('accounts.role')
            .whereRef('accounts.id', '=', 'sessions.account')
            .as('account_role'),
        )
        .executeTakeFirst()
      if (!row) return null
      const { account_role, ...session } = row
      return { ...session, role: account_role ?? session.role, resume }
    },
    async endGuest(name) {
      const ended = await db
        .deleteFrom('sessions')
        .where('account', 'is', null)
        .where((on) => on(on.fn<string>('lower', ['name']), '=', name.trim().toLowerCase()))
        .returning(['address', 'created_at'])
        .execute()
      return ended.toSorted((one, other) => +other.created_at - +one.created_at)[0]?.address
    },
  }
}

/** The row that is named by another one is not there (SQLSTATE 23503). */
const isForeignKey = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23503'
