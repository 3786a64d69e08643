/**
 * Sign-ins: what stands for an account after it has shown who it is. A bearer token (also the value of the
 * cookie), a sign-in link, or a password that was typed at a socket. Sessions hang on sign-ins and end with
 * them.
 */
import { sql } from 'kysely'
import { type AccountId, FIRST_SHARD, type SessionId } from '../../../schema/ids.ts'
import { randomId, randomSecret } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import type { Account } from './accounts.ts'
import { digestOf } from './digest.ts'
import { endSignIns } from './end-sign-ins.ts'

export interface IssuedToken {
  /** The sign-in, for lists and for ending it. */
  readonly id: string
  /** 160 random bits as base64url; the caller is the only one who ever sees it. */
  readonly token: string
  readonly expires: Date
}

/** An account with the sign-in that stands for it. */
export type SignedInAccount = Account & { readonly signIn: string }

/** Whence somebody comes: what limits, bans and lists call it, and by what kind of client. */
export interface Visitor {
  readonly address: string
  readonly via: string
}

export interface ListedSignIn {
  readonly id: string
  readonly via: string
  readonly address: string
  readonly since: Date
  readonly expires: Date
}

/** The account has been signed out everywhere, or has got another password, since it was checked. */
export class EndedMeanwhile extends Error {}

/** Every method rejects with the database's error while it is away. */
export interface Tokens {
  /**
   * A sign-in of the account: a bearer for 30 days, a link for 7 days and one use, or one that is played
   * for as long as `keep` is told of its sessions. A link that resets the password lasts an hour by mail
   * and a day from an admin; both are used by `resets.ts`. Rejects with `EndedMeanwhile`.
   */
  issue(
    account: Pick<Account, 'id' | 'era'> & Partial<Pick<Account, 'character'>>,
    purpose: TokenPurpose,
    from?: Visitor,
  ): Promise<IssuedToken>
  /** The account a bearer token stands for, or null when the token is unknown or has expired. */
  accountOf(token: string): Promise<SignedInAccount | null>
  /** The account whose sign-in a session hangs on; null for guests. */
  ofSession(session: SessionId): Promise<SignedInAccount | null>
  /** Uses up a sign-in link; null when it was used before, has expired or never was. */
  spendLink(token: string): Promise<Account | null>
  /** What is signed in, the newest first. One that was played counts while its session is in the world. */
  list(account: AccountId): Promise<readonly ListedSignIn[]>
  /** Ends one sign-in of the account; false when it has none of that id. */
  end(account: AccountId, id: string): Promise<boolean>
  /** Ends every sign-in of the account but `except`, and the links to come in by. */
  endAll(account: AccountId, except?: string): Promise<void>
  /** These sessions are open: what they hang on does not expire. */
  keep(sessions: readonly SessionId[]): Promise<void>
}

export type TokenPurpose = 'bearer' | 'link' | 'played' | OneTime

/** What is no sign-in, but may be done once by whoever shows the secret. */
export type OneTime = 'reset' | 'mailed-reset' | 'confirm-email'

const hourMs = 3_600_000
const lifeMs: Readonly<Record<TokenPurpose, number>> = {
  bearer: 30 * 24 * hourMs,
  link: 7 * 24 * hourMs,
  // Longer than any session outlives its connection.
  played: 48 * hourMs,
  reset: 24 * hourMs,
  'mailed-reset': hourMs,
  'confirm-email': 24 * hourMs,
}

const account = [
  'accounts.id',
  'accounts.name',
  'accounts.role',
  'accounts.character',
  'accounts.era',
] as const

