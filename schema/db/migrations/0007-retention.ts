/**
 * Data that ends: what is old goes, in small batches, by functions that choose the rows themselves. The
 * logins of the roles may call them and delete nothing of their own choice.
 */
import { type Kysely, sql } from 'kysely'
import { grant, revoke } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await ledger(db)
  await people(db)
  for (const name of [
    'prune_ledger(bigint, int, bigint)',
    'prune_people(timestamptz, int)',
    'sweep_jobs(bigint, bigint, int)',
    'guests_gone(int)',
  ]) {
    await sql`revoke execute on function ${sql.raw(name)} from public`.execute(db)
    await grant(db, 'mud_tick', `execute on function ${name}`)
  }
  await revoke(db, 'mud_tick', 'delete on commands')
}

async function ledger(db: Kysely<unknown>): Promise<void> {
  // Rows of ticks up to this one may be missing; without it nobody could tell them from lost ones.
  await sql`
    create table ledger_horizon (
      shard int primary key,
      tick bigint not null
    )`.execute(db)
  // Walks the table block by block, because an index on age would be paid for by every command. A row
  // stays while somebody may still ask for it: the last 256 of a session that is played, and those of
  // jobs that are not settled. Rows of nobody are results of jobs, which the stream hands out for a day.
  // Nothing younger than a minute goes, whatever the caller says.
  await sql`
    create function prune_ledger(from_block bigint, blocks int, before_ms bigint,
      out next_block bigint, out gone int)
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      now_ms bigint := floor(extract(epoch from clock_timestamp()) * 1000)::bigint;
      size bigint := pg_relation_size('commands') / current_setting('block_size')::bigint;
      old tid[];
    begin
      before_ms := least(before_ms, now_ms - 60000);
      old := array(
        select c.ctid from commands c
        where c.ctid >= format('(%s,0)', from_block)::tid
          and c.ctid < format('(%s,0)', from_block + blocks)::tid
          and c.done_ms < case c.actor when '' then least(before_ms, now_ms - 90000000) else before_ms end
          and not exists (select from jobs j where j.id = c.session)
          and not exists (select from dead_letters d where d.job = c.session)
          and (not exists (select from entities s where s.shard = c.shard and s.id = c.session)
            or exists (select from commands l where l.session = c.session and l.n >= c.n + 256)));
      insert into ledger_horizon as h (shard, tick)
        select shard, max(tick) from commands where ctid = any(old) group by shard
        on conflict (shard) do update set tick = greatest(h.tick, excluded.tick);
      delete from commands where ctid = any(old);
      get diagnostics gone = row_count;
      next_block := case when from_block + blocks >= size then 0 else from_block + blocks end;
    end $$`.execute(db)
  for (const role of ['mud_tick', 'mud_gateway', 'mud_worker', 'mud_admin']) {
    await grant(db, role, 'select on ledger_horizon')
  }
}

async function people(db: Kysely<unknown>): Promise<void> {
  // Tokens end when they say so, a session when nobody plays it any more: its secret resumes nothing.
  // What mobiles remember of somebody who is gone from the world goes with them.
  await sql`
    create function prune_people(before timestamptz, at_most int) returns int
    language sql security definer set search_path = public, pg_temp as $$
      with ended as (
        delete from tokens where hash in (
          select hash from tokens where expires_at < now() limit at_most for update skip locked)
        returning 1
      ), over as (
        delete from sessions where id in (
          select s.id from sessions s
          where s.created_at < least(before, now() - interval '1 minute')
            and not exists (select from entities e where e.id = s.id)
          limit at_most for update skip locked)
        returning 1
      ), forgotten as (
        delete from memories where (npc, about, id) in (
          select m.npc, m.about, m.id from memories m
          where m.about <> '' and not exists (select from entities e where e.id = m.about)
          limit at_most for update skip locked)
        returning 1
      )
      select ((select count(*) from ended) + (select count(*) from over)
        + (select count(*) from forgotten))::int
    $$`.execute(db)
  // Guests who are away and have no session that could be resumed. Their ids begin with this letter.
  await sql`
    create function guests_gone(at_most int) returns setof text
    language sql stable security definer set search_path = public, pg_temp as $$
      select e.id from entities e
      where e.id >= 'g' and e.id < 'h' and e.kind = 'character' and e.place = ''
        and convert_from(e.body, 'UTF8')::jsonb ->> 'role' = 'guest'
        and not exists (select from sessions s where s.character = e.id)
      limit at_most
    $$`.execute(db)
}
