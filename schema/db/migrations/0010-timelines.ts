/** The timeline of a shard, and which world files were read last. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // The files that were loaded last, by their bytes and by the code that reads them: to read them again
  // would take long in a large world and tell nothing new.
  await sql`
    create table world_files (
      shard int primary key,
      files text not null,
      world text not null
    )`.execute(db)
  // A timeline is named by the tick at which it began; the first one is 0. `store_tag` names the history
  // of the database server that the shard was last led on.
  await sql`
    alter table shards
      add column timeline bigint not null default 0,
      add column store_tag text not null default ''`.execute(db)
  // Every time the store was found to have gone back: ticks after `after` and before `began` that anybody
  // has seen never happened.
  await sql`
    create table timelines (
      shard int not null,
      began bigint not null,
      after bigint not null,
      at timestamptz not null default clock_timestamp(),
      primary key (shard, began)
    )`.execute(db)
  await grant(db, 'mud_tick', 'select, insert on timelines')
  for (const role of ['mud_gateway', 'mud_worker', 'mud_admin']) {
    await grant(db, role, 'select on timelines')
  }
}
