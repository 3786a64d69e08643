/** Accounts: who may sign in, by which name and password, with which role and character. */
import { sql } from 'kysely'
import { type AccountId, type CharacterId, DEFINITIONS_PLACE } from '../../../schema/ids.ts'
import { canonicalName, checkName, skeletonsOf } from '../../../schema/names.ts'
import type { Role } from '../../../schema/roles.ts'
import { randomId } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import { endSignIns } from './end-sign-ins.ts'
import { hashPassword, passwordMatches, passwordProblem } from './passwords.ts'

export interface Account {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly character: CharacterId
  /** Raised whenever every sign-in of the account ends. */
  readonly era: number
}

export type Created =
  | { readonly ok: true; readonly account: Account }
  | {
      readonly ok: false
      readonly code: 'bad-name' | 'name-taken' | 'bad-password'
      /** For the person who asked. */
      readonly why: string
    }

/** Every method rejects with the database's error while it is away. Names are compared as `canonicalName`. */
export interface Accounts {
  /** Creates a player's account with a character of the same name. */
  create(name: string, password: string): Promise<Created>
  /** Creates the account `owner`; without a password it can be entered by a sign-in link only. */
  createOwner(password: string | null): Promise<Created>
  /** The account of a name and password, or null; takes the same time either way. */
  signIn(name: string, password: string): Promise<Account | null>
  byName(name: string): Promise<Account | null>
  /** Changes what the account may do; the owner's role never changes. */
  giveRole(name: string, role: Role): Promise<void>
  /** True when the account, an id, has a password; an owner who came by a link has none. */
  hasPassword(account: AccountId): Promise<boolean>
  /** Gives the account another password and ends its sign-ins but `keep`; why not, in words, or null. */
  changePassword(account: AccountId, next: string, keep: string): Promise<string | null>
}

const columns = ['id', 'name', 'role', 'character', 'era'] as const

export function createAccounts(db: Db): Accounts {
  /** The row of the account that is called so; the database's own idea of letters has no say. */
  const named = async (name: string) => {
    const rows = await db
      .selectFrom('accounts')
      .select([...columns, 'password_hash'])
      .where('skeleton', 'in', skeletonsOf(name))
      .execute()
    return rows.find((row) => canonicalName(row.name) === canonicalName(name))
  }

  return {
    async create(name, password) {
      const checked = checkName(name)
      if (!checked.ok) return { ok: false, code: 'bad-name', why: checked.why }
      const { name: shown, skeleton } = checked
      if (await belongsToTheWorld(db, shown)) {
        const why = `Somebody of this world is called ${shown}. Please choose another name.`
        return { ok: false, code: 'name-taken', why }
      }
      return insert(db, { name: shown, skeleton, role: 'player' }, password)
    },
    // The name is reserved, so `checkName` refuses it to everybody else.
    createOwner: (password) =>
      insert(db, { name: 'owner', skeleton: 'owner', role: 'owner' }, password),
    async signIn(name, password) {
      const row = await named(name)
      const matches = await passwordMatches(row?.password_hash ?? null, password)
      if (!row || !matches) return null
      const { password_hash: _hash, ...account } = row
      return account
    },
    async byName(name) {
      const row = await named(name)
      if (!row) return null
      const { password_hash: _hash, ...account } = row
      return account
    },
    async giveRole(name, role) {
      const row = await named(name)
      if (!row || row.role === 'owner') return
      await db.updateTable('accounts').set({ role }).where('id', '=', row.id).execute()
    },
    hasPassword: (account) => hasPassword(db, account),
    changePassword: (account, next, keep) => changePassword(db, account, next, keep),
  }
}

async function hasPassword(db: Db, account: AccountId): Promise<boolean> {
  const row = await db
    .selectFrom('accounts')
    .select('password_hash')
    .where('id', '=', account)
    .executeTakeFirst()
  return typeof row?.password_hash === 'string'
}

async function changePassword(
  db: Db,
  account: AccountId,
  next: string,
  keep: string,
): Promise<string | null> {
  const problem = passwordProblem(next)
  if (problem) return problem
  const password_hash = await hashPassword(next)
  await db.transaction().execute(async (all) => {
    await all
      .updateTable('accounts')
      .set(({ eb }) => ({ password_hash, era: eb('era', '+', 1) }))
      .where('id', '=', account)
      .execute()
    await endSignIns(all, account, keep)
  })
  return null
}

/**
 * True when a player of that name would be taken for somebody of the world's own people: "Maud" of
 * "Maud Tallow". Common words such as "walker" stay free, though a bog walker answers to them.
 */
async function belongsToTheWorld(db: Db, name: string): Promise<boolean> {
  const called = canonicalName(name)
  const { rows } = await sql`
    select 1 from (
      select convert_from(body, 'UTF8')::jsonb -> 'data' as data
      from entities where place = ${DEFINITIONS_PLACE} and id like 'def:mobile:%'
    ) as mobiles
    where (data -> 'keywords' ? ${called}
        and initcap(${called}::text) = any (regexp_split_to_array(data ->> 'name', '[\\s,]+')))
       or regexp_replace(lower(data ->> 'name'), '^(the|an?) ', '') = ${called}
    limit 1`.execute(db)
  return rows.length > 0
}

interface NewAccount {
  readonly name: string
  /** The name as it looks: two names of one skeleton cannot both be taken. */
  readonly skeleton: string
  readonly role: Role
}

async function insert(
  db: Db,
  { name, skeleton, role }: NewAccount,
  password: string | null,
): Promise<Created> {
  const problem = password === null ? null : passwordProblem(password)
  if (problem) return { ok: false, code: 'bad-password', why: problem }
  const account = { id: `a${randomId(12)}`, name, role, character: `c${randomId(12)}`, era: 0 }
  const password_hash = password === null ? null : await hashPassword(password)
  const inserted = await db
    .insertInto('accounts')
    .values({ ...account, skeleton, password_hash })
    .onConflict((conflict) => conflict.column('skeleton').doNothing())
    .returning('id')
    .executeTakeFirst()
  if (inserted) return { ok: true, account }
  const why = `The name ${name} (or one that looks just like it) is taken.`
  return { ok: false, code: 'name-taken', why }
}
