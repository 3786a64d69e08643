/** Accounts: who may sign in, by which name and password, with which role and character. */
import { sql } from 'kysely'
import { type AccountId, type CharacterId, DEFINITIONS_PLACE } from '../../../schema/ids.ts'
import { canonicalName, checkName, skeletonsOf } from '../../../schema/names.ts'
import type { Role } from '../../../schema/roles.ts'
import { randomId } from '../../platform/ambient.ts'
import type { Db } from '../../platform/database.ts'
import { endSignIns } from './end-sign-ins.ts'
import {
  hashPassword,
  type PasswordProblem,
  passwordMatches,
  passwordProblem,
} from './passwords.ts'

export interface Account {
  readonly id: string
  /** Of the character that is played by it: its own, or one of the others. */
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
      readonly code: 'bad-name' | 'name-taken' | 'too-many-characters' | PasswordProblem['code']
      /** For the person who asked. */
      readonly why: string
    }

/** Every method rejects with the database's error while it is away. Names are compared as `canonicalName`. */
export interface Accounts {
  /** Creates a player's account with a character of the same name: a new one, or `of` a guest. */
  create(name: string, password: string, of?: CharacterId): Promise<Created>
  /** Creates the account `owner`; without a password it can be entered by a sign-in link only. */
  createOwner(password: string | null): Promise<Created>
  /**
   * The account of a name and password, or null; takes the same time either way. Each of its characters'
   * names stands for it, and plays that character; `character` names another one of them.
   */
  signIn(name: string, password: string, character?: string): Promise<Account | null>
  byName(name: string): Promise<Account | null>
  /** Whether somebody is called so; where nobody is, `why` says that nobody may choose it either. */
  lookUp(name: string): Promise<{ known: true } | { known: false; why?: string }>
  /** Gives an account another character. */
  addCharacter(account: AccountId, name: string): Promise<Created>
  /** Its characters, the oldest first. */
  charactersOf(account: AccountId): Promise<readonly PlayedBy[]>
  /** Changes what the account may do; the owner's role never changes. */
  giveRole(name: string, role: Role): Promise<void>
  /** True when the account, an id, has a password; an owner who came by a link has none. */
  hasPassword(account: AccountId): Promise<boolean>
  /** Gives the account another password and ends its sign-ins but `keep`; why not, or null. */
  changePassword(
    account: Pick<Account, 'id' | 'name'>,
    next: string,
    keep: string,
  ): Promise<PasswordProblem | null>
  /** The account is to be forgotten: its sign-ins end, and the one who leads does the rest. */
  leave(account: AccountId): Promise<void>
}

export interface PlayedBy {
  readonly id: CharacterId
  readonly name: string
}

export function createAccounts(db: Db): Accounts {
  return {
    async create(name, password, of) {
      const checked = await freeName(db, name)
      if (!checked.ok) return checked
      return insert(db, { ...checked, role: 'player', character: of }, password)
    },
    // The name is reserved, so `checkName` refuses it to everybody else.
    createOwner: (password) =>
      insert(db, { name: 'owner', skeleton: 'owner', role: 'owner' }, password),
    async signIn(name, password, character) {
      const row = await named(db, name)
      const matches = await passwordMatches(row?.password_hash ?? null, password)
      if (!row || !matches) return null
      const { password_hash: _hash, ...account } = row
      if (character === undefined) return account
      const other = await named(db, character)
      return other?.id === account.id
        ? { ...account, character: other.character, name: other.name }
        : null
    },
    async byName(name) {
      const row = await named(db, name)
      if (!row) return null
      const { password_hash: _hash, ...account } = row
      return account
    },
    async lookUp(name) {
      if (await named(db, name)) return { known: true }
      const free = await freeName(db, name)
      return free.ok ? { known: false } : { known: false, why: free.why }
    },
    addCharacter: (account, name) => addCharacter(db, account, name),
    charactersOf: (account) =>
      db
        .selectFrom('characters')
        .select(['id', 'name'])
        .where('account', '=', account)
        .orderBy('created_at')
        .execute(),
    async giveRole(name, role) {
      const row = await named(db, name)
      if (!row || row.role === 'owner') return
      await db.updateTable('accounts').set({ role }).where('id', '=', row.id).execute()
    },
    hasPassword: (account) => hasPassword(db, account),
    changePassword: (account, next, keep) => changePassword(db, account, next, keep),
    leave: async (account) => void (await sql`select begin_leaving(${account})`.execute(db)),
  }
}

