/** The index of the log and the stages of the past in less room: places as short text, states packed. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // A spot as before (ordinal * 2, plus 1 for a change), each behind the number of ticks since the one before it.
  await sql`
    create table short_subjects (
      first_tick bigint not null,
      shard int not null,
      entity text collate "C" not null,
      spots text collate "C" not null,
      primary key (shard, entity, first_tick)
    )`.execute(db)
  await sql`
    insert into short_subjects (first_tick, shard, entity, spots)
    select first_tick, shard, entity, string_agg(concat(since, '.', spot), ' ' order by tick, at)
    from (
      select s.first_tick, s.shard, s.entity, p.spot, p.tick, p.at,
        p.tick - lag(p.tick, 1, s.first_tick) over (partition by s.shard, s.entity, s.first_tick order by p.tick, p.at) as since
      from event_subjects s, unnest(s.ticks, s.spots) with ordinality as p(tick, spot, at)
    ) placed group by first_tick, shard, entity`.execute(db)
  await sql`drop table event_subjects`.execute(db)
  await sql`alter table short_subjects rename to event_subjects`.execute(db)
  await sql`alter index short_subjects_pkey rename to event_subjects_pkey`.execute(db)
  await sql`
    create function subject_spots(first_tick bigint, spots text) returns table (tick bigint, spot int)
    language sql immutable parallel safe as $$
      select (first_tick + sum(split_part(place, '.', 1)::bigint) over (order by at))::bigint,
        split_part(place, '.', 2)::int
      from unnest(string_to_array(spots, ' ')) with ordinality as p(place, at)
    $$`.execute(db)
  // States are JSON of some hundred bytes, and stay in their row: so it is worth packing them that early.
  await sql`alter table entity_states set (toast_tuple_target = 256)`.execute(db)
  await sql`alter table entity_states alter body set storage main`.execute(db)
  await sql`alter table place_contents set (toast_tuple_target = 256)`.execute(db)
  await sql`alter table place_contents alter contents set storage main`.execute(db)
  await grant(db, 'mud_tick', 'select, insert on event_subjects')
  for (const role of ['mud_gateway', 'mud_worker', 'mud_admin']) {
    await grant(db, role, 'select on event_subjects')
  }
}
