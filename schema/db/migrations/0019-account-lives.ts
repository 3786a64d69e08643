/** What an account is from its beginning to its end: several characters, a way to be written to, and its end. */
import { type Kysely, sql } from 'kysely'
import { grant, revoke } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await characters(db)
  await sql`
    alter table accounts
      add column email text,
      add column email_confirmed boolean not null default false,
      add column leaving_at timestamptz`.execute(db)
  await leaving(db)
}

/** Refused while an account has a second character or a way to be written to, or is to be forgotten. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if exists (select from characters c join accounts a on a.id = c.account where c.id <> a.character)
        or exists (select from accounts where email is not null or leaving_at is not null) then
        raise exception 'accounts have further characters, addresses or an end ahead: restore a backup instead';
      end if;
    end $$`.execute(db)
  for (const name of [
    'forget_traces_of(text)',
    'erase_keys_of(text)',
    'accounts_leaving()',
    'begin_leaving(text)',
  ]) {
    await sql`drop function ${sql.raw(name)}`.execute(db)
  }
  await sql`alter table tokens drop column character`.execute(db)
  await sql`
    alter table accounts drop column email, drop column email_confirmed, drop column leaving_at`.execute(
    db,
  )
  await sql`drop table characters`.execute(db)
  await revoke(db, 'mud_gateway', 'select on memories')
}

/** Every character of an account, also the one of its own name: no two names of all of them look alike. */
async function characters(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table characters (
      id text collate "C" primary key,
      account text collate "C" not null references accounts (id) on delete cascade,
      name text not null,
      skeleton text not null unique,
      created_at timestamptz not null default now()
    )`.execute(db)
  await sql`create index characters_account on characters (account)`.execute(db)
  await sql`
    insert into characters (id, account, name, skeleton, created_at)
    select character, id, name, skeleton, created_at from accounts`.execute(db)
  // A sign-in by the name of one of the other characters plays that one.
  await sql`
    alter table tokens
      add column character text collate "C" references characters (id) on delete cascade`.execute(
    db,
  )
  await grant(db, 'mud_gateway', 'select, insert, update, delete on characters')
  await grant(db, 'mud_admin', 'select on characters')
  // Whoever asks is told what is kept of them.
  await grant(db, 'mud_gateway', 'select on memories')
}

/**
 * Accounts whose people have asked to be forgotten. The login of the tick may forget these and nobody
 * else. Mentions are looked for as JSON has them.
 */
async function leaving(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index accounts_leaving_at on accounts (leaving_at) where leaving_at is not null`.execute(
    db,
  )
  // From now on nobody comes in by it. The owner of the world cannot leave.
  await sql`
    create function begin_leaving(leaving text) returns void language sql as $$
      update accounts set leaving_at = now(), password_hash = null, era = era + 1
        where id = leaving and role <> 'owner';
      delete from tokens where account = leaving;
      delete from sessions where account = leaving
    $$`.execute(db)
  await sql`
    create function accounts_leaving() returns table (account text, name text, persons text[])
    language sql stable security definer set search_path = public, pg_temp as $$
      select a.id, a.name, array(
        select a.character union select c.id from characters c where c.account = a.id)
      from accounts a where a.leaving_at is not null order by a.leaving_at
    $$`.execute(db)
  await sql`
    create function erase_keys_of(leaving text) returns void
    language sql security definer set search_path = public, pg_temp as $$
      insert into person_keys (person, wrapped, erased_at)
        select unnest(l.persons), null, now() from accounts_leaving() l where l.account = leaving
      on conflict (person) do update set wrapped = null, erased_at = now()
    $$`.execute(db)
  await sql`
    create function forget_traces_of(leaving text) returns table (source text, gone bigint)
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      who record;
      marks bytea[];
    begin
      select * into who from accounts_leaving() l where l.account = leaving;
      if not found then return; end if;
      marks := array(select convert_to(to_json(m)::text, 'UTF8') from unnest(who.persons || array(
        select c.name from characters c where c.account = leaving) || who.name) m);
      -- Outputs that sessions may still resume from, jobs under way and jobs that failed.
      source := 'outputs';
      delete from outputs o where exists (select from unnest(marks) m where position(m in o.body) > 0);
      get diagnostics gone = row_count; return next;
      source := 'jobs';
      delete from jobs j where exists (select from unnest(marks) m where position(m in j.body) > 0);
      get diagnostics gone = row_count; return next;
      source := 'dead_letters';
      delete from dead_letters d where exists (select from unnest(marks) m where position(m in d.body) > 0);
      get diagnostics gone = row_count; return next;
      source := 'memories';
      delete from memories where about = any(who.persons);
      get diagnostics gone = row_count; return next;
      source := 'llm_meters';
      delete from llm_meters where key in (
        select prefix || person from unnest(array['p:', 'pd:']) prefix, unnest(who.persons) person);
      get diagnostics gone = row_count; return next;
      -- A kept answer may name a character that was not there. It is a cache, so it is made again.
      source := 'kept_answers';
      delete from kept_answers;
      get diagnostics gone = row_count; return next;
      source := 'bans';
      delete from bans where kind = 'name' and value in (
        select lower(c.name) from characters c where c.account = leaving union select lower(who.name));
      get diagnostics gone = row_count; return next;
      -- Tokens and characters go with their account.
      source := 'sessions';
      delete from sessions where account = leaving or character = any(who.persons);
      get diagnostics gone = row_count; return next;
      source := 'accounts';
      delete from accounts where id = leaving;
      get diagnostics gone = row_count; return next;
      -- States of the past hold the old words. They are made again from the log.
      delete from event_subjects; delete from entity_states; delete from place_contents;
      delete from history_stages; delete from history_cursors;
    end $$`.execute(db)
  for (const name of ['accounts_leaving()', 'erase_keys_of(text)', 'forget_traces_of(text)']) {
    await sql`revoke execute on function ${sql.raw(name)} from public`.execute(db)
    await grant(db, 'mud_tick', `execute on function ${name}`)
  }
}