/** The account whose character is called so; the database's own idea of letters has no say. */
async function named(db: Db, name: string) {
  const rows = await db
    .selectFrom('characters')
    .innerJoin('accounts', 'accounts.id', 'characters.account')
    .select(['accounts.id', 'characters.name', 'characters.id as character'])
    .select(['accounts.role', 'accounts.era', 'accounts.password_hash'])
    .where('characters.skeleton', 'in', skeletonsOf(name))
    .execute()
  return rows.find((row) => canonicalName(row.name) === canonicalName(name))
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
  { id, name }: Pick<Account, 'id' | 'name'>,
  next: string,
  keep: string,
): Promise<PasswordProblem | null> {
  const problem = await passwordProblem(next, name)
  if (problem) return problem
  const password_hash = await hashPassword(next)
  await db.transaction().execute(async (all) => {
    await all
      .updateTable('accounts')
      .set(({ eb }) => ({ password_hash, era: eb('era', '+', 1) }))
      .where('id', '=', id)
      .execute()
    await endSignIns(all, id, keep)
  })
  return null
}

type Free =
  | { readonly ok: true; readonly name: string; readonly skeleton: string }
  | Extract<Created, { ok: false }>

/** A name that may be chosen, as it is to be shown; whether it is taken shows when it is written. */
async function freeName(db: Db, name: string): Promise<Free> {
  const checked = checkName(name)
  if (!checked.ok) return { ok: false, code: 'bad-name', why: checked.why }
  if (!(await belongsToTheWorld(db, checked.name))) return checked
  const why = `Somebody of this world is called ${checked.name}. Please choose another name.`
  return { ok: false, code: 'name-taken', why }
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
  /** The character that becomes the account's; a new one without it. */
  readonly character?: CharacterId | undefined
}

async function insert(
  db: Db,
  { name, skeleton, role, character = `c${randomId(12)}` }: NewAccount,
  password: string | null,
): Promise<Created> {
  const problem = password === null ? null : await passwordProblem(password, name)
  if (problem) return { ok: false, ...problem }
  const account = { id: `a${randomId(12)}`, name, role, character, era: 0 }
  const password_hash = password === null ? null : await hashPassword(password)
  return unlessTaken(name, async () => {
    // One statement, so that it may stand within the transaction of somebody else.
    await db
      .with('made', (on) =>
        on
          .insertInto('accounts')
          .values({ ...account, skeleton, password_hash })
          .returning('id'),
      )
      .insertInto('characters')
      .columns(['id', 'account', 'name', 'skeleton'])
      .expression((on) =>
        on
          .selectFrom('made')
          .select((as) => [
            as.val(account.character).as('id'),
            'made.id as account',
            as.val(name).as('name'),
            as.val(skeleton).as('skeleton'),
          ]),
      )
      .execute()
    return account
  })
}

const charactersMax = 8

async function addCharacter(db: Db, of: AccountId, wanted: string): Promise<Created> {
  const checked = await freeName(db, wanted)
  if (!checked.ok) return checked
  const { name, skeleton } = checked
  const row = await db
    .selectFrom('accounts')
    .select(['id', 'role', 'era'])
    .select((on) =>
      on
        .selectFrom('characters')
        .select(on.fn.countAll<string>().as('many'))
        .where('characters.account', '=', of)
        .as('many'),
    )
    .where('id', '=', of)
    .executeTakeFirstOrThrow()
  if (Number(row.many) >= charactersMax) {
    const why = `An account plays at most ${charactersMax} characters.`
    return { ok: false, code: 'too-many-characters', why }
  }
  const { id, role, era } = row
  const account = { id, role, era, name, character: `c${randomId(12)}` }
  return unlessTaken(name, async () => {
    const character = { id: account.character, account: id, name, skeleton }
    await db.insertInto('characters').values(character).execute()
    return account
  })
}

/** The database lets nobody have a name that looks like another one. */
async function unlessTaken(name: string, write: () => Promise<Account>): Promise<Created> {
  try {
    return { ok: true, account: await write() }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '23505')) throw error
    const why = `The name ${name} (or one that looks just like it) is taken.`
    return { ok: false, code: 'name-taken', why }
  }
}
