/**
 * What may be done once by whoever shows a secret that was sent to a person: choosing a new password
 * without the present one, and proving that mail arrives.
 */
import type { AccountId } from '../../../schema/ids.ts'
import type { Db } from '../../platform/database.ts'
import { digestOf } from './digest.ts'
import { endSignIns } from './end-sign-ins.ts'
import { hashPassword, type PasswordProblem, passwordProblem } from './passwords.ts'
import type { OneTime } from './tokens.ts'

export type ResetResult =
  | { readonly ok: true; readonly account: AccountId }
  /** The secret has been used, is too old, or never was. */
  | { readonly ok: false; readonly why: 'gone' }
  | ({ readonly ok: false } & PasswordProblem)

/** Every method rejects with the database's error while it is away. */
export interface Resets {
  /** Chooses a new password by a secret; all sign-ins end. One that is refused does not use it up. */
  choose(secret: string, next: string): Promise<ResetResult>
  /** Where mail about the account may go: its address, once the person has shown that it arrives. */
  addressOf(account: AccountId): Promise<{ email: string; confirmed: boolean } | null>
  /** Keeps an address that is to be confirmed, or none. */
  setAddress(account: AccountId, email: string | null): Promise<void>
  /** False when the secret is no good any more. */
  confirmAddress(secret: string): Promise<boolean>
}

const byMailOrAdmin: readonly OneTime[] = ['reset', 'mailed-reset']

/** `now`: milliseconds since the epoch. */
export function createResets(db: Db, now: () => number): Resets {
  return {
    choose: (secret, next) => choose(db, { secret, next, nowMs: now() }),
    async addressOf(account) {
      const row = await db
        .selectFrom('accounts')
        .select(['email', 'email_confirmed as confirmed'])
        .where('id', '=', account)
        .where('leaving_at', 'is', null)
        .executeTakeFirst()
      return row?.email ? { email: row.email, confirmed: row.confirmed } : null
    },
    async setAddress(account, email) {
      await db.transaction().execute(async (work) => {
        const fresh = { email, email_confirmed: false }
        await work.updateTable('accounts').set(fresh).where('id', '=', account).execute()
        // A secret that was sent to the address before proves nothing about this one.
        const spent: readonly OneTime[] = ['mailed-reset', 'confirm-email']
        await work
          .deleteFrom('tokens')
          .where('account', '=', account)
          .where('purpose', 'in', spent)
          .execute()
      })
    },
    async confirmAddress(secret) {
      const spent = await db
        .deleteFrom('tokens')
        .where('hash', '=', digestOf(secret))
        .where('purpose', '=', 'confirm-email')
        .where('expires_at', '>', new Date(now()))
        .returning('account')
        .executeTakeFirst()
      if (!spent) return false
      const confirmed = { email_confirmed: true }
      await db.updateTable('accounts').set(confirmed).where('id', '=', spent.account).execute()
      return true
    },
  }
}

interface Chosen {
  readonly secret: string
  readonly next: string
  readonly nowMs: number
}

async function choose(db: Db, { secret, next, nowMs }: Chosen): Promise<ResetResult> {
  return db.transaction().execute(async (work): Promise<ResetResult> => {
    const row = await work
      .selectFrom('tokens')
      .innerJoin('accounts', 'accounts.id', 'tokens.account')
      .select(['accounts.id', 'accounts.name'])
      .where('tokens.hash', '=', digestOf(secret))
      .where('tokens.purpose', 'in', byMailOrAdmin)
      .where('tokens.expires_at', '>', new Date(nowMs))
      .where('accounts.leaving_at', 'is', null)
      .forUpdate()
      .executeTakeFirst()
    if (!row) return { ok: false, why: 'gone' }
    const problem = await passwordProblem(next, row.name)
    if (problem) return { ok: false, ...problem }
    const password_hash = await hashPassword(next)
    await work
      .updateTable('accounts')
      .set(({ eb }) => ({ password_hash, era: eb('era', '+', 1) }))
      .where('id', '=', row.id)
      .execute()
    await endSignIns(work, row.id)
    return { ok: true, account: row.id }
  })
}
