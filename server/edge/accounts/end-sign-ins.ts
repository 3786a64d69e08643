/** How all sign-ins of an account end. */
import type { AccountId } from '../../../schema/ids.ts'
import type { Db } from '../../platform/database.ts'

/** Ends every sign-in of the account but one, with their sessions. For use inside a transaction. */
export async function endSignIns(db: Db, of: AccountId, except = ''): Promise<void> {
  await db.deleteFrom('tokens').where('account', '=', of).where('id', '<>', except).execute()
  // Sessions from before sign-ins were known hang on none.
  await db.deleteFrom('sessions').where('account', '=', of).where('sign_in', 'is', null).execute()
}
