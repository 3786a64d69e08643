/** Tokens that stand for an account: bearer tokens (also the value of the cookie) and sign-in links. */

import type { AccountId } from '../../../schema/ids.ts'
import { randomSecret } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import type { Account } from './accounts.ts'
import { digestOf } from './digest.ts'

export interface IssuedToken {
  /** 160 random bits as base64url; the caller is the only one who ever sees it. */
  readonly token: string
  readonly expires: Date
}

/** Every method rejects with the database's error while it is away. */
export interface Tokens {
  /** A token for the account `account` (an id): a bearer for 30 days, a link for 7 days and one use. */
  issue(account: AccountId, purpose: TokenPurpose): Promise<IssuedToken>
  /** The account a bearer token stands for, or null when the token is unknown or has expired. */
  accountOf(token: string): Promise<Account | null>
  /** Uses up a sign-in link; null when it was used before, has expired or never was. */
  spendLink(token: string): Promise<Account | null>
  revoke(token: string): Promise<void>
  /** Revokes every token of the account `account` (an id). */
  revokeAll(account: AccountId): Promise<void>
}

export type TokenPurpose = 'bearer' | 'link'

const lifeMs: Readonly<Record<TokenPurpose, number>> = {
  bearer: 30 * 86_400_000,
  link: 7 * 86_400_000,
}

const account = ['accounts.id', 'accounts.name', 'accounts.role', 'accounts.character'] as const

/** `now`: milliseconds since the epoch. */
export function createTokens(db: Db, now: () => number): Tokens {
  return {
    async issue(account, purpose) {
      const token = randomSecret()
      const expires = new Date(now() + lifeMs[purpose])
      await db
        .insertInto('tokens')
        .values({ hash: digestOf(token), account, purpose, expires_at: expires })
        .execute()
      return { token, expires }
    },
    async accountOf(token) {
      const row = await db
        .selectFrom('tokens')
        .innerJoin('accounts', 'accounts.id', 'tokens.account')
        .select(account)
        .where('tokens.hash', '=', digestOf(token))
        .where('tokens.purpose', '=', 'bearer')
        .where('tokens.expires_at', '>', new Date(now()))
        .executeTakeFirst()
      return row ?? null
    },
    async spendLink(token) {
      const row = await db
        .deleteFrom('tokens')
        .using('accounts')
        .whereRef('accounts.id', '=', 'tokens.account')
        .where('tokens.hash', '=', digestOf(token))
        .where('tokens.purpose', '=', 'link')
        .where('tokens.expires_at', '>', new Date(now()))
        .returning(account)
        .executeTakeFirst()
      return row ?? null
    },
    async revoke(token) {
      await db.deleteFrom('tokens').where('hash', '=', digestOf(token)).execute()
    },
    async revokeAll(account) {
      await db.deleteFrom('tokens').where('account', '=', account).execute()
    },
  }
}
