/** For how long a standby owes an answer about what it was sent; 0 where it owes none. */
import { type Kysely, sql } from 'kysely'
import * as standbys from './0016-standbys.ts'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  await standbys.down(db)
  // A standby answers as soon as what it was sent is on its disk, and otherwise every ten seconds
  // (wal_receiver_status_interval). One that is frozen stays `streaming` for a minute.
  await sql`
    create function standbys() returns table (
      name text, address text, state text, confirms text, "lagBytes" bigint, "lagMs" bigint, "owesMs" bigint
    ) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
      select application_name, coalesce(host(client_addr), ''), coalesce(state, 'unknown'),
        coalesce(sync_state, 'unknown'), greatest(0, pg_current_wal_lsn() - replay_lsn)::bigint,
        (extract(epoch from replay_lag) * 1000)::bigint,
        case when sent_lsn > flush_lsn or clock_timestamp() - reply_time > interval '12 s'
          then (extract(epoch from clock_timestamp() - reply_time) * 1000)::bigint else 0 end
      from pg_stat_replication where state is distinct from 'backup' order by application_name
    $$`.execute(db)
  await sql`revoke execute on function standbys() from public`.execute(db)
  for (const role of ['mud_gateway', 'mud_admin']) {
    await grant(db, role, 'execute on function standbys()')
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await standbys.down(db)
  await standbys.up(db)
}
