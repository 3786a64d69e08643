/** Sign-ins that can be listed and ended, secrets that rotate, and limits that hold over all gateways. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Raised when every sign-in of the account ends: a sign-in that was checked before is not recorded after.
  await sql`alter table accounts add column era int not null default 0`.execute(db)

  // A sign-in has a name of its own, because its digest is not shown; and says whence and how it came.
  await sql`
    alter table tokens
      add column id text collate "C",
      add column via text not null default '',
      add column address text not null default '',
      add column created_at timestamptz not null default now()`.execute(db)
  await sql`update tokens set id = 't' || encode(substr(hash, 1, 8), 'hex')`.execute(db)
  await sql`
    alter table tokens
      alter column id set not null,
      add constraint tokens_id unique (id)`.execute(db)
  await sql`create index tokens_account on tokens (account)`.execute(db)

  // A session ends with the sign-in that it hangs on. Of the secret before the last one the digest is
  // kept until the new one has been used: the client may never have read the new one.
  await sql`
    alter table sessions
      add column sign_in text collate "C" references tokens (id) on delete cascade,
      add column previous_hash bytea,
      add column address text not null default ''`.execute(db)
  await sql`create index sessions_sign_in on sessions (sign_in) where sign_in is not null`.execute(
    db,
  )
  await sql`create index sessions_account on sessions (account) where account is not null`.execute(
    db,
  )

  // A banned guest has no account: guests from where it came are kept out with it.
  await sql`alter table bans add column guests_from text`.execute(db)

  // Counts of tries, for all gateways together; rate-limiter-flexible names the columns.
  await sql`
    create table sign_in_tries (
      key text collate "C" primary key,
      points int not null default 0,
      expire bigint
    )`.execute(db)
  await grant(db, 'mud_gateway', 'select, insert, update, delete on sign_in_tries')
  await grant(db, 'mud_admin', 'select on sign_in_tries')
}
