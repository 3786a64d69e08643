/**
 * The ledger in pages: one row for every 64 numbers of a session instead of a row for each. A number
 * takes a fifth of the room, and one that is added changes no index. `commands` shows the lines as before.
 */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await pages(db)
  await lines(db)
  await pagesOf(db)
  await sql`
    insert into ledger
    select p.* from (
      select array_agg(row(session, n, shard, tick, status, code, actor, enqueued_ms, done_ms)::commands) as lines
      from commands_before group by session, (n - 1) / 64
    ) o, ledger_pages(o.lines) p`.execute(db)
  await sql`drop table commands_before`.execute(db)
  await changes(db)
  await prune(db)
  await sample(db)
  for (const [role, right] of rights) await grant(db, role, right)
}

async function pages(db: Kysely<unknown>): Promise<void> {
  await sql`alter table commands rename to commands_before`.execute(db)
  // Of a page only its last two columns change, and at the end of the row nothing does, because what
  // is new comes first: so the log of the server holds the new entry alone. An entry is
  // `tick:ms:n.status.waited.code`, with tick and time counted from those of the page; numbers
  // that one tick applied are one entry, with commas between them.
  await sql`
    create table ledger (
      base_tick bigint not null,
      base_ms bigint not null,
      page int not null,
      shard int not null,
      session text collate "C" not null,
      actor text collate "C" not null,
      last_n int not null,
      entries text collate "C" not null,
      primary key (session, page)
    ) with (fillfactor = 80, toast_tuple_target = 4080)`.execute(db)
}

async function lines(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function ledger_entry(base_tick bigint, base_ms bigint, tick bigint, done_ms bigint, n int,
      status smallint, enqueued_ms bigint, code text) returns text
    language sql immutable parallel safe as $$
      select concat(tick - base_tick, ':', done_ms - base_ms, ':', n, '.', status, '.',
        done_ms - enqueued_ms, '.' || nullif(translate(code, ' :.,', '----'), ''))
    $$`.execute(db)
  await sql`
    create function ledger_lines(base_tick bigint, base_ms bigint, entries text)
    returns table (n int, tick bigint, status smallint, code text, enqueued_ms bigint, done_ms bigint)
    language sql immutable parallel safe as $$
      select split_part(line, '.', 1)::int, base_tick + split_part(entry, ':', 1)::bigint,
        split_part(line, '.', 2)::smallint, split_part(line, '.', 4),
        base_ms + split_part(entry, ':', 2)::bigint - split_part(line, '.', 3)::bigint,
        base_ms + split_part(entry, ':', 2)::bigint
      from unnest(string_to_array(entries, ' ')) as entry,
        unnest(string_to_array(split_part(entry, ':', 3), ',')) as line
    $$`.execute(db)
  await sql`
    create view commands as
    select l.session, c.n, l.shard, c.tick, c.status, c.code, l.actor, c.enqueued_ms, c.done_ms
    from ledger l, ledger_lines(l.base_tick, l.base_ms, l.entries) c`.execute(db)
}

/** The pages that lines make; a number that is there twice makes none. */
async function pagesOf(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function ledger_pages(lines commands[]) returns setof ledger
    language sql immutable as $$
      select base_tick, base_ms, page, max(shard), session, max(actor),
        case when count(distinct n) = count(*) then max(n) end,
        string_agg(ledger_entry(base_tick, base_ms, tick, done_ms, n, status, enqueued_ms, code), ' ' order by n desc)
      from (
        select *, (n - 1) / 64 as page, min(tick) over numbers as base_tick, min(done_ms) over numbers as base_ms
        from unnest(lines) window numbers as (partition by session, (n - 1) / 64)
      ) numbered group by session, page, base_tick, base_ms
    $$`.execute(db)
}

