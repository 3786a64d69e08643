/**
 * Parts of the log that nobody adds to any more are packed: a few thousand events in one value, which the
 * database compresses. What reads old events asks `log_page`, `events_between` or `event_before`.
 */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table event_parts add column packed boolean not null default false`.execute(db)
  await sql`
    create type event_line as (shard int, tick bigint, ordinal int, type text collate "C", version smallint,
      subject text collate "C", actor text collate "C", cause text collate "C", beat bigint, at_ms bigint,
      body bytea, changed text collate "C")`.execute(db)
  // A page follows upon the one before it. Those of a part that is still a table are copies.
  await sql`
    create table event_pages (
      shard int not null,
      last_tick bigint not null,
      last_ordinal int not null,
      first_tick bigint not null,
      lines event_line[] not null,
      primary key (shard, last_tick, last_ordinal)
    )`.execute(db)
  await sql`
    create trigger event_pages_no_update before update or truncate on event_pages
    for each statement execute function refuse_rewriting()`.execute(db)
  await readers(db)
  await packing(db)
  await sql`
    do $$ begin
      execute replace(pg_get_functiondef('sample_storage()'::regprocedure),
        '''^events(_[0-9]+)?$''', '''^event(s(_[0-9]+)?|_pages)$''');
    end $$`.execute(db)
  await sql`revoke execute on function pack_log(int) from public`.execute(db)
  await grant(db, 'mud_tick', 'execute on function pack_log(int)')
  for (const role of ['mud_tick', 'mud_gateway', 'mud_worker', 'mud_admin']) {
    await grant(db, role, 'select on event_pages')
  }
}

const line = sql.raw(
  'e.shard, e.tick, e.ordinal, e.type, e.version, e.subject, e.actor, e.cause, e.beat, e.at_ms, e.body, e.changed',
)

async function readers(db: Kysely<unknown>): Promise<void> {
  // What comes next after a position: the rest of a page, or so many rows of the tables. Empty: nothing.
  await sql`
    create function log_page(of_shard int, after_tick bigint, after_ordinal int, up_to bigint, at_most int)
    returns setof event_line language plpgsql stable as $$
    declare
      page event_line[];
    begin
      select lines into page from event_pages p
        where p.shard = of_shard and (p.last_tick, p.last_ordinal) > (after_tick, after_ordinal)
        order by p.last_tick, p.last_ordinal limit 1;
      if found then
        return query select e.* from unnest(page) e
          where (e.tick, e.ordinal) > (after_tick, after_ordinal) and e.tick <= up_to;
      else
        return query select ${line} from events e
          where e.shard = of_shard and (e.tick, e.ordinal) > (after_tick, after_ordinal) and e.tick <= up_to
          order by e.tick, e.ordinal limit at_most;
      end if;
    end $$`.execute(db)
  await sql`
    create function events_between(of_shard int, from_tick bigint, up_to bigint)
    returns setof event_line language sql stable as $$
      select ${line} from events e where e.shard = of_shard and e.tick between from_tick and up_to
      union all
      select e.* from event_pages p, unnest(p.lines) e
      where p.shard = of_shard and p.last_tick >= from_tick and p.first_tick <= up_to
        and e.tick between from_tick and up_to
        and e.tick < (select max(to_tick) from event_parts where packed)
    $$`.execute(db)
  await sql`
    create function event_before(of_shard int, before_tick bigint)
    returns setof event_line language sql stable as $$
      (select ${line} from events e where e.shard = of_shard and e.tick < before_tick
        order by e.tick desc, e.ordinal desc limit 1)
      union all
      (select e.* from (select lines from event_pages p where p.shard = of_shard and p.first_tick < before_tick
          order by p.last_tick desc, p.last_ordinal desc limit 1) p, unnest(p.lines) e
        where e.tick < before_tick order by e.tick desc, e.ordinal desc limit 1)
      order by tick desc, ordinal desc limit 1
    $$`.execute(db)
}

/** Lines of a page: some hundred kilobytes before they are compressed. */
const pageLines = 2_000
/** Packed parts grow together up to so many ticks, because \`archive\` moves whole parts. */
const ticksTogether = 4_000_000

async function packing(db: Kysely<unknown>): Promise<void> {
  // Copies the next events of the oldest part that is still a table, once the log is relayed and the past has a
  // stage behind it. When all of it is copied the table goes, in the moment in which its pages count.
  // Returns how many events were copied or, when a table went, how many it had; 0: nothing to do now.
  await sql`
    create function pack_log(at_most int) returns int
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      part event_parts;
      part_table text;
      copied int := 0;
      had int;
      shard_no int;
      last event_pages;
    begin
      perform pg_advisory_xact_lock(hashtextextended('event_parts', 0));
      select * into part from event_parts where file is null and not packed order by from_tick limit 1;
      if part.to_tick - 1 > (select min(least(s.relayed_tick, coalesce(
          (select max(h.tick) from history_stages h where h.shard = s.shard), 0))) from shards s) then
        return 0;
      end if;
      part_table := 'events_' || part.from_tick;
      for shard_no in select shard from shards loop
        select * into last from event_pages where shard = shard_no and first_tick >= part.from_tick
          order by last_tick desc, last_ordinal desc limit 1;
        execute format('
          insert into event_pages (shard, last_tick, last_ordinal, first_tick, lines)
          select $1, max(tick), (array_agg(ordinal order by tick desc, ordinal desc))[1], min(tick),
            array_agg(row(${line})::event_line order by tick, ordinal)
          from (
            select e.*, (row_number() over (order by tick, ordinal) - 1) / ${sql.lit(pageLines)} as page
            from (select * from %I where shard = $1 and (tick, ordinal) > ($2, $3)
              order by tick, ordinal limit $4) e
          ) e group by page', part_table)
          using shard_no, coalesce(last.last_tick, 0), coalesce(last.last_ordinal, 0), at_most;
        select copied + coalesce(sum(cardinality(lines)), 0) into copied from event_pages
          where shard = shard_no and first_tick >= part.from_tick
            and (last_tick, last_ordinal) > (coalesce(last.last_tick, 0), coalesce(last.last_ordinal, 0));
      end loop;
      if copied > 0 then return copied; end if;

      execute format('select count(*), coalesce(min(at_ms), 0), coalesce(max(at_ms), 0) from %I', part_table)
        into part.events, part.first_ms, part.last_ms;
      select coalesce(sum(cardinality(lines)), 0), coalesce(sum(pg_column_size(lines)), 0) into had, part.bytes
        from event_pages where first_tick >= part.from_tick;
      if had <> part.events then
        raise exception 'pages hold % of the % events of %', had, part.events, part_table;
      end if;
      -- A flush would wait behind a lock that waits for a reader, so it is given up soon and tried again.
      perform set_config('lock_timeout', '20ms', true);
      lock table events in access exclusive mode;
      execute format('alter table events detach partition %I', part_table);
      execute format('drop table %I', part_table);
      update event_parts set packed = true, events = part.events, bytes = part.bytes,
          first_ms = part.first_ms, last_ms = part.last_ms where from_tick = part.from_tick;
      if exists (select from event_parts b where b.packed and b.to_tick = part.from_tick
          and part.to_tick - b.from_tick <= ${sql.lit(ticksTogether)}) then
        delete from event_parts where from_tick = part.from_tick;
        update event_parts set to_tick = part.to_tick, events = events + part.events, bytes = bytes + part.bytes,
            first_ms = case when events = 0 then part.first_ms else first_ms end,
            last_ms = greatest(last_ms, part.last_ms)
          where packed and to_tick = part.from_tick;
      end if;
      return greatest(had, 1);
    exception when lock_not_available then
      return 0;
    end $$`.execute(db)
}