/** `now`: milliseconds since the epoch. */
export function createTokens(db: Db, now: () => number): Tokens {
  return {
    issue: (to, purpose, from) => issue({ db, now }, to, { purpose, from }),
    async accountOf(token) {
      const row = await signedIn(db)
        .where('tokens.hash', '=', digestOf(token))
        .where('tokens.purpose', '=', 'bearer')
        .where('tokens.expires_at', '>', new Date(now()))
        .executeTakeFirst()
      return row ?? null
    },
    async ofSession(session) {
      const row = await signedIn(db)
        .innerJoin('sessions', 'sessions.sign_in', 'tokens.id')
        .where('sessions.id', '=', session)
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
    list: (of) => list(db, of, new Date(now())),
    async end(of, id) {
      const ended = await db
        .deleteFrom('tokens')
        .where('account', '=', of)
        .where('id', '=', id)
        .where('purpose', 'in', ['bearer', 'played'])
        .returning('id')
        .executeTakeFirst()
      return ended !== undefined
    },
    endAll: (of, except) => endAll(db, of, except),
    keep: (sessions) => keep(db, sessions, now()),
  }
}

/** Sign-ins with the account and the character that each stands for. */
function signedIn(db: Db) {
  return db
    .selectFrom('tokens')
    .innerJoin('accounts', 'accounts.id', 'tokens.account')
    .leftJoin('characters as played', 'played.id', 'tokens.character')
    .select(['accounts.id', 'accounts.role', 'accounts.era', 'tokens.id as signIn'])
    .select((on) => [
      on.fn.coalesce('played.name', 'accounts.name').as('name'),
      on.fn.coalesce('played.id', 'accounts.character').as('character'),
    ])
}

/**
 * The row of the account is locked for the moment: either the sign-in is there when all of them end, or it
 * is refused because its account has moved on.
 */
async function issue(
  { db, now }: { readonly db: Db; readonly now: () => number },
  to: Parameters<Tokens['issue']>[0],
  { purpose, from }: { readonly purpose: TokenPurpose; readonly from: Visitor | undefined },
): Promise<IssuedToken> {
  const id = `t${randomId(16)}`
  const token = randomSecret()
  const expires = new Date(now() + lifeMs[purpose])
  const { rows } = await sql<{ id: string }>`
    insert into tokens (id, hash, account, character, purpose, via, address, created_at, expires_at)
    select ${id}, ${digestOf(token)}, id, ${to.character ?? null}, ${purpose}, ${from?.via ?? ''}, ${from?.address ?? ''},
           ${new Date(now())}, ${expires}
    from accounts where id = ${to.id} and era = ${to.era} for share
    returning id`.execute(db)
  if (rows.length === 0) throw new EndedMeanwhile('the account has been signed out everywhere')
  return { id, token, expires }
}

async function endAll(db: Db, of: AccountId, except?: string): Promise<void> {
  await db.transaction().execute(async (all) => {
    await all
      .updateTable('accounts')
      .set(({ eb }) => ({ era: eb('era', '+', 1) }))
      .where('id', '=', of)
      .execute()
    await endSignIns(all, of, except)
  })
}

async function keep(db: Db, sessions: readonly SessionId[], nowMs: number): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ expires_at: new Date(nowMs + lifeMs.played) })
    .where('purpose', '=', 'played')
    .where('expires_at', '<', new Date(nowMs + lifeMs.played / 2))
    .where('id', 'in', (from) =>
      from
        .selectFrom('sessions')
        .select(sql<string>`sign_in`.as('sign_in'))
        .where('id', 'in', [...sessions]),
    )
    .execute()
}

async function list(db: Db, of: AccountId, at: Date): Promise<readonly ListedSignIn[]> {
  return db
    .selectFrom('tokens')
    .select(['id', 'via', 'address', 'created_at as since', 'expires_at as expires'])
    .where('account', '=', of)
    .where('expires_at', '>', at)
    .where((on) =>
      on.or([
        on('purpose', '=', 'bearer'),
        on.and([
          on('purpose', '=', 'played'),
          on.exists(
            on
              .selectFrom('sessions')
              .innerJoin('entities', 'entities.id', 'sessions.id')
              .select('sessions.id')
              .where('entities.shard', '=', FIRST_SHARD)
              .whereRef('sessions.sign_in', '=', 'tokens.id'),
          ),
        ]),
      ]),
    )
    .orderBy('created_at', 'desc')
    .execute()
}
