/** What a client keeps with an account: its own settings, as the JSON text it sent. */

import type { AccountId } from '../../../schema/ids.ts'
import type { Db } from '../../platform/database.ts'

/** `account` is an id. Every method rejects with the database's error while it is away. */
export interface AccountSettings {
  /** `{}` until something was saved. */
  read(account: AccountId): Promise<string>
  save(account: AccountId, json: string): Promise<void>
}

export function createAccountSettings(db: Db): AccountSettings {
  return {
    async read(account) {
      const row = await db
        .selectFrom('accounts')
        .select('settings')
        .where('id', '=', account)
        .executeTakeFirst()
      return row?.settings ?? '{}'
    },
    async save(account, json) {
      await db.updateTable('accounts').set({ settings: json }).where('id', '=', account).execute()
    },
  }
}
