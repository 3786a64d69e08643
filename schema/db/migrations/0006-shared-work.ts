/** What workers keep together, so that any number of them is one fleet: budgets, answers, turns, upkeep. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await budgets(db)
  await answers(db)
  await upkeep(db)
  // The turns of a conversation are read from what the tick committed; nobody has to hold them.
  await sql`drop table job_leases`.execute(db)
  await sql`create index jobs_key on jobs (key, id)`.execute(db)
  for (const [role, right] of rights) await grant(db, role, right)
}

async function budgets(db: Kysely<unknown>): Promise<void> {
  // One row per player, NPC and room that was charged lately, and two for the day. `no` numbers the
  // windows of the row's length since 1970; the window before still weighs in while the row slides.
  await sql`
    create table llm_meters (
      key text collate "C" primary key,
      no bigint not null,
      calls bigint not null default 0,
      tokens bigint not null default 0,
      micros bigint not null default 0,
      calls_before bigint not null default 0,
      tokens_before bigint not null default 0,
      micros_before bigint not null default 0,
      ends_ms bigint not null
    ) with (fillfactor = 70)`.execute(db)
  // One call at a time reserves: each takes well under a millisecond, and the day's row would make
  // them wait for one another anyway. A function, because what the statement after the lock sees
  // must be what the one before it left.
  await sql`
    create function llm_reserve(wanted jsonb, bills jsonb, at_ms bigint) returns jsonb
    language plpgsql as $$
    declare
      refused text;
      told jsonb;
    begin
      perform pg_advisory_xact_lock(hashtextextended('llm_meters', 0));
      at_ms := coalesce(at_ms, floor(extract(epoch from clock_timestamp()) * 1000)::bigint);
      update llm_meters m set
        tokens = greatest(0, m.tokens + now_.tokens),
        micros = greatest(0, m.micros + now_.micros),
        tokens_before = greatest(0, m.tokens_before + now_.tokens_before),
        micros_before = greatest(0, m.micros_before + now_.micros_before)
      from (
        select b.key,
          coalesce(sum(b.tokens) filter (where b.no = k.no), 0) as tokens,
          coalesce(sum(b.micros) filter (where b.no = k.no), 0) as micros,
          coalesce(sum(b.tokens) filter (where b.no = k.no - 1), 0) as tokens_before,
          coalesce(sum(b.micros) filter (where b.no = k.no - 1), 0) as micros_before
        from jsonb_to_recordset(bills) as b(key text, no bigint, tokens bigint, micros bigint)
        join llm_meters k on k.key = b.key group by b.key
      ) as now_ where m.key = now_.key;

      insert into llm_meters as m (key, no, ends_ms)
      select w.key, at_ms / w.window_ms, (at_ms / w.window_ms + 2) * w.window_ms
      from jsonb_to_recordset(wanted) as w(key text, window_ms bigint)
      on conflict (key) do update set
        calls_before = case excluded.no - m.no when 1 then m.calls else 0 end,
        tokens_before = case excluded.no - m.no when 1 then m.tokens else 0 end,
        micros_before = case excluded.no - m.no when 1 then m.micros else 0 end,
        calls = 0, tokens = 0, micros = 0, no = excluded.no, ends_ms = excluded.ends_ms
      where m.no < excluded.no;

      select w.over_limit into refused
      from jsonb_to_recordset(wanted) as w(ord int, key text, window_ms bigint, slides boolean,
        over_limit text, calls bigint, tokens bigint, micros bigint,
        calls_max float8, tokens_max float8, micros_max float8)
      join llm_meters m on m.key = w.key
      cross join lateral (
        select case when w.slides
          then 1 - (at_ms - m.no * w.window_ms)::float8 / w.window_ms else 0 end as weight
      ) as part
      where m.calls_before * part.weight + m.calls + w.calls > w.calls_max
         or m.tokens_before * part.weight + m.tokens + w.tokens > w.tokens_max
         or m.micros_before * part.weight + m.micros + w.micros > w.micros_max
      order by w.ord limit 1;

      if refused is null then
        update llm_meters m set
          calls = m.calls + w.calls, tokens = m.tokens + w.tokens, micros = m.micros + w.micros
        from jsonb_to_recordset(wanted) as w(key text, calls bigint, tokens bigint, micros bigint)
        where m.key = w.key;
      end if;
      select jsonb_object_agg(m.key, jsonb_build_object('no', m.no, 'tokens', m.tokens, 'micros', m.micros))
        into told from llm_meters m
        where m.key in (select w.key from jsonb_to_recordset(wanted) as w(key text));
      return jsonb_build_object('over', refused, 'meters', coalesce(told, '{}'::jsonb));
    end $$`.execute(db)
}

async function answers(db: Kysely<unknown>): Promise<void> {
  // Answers that may serve another visitor. The scope is a digest of world, NPC, persona, mood and
  // the versions of all an answer depends on; marks name the same without versions.
  await sql`
    create table kept_answers (
      scope text collate "C" not null,
      intent text collate "C" not null,
      exact text not null,
      strict text not null,
      marks text[] not null,
      say text not null,
      until timestamptz not null,
      primary key (scope, intent, exact, strict)
    )`.execute(db)
  await sql`create index kept_answers_marks on kept_answers using gin (marks)`.execute(db)
}

/** Narrow rights for upkeep: workers may have old rows removed, but cannot choose which. */
async function upkeep(db: Kysely<unknown>): Promise<void> {
  // A job is done when its result is in the ledger. One that never got that far is kept for as long
  // as the stream could still hand it out, and while its dead letter waits for a person.
  await sql`
    create function sweep_jobs(done_ms bigint, gone_ms bigint, at_most int) returns int
    language sql security definer set search_path = public, pg_temp as $$
      with old as (
        select j.id from jobs j join shards s on s.shard = j.shard
        where j.tick <= s.relayed_tick and j.created_ms < done_ms
          and (j.created_ms < gone_ms or exists (select from commands c where c.session = j.id))
          and not exists (select from dead_letters d where d.job = j.id and d.state = 'dead')
        order by j.shard, j.tick limit at_most
        for update of j skip locked
      ), gone as (delete from jobs j using old where j.id = old.id returning 1)
      select count(*)::int from gone
    $$`.execute(db)
  // What a person has dropped or sent again may go one day; what still waits for one never does.
  await sql`
    create function sweep_dead_letters(before timestamptz, at_most int) returns int
    language sql security definer set search_path = public, pg_temp as $$
      with old as (
        select d.job from dead_letters d
        where d.state <> 'dead' and d.settled_at < before
        order by d.settled_at limit at_most
        for update skip locked
      ), gone as (delete from dead_letters d using old where d.job = old.job returning 1)
      select count(*)::int from gone
    $$`.execute(db)
  for (const name of ['sweep_jobs(bigint, bigint, int)', 'sweep_dead_letters(timestamptz, int)']) {
    await sql`revoke execute on function ${sql.raw(name)} from public`.execute(db)
    await grant(db, 'mud_worker', `execute on function ${name}`)
  }
}

const rights: readonly (readonly [role: string, right: string])[] = [
  ['mud_worker', 'select, insert, update, delete on llm_meters, kept_answers'],
  ['mud_admin', 'select on llm_meters, kept_answers'],
]
