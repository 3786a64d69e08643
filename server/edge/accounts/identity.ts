/** Everything about people that is not the game: one part for each subject, over one database. */
import type { Db } from '../../platform/database.ts'
import { type Accounts, createAccounts } from './accounts.ts'
import { type Bans, createBans } from './bans.ts'
import { type Claims, createClaims } from './claims.ts'
import { createGuestOf, type GuestOf } from './guest-tokens.ts'
import { createResets, type Resets } from './resets.ts'
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
  readonly resets: Resets
  readonly claims: Claims
}

/** `now`: milliseconds since the epoch. */
export function createIdentity(db: Db, now: () => number): Identity {
  const tokens = createTokens(db, now)
  const bans = createBans(db, now)
  const sessions = createSessions(db)
  return {
    accounts: createAccounts(db),
    tokens,
    sessions,
    bans,
    settings: createAccountSettings(db),
    standing: createStanding(db, { bans, tokens, sessions }),
    guestOf: createGuestOf(db),
    resets: createResets(db, now),
    claims: createClaims(db, now),
  }
}
