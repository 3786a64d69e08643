/** Who follows the database. Each role may ask; only the owner's rights show the answer. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // What the owner may not see (it needs pg_monitor) is unknown; that somebody follows is seen by all.
  await sql`
    create function standbys() returns table (
      name text, address text, state text, confirms text, "lagBytes" bigint, "lagMs" bigint
    ) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select application_name, coalesce(host(client_addr), ''), coalesce(state, 'unknown'),
        coalesce(sync_state, 'unknown'), greatest(0, pg_current_wal_lsn() - replay_lsn)::bigint,
        (extract(epoch from replay_lag) * 1000)::bigint
      from pg_stat_replication where state is distinct from 'backup' order by application_name
    $$`.execute(db)
  await sql`revoke execute on function standbys() from public`.execute(db)
  for (const role of ['mud_gateway', 'mud_admin']) {
    await grant(db, role, 'execute on function standbys()')
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop function standbys()`.execute(db)
}