/** Lines that are written one by one: by an import of a world, and by hands that mend or test. */
async function changes(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function change_ledger() returns trigger language plpgsql as $$
    declare
      page_of text := case tg_op when 'INSERT' then new.session else old.session end;
      page_no int := (case tg_op when 'INSERT' then new.n else old.n end - 1) / 64;
      lines commands[];
    begin
      lines := array(
        select row(c.session, c.n, c.shard, c.tick, c.status, c.code, c.actor, c.enqueued_ms, c.done_ms)::commands
        from commands c where c.session = page_of and (c.n - 1) / 64 = page_no
          and (tg_op = 'INSERT' or c.n <> old.n));
      if tg_op <> 'DELETE' then lines := lines || new; end if;
      delete from ledger where session = page_of and page = page_no;
      insert into ledger select * from ledger_pages(lines);
      if tg_op = 'DELETE' then return old; end if;
      return new;
    end $$`.execute(db)
  await sql`
    create trigger change_ledger instead of insert or update or delete on commands
    for each row execute function change_ledger()`.execute(db)
}

async function prune(db: Kysely<unknown>): Promise<void> {
  // As before: a line stays while somebody may still ask for it.
  await sql`
    create or replace function prune_ledger(from_block bigint, blocks int, before_ms bigint,
      out next_block bigint, out gone int)
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      now_ms bigint := floor(extract(epoch from clock_timestamp()) * 1000)::bigint;
      size bigint := pg_relation_size('ledger') / current_setting('block_size')::bigint;
      l ledger;
      old_ms bigint;
      old_n int;
      kept text;
      lines int;
      last_tick bigint;
    begin
      before_ms := least(before_ms, now_ms - 60000);
      gone := 0;
      for l in
        select p.* from ledger p
        where p.ctid >= format('(%s,0)', from_block)::tid
          and p.ctid < format('(%s,0)', from_block + blocks)::tid
          and p.base_ms < before_ms
          and not exists (select from jobs j where j.id = p.session)
          and not exists (select from dead_letters d where d.job = p.session)
      loop
        old_ms := case l.actor when '' then least(before_ms, now_ms - 90000000) else before_ms end;
        old_n := case when exists (select from entities s where s.shard = l.shard and s.id = l.session)
          then (select max(m.last_n) from ledger m where m.session = l.session) - 256 else 2147483647 end;
        select string_agg(ledger_entry(l.base_tick, l.base_ms, c.tick, c.done_ms, c.n, c.status,
              c.enqueued_ms, c.code), ' ' order by c.n desc) filter (where c.done_ms >= old_ms or c.n > old_n),
            count(*) filter (where c.done_ms < old_ms and c.n <= old_n),
            max(c.tick) filter (where c.done_ms < old_ms and c.n <= old_n)
          into kept, lines, last_tick
          from ledger_lines(l.base_tick, l.base_ms, l.entries) c;
        continue when lines = 0;
        insert into ledger_horizon as h (shard, tick) values (l.shard, last_tick)
          on conflict (shard) do update set tick = greatest(h.tick, excluded.tick);
        if kept is null then
          delete from ledger where session = l.session and page = l.page and entries = l.entries;
        else
          update ledger set entries = kept
            where session = l.session and page = l.page and entries = l.entries;
        end if;
        gone := gone + lines;
      end loop;
      next_block := case when from_block + blocks >= size then 0 else from_block + blocks end;
    end $$`.execute(db)
}

/** The sizes under the same names as before. */
async function sample(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      execute replace(pg_get_functiondef('sample_storage()'::regprocedure), '''commands''', '''ledger''');
    end $$`.execute(db)
}

const rights: readonly (readonly [role: string, right: string])[] = [
  ['mud_tick', 'select, insert on ledger, commands'],
  ['mud_tick', 'update (last_n, actor, entries) on ledger'],
  ['mud_gateway', 'select on ledger, commands'],
  ['mud_worker', 'select on ledger, commands'],
  ['mud_admin', 'select on ledger, commands'],
]
