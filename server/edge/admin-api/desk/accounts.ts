/** Accounts as those see them who see to the world: found, and one of them with all that is known of it. */
import { sql } from 'kysely'
import type { AccountPage, AccountRow, AccountsAnswer } from '../../../../schema/admin-desk.ts'
import { FIRST_SHARD } from '../../../../schema/ids.ts'
import { canonicalName } from '../../../../schema/names.ts'
import { type Role, roleSchema } from '../../../../schema/roles.ts'
import type { Db } from '../../../platform/database.ts'
import { actsOf } from './acts.ts'

export interface AccountQuery {
  /** A part of a name, or an address. */
  readonly search: string
  readonly role?: Role | undefined
  /** The name that the page before ended with. */
  readonly after: string
}

const pageSize = 50

interface Found {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly created: Date
  readonly seen: Date
  readonly here: boolean
}

const columns = sql`a.id, a.name, a.role, a.created_at as created, a.seen_at as seen,
  exists (select from sessions s join entities e on e.shard = ${FIRST_SHARD} and e.id = s.id
    where s.account = a.id) as here`

/** By name, fifty at once. */
export async function accountsOf(db: Db, query: AccountQuery): Promise<AccountsAnswer> {
  const { search, role = null, after } = query
  const part = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<Found>`
    select ${columns} from accounts a
    where (${search} = '' or exists (select from characters c where c.account = a.id and c.name ilike ${part})
        or exists (select from tokens t where t.account = a.id and t.address = ${search})
        or exists (select from sessions s where s.account = a.id and s.address = ${search}))
      and (${role}::text is null or a.role = ${role}) and lower(a.name) > lower(${after})
    order by lower(a.name) limit ${pageSize + 1}`.execute(db)
  const isBanned = await readBanned(db)
  const page = rows.slice(0, pageSize).map((row) => rowOf(row, isBanned))
  return { accounts: page, more: rows.length > pageSize ? (page.at(-1)?.name ?? null) : null }
}

type IsBanned = (name: string) => boolean

/** Names are kept out in every spelling that signs in, which only `canonicalName` knows. */
async function readBanned(db: Db): Promise<IsBanned> {
  const rows = await db
    .selectFrom('bans')
    .select('value')
    .where('kind', '=', 'name')
    .where((on) => on.or([on('expires_at', 'is', null), on('expires_at', '>', sql<Date>`now()`)]))
    .execute()
  const banned = new Set(rows.map(({ value }) => value))
  return (name) => banned.has(canonicalName(name))
}

function rowOf({ role, created, seen, ...rest }: Found, isBanned: IsBanned): AccountRow {
  return {
    ...rest,
    banned: isBanned(rest.name),
    role: roleSchema.parse(role),
    created: created.toISOString(),
    seen: seen.toISOString(),
  }
}

/** Everything about one account, by its id; null when there is none. */
export async function accountPageOf(db: Db, id: string): Promise<AccountPage | null> {
  const { rows } = await sql<Found>`select ${columns} from accounts a where a.id = ${id}`.execute(
    db,
  )
  const [found] = rows
  if (!found) return null
  const account = rowOf(found, await readBanned(db))
  const [characters, sessions, signIns, addresses, acts] = await Promise.all([
    charactersOf(db, id),
    sessionsOf(db, id),
    signInsOf(db, id),
    addressesOf(db, id),
    actsOf(db, { person: account.name, limit: 200 }),
  ])
  return { account, characters, sessions, signIns, addresses, acts }
}

async function charactersOf(db: Db, id: string): Promise<AccountPage['characters']> {
  const { rows } = await sql<{ id: string; name: string; room: string }>`
    select c.id, c.name, coalesce(e.place, '') as room from characters c
    left join entities e on e.shard = ${FIRST_SHARD} and e.id = c.id
    where c.account = ${id} order by c.created_at`.execute(db)
  return rows
}

async function sessionsOf(db: Db, id: string): Promise<AccountPage['sessions']> {
  const rows = await db
    .selectFrom('sessions')
    .select(['id', 'name', 'address', 'created_at'])
    .where('account', '=', id)
    .orderBy('created_at', 'desc')
    .limit(20)
    .execute()
  return rows.map(({ created_at, ...one }) => ({ ...one, since: created_at.toISOString() }))
}

async function signInsOf(db: Db, id: string): Promise<AccountPage['signIns']> {
  const rows = await db
    .selectFrom('tokens')
    .select(['id', 'via', 'address', 'created_at', 'expires_at'])
    .where('account', '=', id)
    .where('purpose', '<>', 'link')
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('created_at', 'desc')
    .limit(50)
    .execute()
  return rows.map(({ created_at, expires_at, ...one }) => ({
    ...one,
    since: created_at.toISOString(),
    expires: expires_at.toISOString(),
  }))
}

/** As long as sessions and sign-ins are kept: what is over goes with the retention of the ledger. */
async function addressesOf(db: Db, id: string): Promise<AccountPage['addresses']> {
  const { rows } = await sql<{ address: string; last: Date; others: string[] }>`
    with own as (
      select address, max(created_at) as last from (
        select address, created_at from tokens where account = ${id}
        union all select address, created_at from sessions where account = ${id}
      ) seen where address <> '' group by address order by last desc limit 20
    )
    select own.address, own.last, array(
      select distinct a.name from accounts a where a.id <> ${id} and (
        exists (select from tokens t where t.account = a.id and t.address = own.address)
        or exists (select from sessions s where s.account = a.id and s.address = own.address))
      order by a.name limit 10) as others
    from own order by own.last desc`.execute(db)
  return rows.map(({ last, ...one }) => ({ ...one, last: last.toISOString() }))
}
