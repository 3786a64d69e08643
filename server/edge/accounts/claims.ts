/** A guest becomes an account: the same character and session, from now on by a name and a password. */
import type { SessionId } from '../../../schema/ids.ts'
import type { Db } from '../../platform/database.ts'
import { type Created, createAccounts } from './accounts.ts'
import { createTokens, type Visitor } from './tokens.ts'

export interface Claims {
  /**
   * Makes an account of the guest who plays the session; null when no guest plays it. Rejects with the
   * database's error while it is away.
   */
  claim(session: SessionId, name: string, password: string, from: Visitor): Promise<Created | null>
}

/** `now`: milliseconds since the epoch. */
export function createClaims(db: Db, now: () => number): Claims {
  return {
    async claim(session, name, password, from) {
      let refused: Created | undefined
      const claimed = db.transaction().execute(async (all) => {
        // Locked, so that two who ask at once do not get two accounts of one character.
        const guest = await all
          .selectFrom('sessions')
          .select('character')
          .where('id', '=', session)
          .where('account', 'is', null)
          .forUpdate()
          .executeTakeFirst()
        if (!guest) return null
        const made = await createAccounts(all).create(name, password, guest.character)
        if (!made.ok) {
          // The database may have refused the name, and then this transaction can only be undone.
          refused = made
          throw new Error(made.why)
        }
        const { id: account, name: shown, role } = made.account
        const { id } = await createTokens(all, now).issue(made.account, 'played', from)
        await all
          .updateTable('sessions')
          .set({ account, name: shown, role, sign_in: id, guest_skeleton: null })
          .where('id', '=', session)
          .execute()
        return made
      })
      return claimed.catch((error: unknown) => {
        if (refused) return refused
        throw error
      })
    },
  }
}
