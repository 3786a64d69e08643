/** Parts of the log stay as small as they shall be when tick numbers jump (a new timeline). */
import { type Kysely, sql } from 'kysely'
import { makeParts } from './0008-event-parts.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Ticks that nobody has are one part, however many they are: parts that had to reach over them would be
  // so large that the one in use would never end, and nothing could ever be moved into a file.
  await sql`
    create or replace function make_event_parts(at_tick bigint, ticks bigint) returns int
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      made int := 0;
      ends bigint := (select max(to_tick) from event_parts);
      next bigint;
      part text;
    begin
      if ends > at_tick + 2 * ticks then return 0; end if;
      perform pg_advisory_xact_lock(hashtextextended('event_parts', 0));
      loop
        ends := (select max(to_tick) from event_parts);
        exit when ends > at_tick + 2 * ticks;
        next := case when at_tick - ends > 16 * ticks then at_tick else ends + ticks end;
        part := 'events_' || ends;
        execute format('create table %I (like events including defaults)', part);
        execute format('alter table events attach partition %I for values from (%s) to (%s)', part, ends, next);
        execute format('create trigger events_no_truncate before truncate on %I
          for each statement execute function refuse_rewriting()', part);
        insert into event_parts (from_tick, to_tick) values (ends, next);
        made := made + 1;
      end loop;
      return made;
    end $$`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await makeParts(db)
}
