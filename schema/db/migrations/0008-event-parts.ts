/**
 * The log in parts, each a range of ticks, so that old ones can be moved into files as a whole
 * (`mudstream archive`). The part that is there becomes the first one, without being copied.
 */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

/** Ticks after the last one that still go into the first part; the next is made before they are used up. */
const ahead = 1_000

export async function up(db: Kysely<unknown>): Promise<void> {
  // `to_tick` belongs to the next part. A part with a file is no table any more.
  await sql`
    create table event_parts (
      from_tick bigint primary key,
      to_tick bigint not null unique,
      file text collate "C",
      events bigint not null default 0,
      bytes bigint not null default 0,
      first_ms bigint not null default 0,
      last_ms bigint not null default 0
    )`.execute(db)
  await sql`drop trigger events_append_only on events`.execute(db)
  await sql`drop trigger events_no_truncate on events`.execute(db)
  await sql`alter table events rename to events_0`.execute(db)
  await sql`alter index events_pkey rename to events_0_pkey`.execute(db)
  await sql`
    create table events (like events_0 including defaults) partition by range (tick)`.execute(db)
  await sql`alter table events add primary key (shard, tick, ordinal)`.execute(db)
  await sql`
    create trigger events_no_truncate before truncate on events_0
    for each statement execute function refuse_rewriting()`.execute(db)
  await sql`
    insert into event_parts (from_tick, to_tick)
    select 0, coalesce(max(tick), 0) + ${sql.lit(ahead)} from events_0`.execute(db)
  await sql`
    do $$ begin
      execute format('alter table events attach partition events_0 for values from (0) to (%s)',
        (select to_tick from event_parts));
    end $$`.execute(db)
  await appendOnly(db)
  await makeParts(db)
  for (const [role, right] of rights) await grant(db, role, right)
}

/** One table again. Refused while parts of the log are in files, because they would be left out. */
export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      if exists (select from event_parts where file is not null) then
        raise exception 'parts of the log are in files: import a backup instead';
      end if;
    end $$`.execute(db)
  await sql`create table events_whole (like events including defaults)`.execute(db)
  await sql`insert into events_whole select * from events order by shard, tick, ordinal`.execute(db)
  await sql`drop table events`.execute(db)
  await sql`drop function make_event_parts(bigint, bigint)`.execute(db)
  await sql`drop table event_parts`.execute(db)
  await sql`alter table events_whole rename to events`.execute(db)
  await sql`alter table events add constraint events_pkey primary key (shard, tick, ordinal)`.execute(
    db,
  )
  await appendOnly(db)
  await grant(db, 'mud_tick', 'select, insert on events')
  for (const role of readers) await grant(db, role, 'select on events')
}

async function appendOnly(db: Kysely<unknown>): Promise<void> {
  await sql`
    create trigger events_append_only before update or delete on events
    for each row execute function refuse_rewriting()`.execute(db)
  await sql`
    create trigger events_no_truncate before truncate on events
    for each statement execute function refuse_rewriting()`.execute(db)
}

/** The function as it is until 0017, which goes back to it. */
export async function makeParts(db: Kysely<unknown>): Promise<void> {
  // Makes parts until two of them lie ahead of a tick. A new part is made as a table and attached, which
  // no reader and no flush waits for; making it in place would lock the log.
  await sql`
    create or replace function make_event_parts(at_tick bigint, ticks bigint) returns int
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      made int := 0;
      ends bigint := (select max(to_tick) from event_parts);
      part text;
    begin
      if ends > at_tick + 2 * ticks then return 0; end if;
      perform pg_advisory_xact_lock(hashtextextended('event_parts', 0));
      -- What is far ahead, as after an import, is one part and not thousands.
      ticks := greatest(ticks, (at_tick - (select max(to_tick) from event_parts)) / 16);
      loop
        ends := (select max(to_tick) from event_parts);
        exit when ends > at_tick + 2 * ticks;
        part := 'events_' || ends;
        execute format('create table %I (like events including defaults)', part);
        execute format('alter table events attach partition %I for values from (%s) to (%s)',
          part, ends, ends + ticks);
        execute format('create trigger events_no_truncate before truncate on %I
          for each statement execute function refuse_rewriting()', part);
        insert into event_parts (from_tick, to_tick) values (ends, ends + ticks);
        made := made + 1;
      end loop;
      return made;
    end $$`.execute(db)
  await sql`revoke execute on function make_event_parts(bigint, bigint) from public`.execute(db)
}

const readers = ['mud_gateway', 'mud_worker', 'mud_admin']

const rights: readonly (readonly [role: string, right: string])[] = [
  ['mud_tick', 'select, insert on events'],
  ['mud_tick', 'select on event_parts'],
  ['mud_tick', 'execute on function make_event_parts(bigint, bigint)'],
  ...readers.map((role) => [role, 'select on events, event_parts'] as const),
]
