/** What a client keeps with an account: its own settings, as the JSON text it sent. */

import type { AccountId, SessionId } from '../../../schema/ids.ts'
import type { Db } from '../../platform/database.ts'

/** `account` is an id. Every method rejects with the database's error while it is away. */
export interface AccountSettings {
  /** `{}` until something was saved. */
  read(account: AccountId): Promise<string>
  save(account: AccountId, json: string): Promise<void>
  /** What somebody has set who plays by text: of the account, or of a guest's session. */
  readText(whose: Whose): Promise<string>
  saveText(whose: Whose, json: string): Promise<void>
}

interface Whose {
  readonly session: SessionId
  readonly account: AccountId | undefined
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
    async readText({ session, account }) {
      const row = account
        ? await db
            .selectFrom('accounts')
            .select('text_settings')
            .where('id', '=', account)
            .executeTakeFirst()
        : await db
            .selectFrom('sessions')
            .select('text_settings')
            .where('id', '=', session)
            .executeTakeFirst()
      return row?.text_settings ?? '{}'
    },
    async saveText({ session, account }, text_settings) {
      if (account) {
        await db.updateTable('accounts').set({ text_settings }).where('id', '=', account).execute()
      } else {
        await db.updateTable('sessions').set({ text_settings }).where('id', '=', session).execute()
      }
    },
  }
}
