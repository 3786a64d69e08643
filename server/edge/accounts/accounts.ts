/** Accounts, bearer tokens, sessions and bans: everything about people that is not the game. */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { checkName } from '../../../schema/names.ts'
import type { Role } from '../../../schema/roles.ts'
import { randomId, randomSecret } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import { hashPassword, passwordMatches, passwordProblem } from './passwords.ts'

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly character: string
}

export type Created =
  | { readonly ok: true; readonly account: Account }
  | {
      readonly ok: false
      readonly code: 'bad-name' | 'name-taken' | 'bad-password'
      readonly why: string
    }

export interface SessionRow {
  readonly id: string
  readonly account: string | null
  readonly character: string
  readonly name: string
  readonly role: Role
}

const tokenDays = 30

/** SHA-256 of a secret: what is stored of tokens, so that a stolen table opens nothing. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

/** Accounts over the database. Every method rejects with the database's error when it is away. */
export function accountsOver(db: Db) {
  return {
    /** Creates an account with a character of the same name. */
    async create(name: string, password: string | null, role: Role = 'player'): Promise<Created> {
      const checked = checkName(name)
      // The owner's name is reserved for everybody else, and made by the program only.
      if (!checked.ok && role !== 'owner') return { ok: false, code: 'bad-name', why: checked.why }
      const problem = password === null ? null : passwordProblem(password)
      if (problem) return { ok: false, code: 'bad-password', why: problem }
      const account: Account = {
        id: `a${randomId(12)}`,
        name: checked.ok ? checked.name : name,
        role,
        character: `c${randomId(12)}`,
      }
      const inserted = await db
        .insertInto('accounts')
        .values({
          ...account,
          skeleton: checked.ok ? checked.skeleton : name.toLowerCase(),
          password_hash: password === null ? null : await hashPassword(password),
        })
        .onConflict((conflict) => conflict.column('skeleton').doNothing())
        .returning('id')
        .executeTakeFirst()
      if (inserted) return { ok: true, account }
      const why = `The name ${account.name} (or one that looks just like it) is taken.`
      return { ok: false, code: 'name-taken', why }
    },

    /** The account of a name and password, or null; takes the same time either way. */
    async signIn(name: string, password: string): Promise<Account | null> {
      const row = await db
        .selectFrom('accounts')
        .select(['id', 'name', 'role', 'character', 'password_hash'])
        .where(sql`lower(name)`, '=', name.trim().toLowerCase())
        .executeTakeFirst()
      const matches = await passwordMatches(row?.password_hash ?? null, password.slice(0, 200))
      return row && matches ? accountOf(row) : null
    },

    async byId(id: string): Promise<Account | null> {
      const row = await db
        .selectFrom('accounts')
        .select(['id', 'name', 'role', 'character'])
        .where('id', '=', id)
        .executeTakeFirst()
      return row ? accountOf(row) : null
    },

    async byName(name: string): Promise<Account | null> {
      const row = await db
        .selectFrom('accounts')
        .select(['id', 'name', 'role', 'character'])
        .where(sql`lower(name)`, '=', name.trim().toLowerCase())
        .executeTakeFirst()
      return row ? accountOf(row) : null
    },

    /** A bearer token of 160 bits; also the value of the session cookie. */
    async issueToken(
      account: string,
      purpose: 'bearer' | 'link',
    ): Promise<{ token: string; expires: Date }> {
      const token = randomSecret()
      const days = purpose === 'link' ? 7 : tokenDays
      const expires = new Date(Date.now() + days * 86_400_000)
      await db
        .insertInto('tokens')
        .values({ hash: digestOf(token), account, purpose, expires_at: expires })
        .execute()
      return { token, expires }
    },

    /** The account a token stands for, or null when it is unknown or has expired. */
    async byToken(token: string): Promise<Account | null> {
      if (token.length < 20 || token.length > 64) return null
      const row = await db
        .selectFrom('tokens')
        .innerJoin('accounts', 'accounts.id', 'tokens.account')
        .select(['accounts.id', 'accounts.name', 'accounts.role', 'accounts.character'])
        .where('tokens.hash', '=', digestOf(token))
        .where('tokens.purpose', '=', 'bearer')
        .where('tokens.expires_at', '>', sql<Date>`now()`)
        .executeTakeFirst()
      return row ? accountOf(row) : null
    },

    /** Spends a one-time sign-in link. */
    async spendLink(token: string): Promise<Account | null> {
      const spent = await db
        .deleteFrom('tokens')
        .where('hash', '=', digestOf(token))
        .where('purpose', '=', 'link')
        .where('expires_at', '>', sql<Date>`now()`)
        .returning('account')
        .executeTakeFirst()
      return spent ? this.byId(spent.account) : null
    },

    async revokeToken(token: string): Promise<void> {
      await db.deleteFrom('tokens').where('hash', '=', digestOf(token)).execute()
    },

    /** Records a session by which a character is played; returns the secret that resumes it. */
    async openSession(row: SessionRow): Promise<{ resume: string }> {
      const resume = randomSecret()
      await db
        .insertInto('sessions')
        .values({ ...row, resume_hash: digestOf(resume) })
        .execute()
      return { resume }
    },

    /** The session a resume secret belongs to, or null. */
    async resumeSession(id: string, secret: string): Promise<SessionRow | null> {
      const row = await db
        .selectFrom('sessions')
        .leftJoin('accounts', 'accounts.id', 'sessions.account')
        .select([
          'sessions.id',
          'sessions.account',
          'sessions.character',
          'sessions.name',
          'sessions.role',
          'accounts.role as account_role',
        ])
        .where('sessions.id', '=', id)
        .where('sessions.resume_hash', '=', digestOf(secret))
        .executeTakeFirst()
      if (!row) return null
      const { account_role, ...session } = row
      return { ...session, role: (account_role ?? session.role) as Role }
    },

    async endSession(id: string): Promise<void> {
      await db.deleteFrom('sessions').where('id', '=', id).execute()
    },

    /** The ban that keeps this name or address out, if any. */
    async banOf(name: string, address: string): Promise<{ reason: string } | null> {
      const row = await db
        .selectFrom('bans')
        .select('reason')
        .where((on) =>
          on.or([
            on.and([on('kind', '=', 'name'), on('value', '=', name.toLowerCase())]),
            on.and([on('kind', '=', 'address'), on('value', '=', address)]),
          ]),
        )
        .where((on) => on.or([on('expires_at', 'is', null), on('expires_at', '>', new Date())]))
        .executeTakeFirst()
      return row ?? null
    },

    async settings(account: string): Promise<string> {
      const row = await db
        .selectFrom('accounts')
        .select('settings')
        .where('id', '=', account)
        .executeTakeFirst()
      return row?.settings ?? '{}'
    },

    async saveSettings(account: string, settings: string): Promise<void> {
      await db.updateTable('accounts').set({ settings }).where('id', '=', account).execute()
    },
  }
}

export type Accounts = ReturnType<typeof accountsOver>

function accountOf(row: { id: string; name: string; role: string; character: string }): Account {
  return { id: row.id, name: row.name, role: row.role as Role, character: row.character }
}
