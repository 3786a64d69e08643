/** What the tables take on disk, once a day and kind, so that one sees how they grow. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table storage_samples (
      day date not null,
      kind text collate "C" not null,
      rows bigint not null,
      bytes bigint not null,
      primary key (day, kind)
    )`.execute(db)
  // Rows are the planner's estimate: counting them would read the tables.
  await sql`
    create function sample_storage() returns void
    language sql security definer set search_path = public, pg_temp as $$
      insert into storage_samples as s (day, kind, rows, bytes)
      select current_date, kind, sum(rows), sum(bytes) from (
        select case
            when c.relname ~ '^events(_[0-9]+)?$' then 'log'
            when c.relname in ('event_subjects', 'entity_states', 'place_contents', 'history_stages')
              then 'history'
            when c.relname = 'commands' then 'ledger'
            when c.relname = 'entities' then 'world'
            when c.relname = 'outputs' then 'outputs'
            when c.relname in ('accounts', 'tokens', 'sessions', 'bans', 'person_keys') then 'people'
            when c.relname in ('jobs', 'job_tries', 'dead_letters', 'memories', 'kept_answers') then 'jobs'
            else 'other' end as kind,
          greatest(c.reltuples, 0)::bigint as rows, pg_total_relation_size(c.oid) as bytes
        from pg_class c
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
        union all
        select 'archived', events, bytes from event_parts where file is not null
      ) sized group by kind
      on conflict (day, kind) do update set rows = excluded.rows, bytes = excluded.bytes
    $$`.execute(db)
  await sql`revoke execute on function sample_storage() from public`.execute(db)
  await grant(db, 'mud_tick', 'execute on function sample_storage()')
  for (const role of ['mud_tick', 'mud_gateway', 'mud_admin']) {
    await grant(db, role, 'select on storage_samples')
  }
}
