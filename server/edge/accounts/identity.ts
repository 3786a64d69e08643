/** Everything about people that is not the game: one part for each subject, over one database. */
import type { Db } from '../../platform/database.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { type Bans, createBans } from './bans.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { type AccountSettings, createAccountSettings } from './settings.ts'
import { createTokens, type Tokens } from './tokens.ts'

export interface Identity {
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly bans: Bans
  readonly settings: AccountSettings
}

/** `now`: milliseconds since the epoch. */
export function createIdentity(db: Db, now: () => number): Identity {
  return {
    accounts: createAccounts(db),
    tokens: createTokens(db, now),
    sessions: createSessions(db),
    bans: createBans(db, now),
    settings: createAccountSettings(db),
  }
}
