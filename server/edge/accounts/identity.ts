/** Everything about people that is not the game: one part for each subject, over one database. */
import type { Db } from '../../platform/database.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { type Bans, createBans } from './bans.ts'
import { createGuestOf, type GuestOf } from './guest-tokens.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { type AccountSettings, createAccountSettings } from './settings.ts'
import { createStanding, type Standing } from './standing.ts'
import { createTokens, type Tokens } from './tokens.ts'

export interface Identity {
  readonly accounts: Accounts
  readonly tokens: Tokens
  readonly sessions: Sessions
  readonly bans: Bans
  readonly settings: AccountSettings
  readonly guestOf: GuestOf
  readonly standing: Standing
}

/** `now`: milliseconds since the epoch. */
export function createIdentity(db: Db, now: () => number): Identity {
  const tokens = createTokens(db, now)
  const bans = createBans(db, now)
  return {
    accounts: createAccounts(db),
    tokens,
    sessions: createSessions(db),
    bans,
    settings: createAccountSettings(db),
    standing: createStanding(db, { bans, tokens }),
    guestOf: createGuestOf(db),
  }
}
