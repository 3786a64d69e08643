/** Time travel: which events concern which entity, states along the way, and keys of persons. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

/** Added beside the hot path: the flush pays for one short text column and for nothing else. */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Exactly what the event changed, where that is more or less than its subject.
  await sql`alter table events add column changed text collate "C"`.execute(db)

  // One row per entity and batch of the projector instead of one per event: a tenth of the size.
  // A spot is ordinal * 2, plus 1 when the event changed the entity and does not only name it.
  await sql`
    create table event_subjects (
      shard int not null,
      entity text collate "C" not null,
      last_tick bigint not null,
      first_tick bigint not null,
      ticks bigint[] not null,
      spots int[] not null,
      primary key (shard, entity, last_tick)
    )`.execute(db)

  // Every few thousand events a stage: the state of all that changed since the stage before. What
  // the world was at any tick is the stage before it and at most that many events.
  await sql`
    create table history_stages (
      shard int not null,
      tick bigint not null,
      events bigint not null,
      primary key (shard, tick)
    )`.execute(db)
  // No body: it did not exist at the end of that tick.
  await sql`
    create table entity_states (
      shard int not null,
      entity text collate "C" not null,
      tick bigint not null,
      body bytea,
      primary key (shard, entity, tick)
    )`.execute(db)
  // What was directly in a place at the end of that tick, for places where that changed.
  await sql`
    create table place_contents (
      shard int not null,
      place text collate "C" not null,
      tick bigint not null,
      contents text[] not null,
      primary key (shard, place, tick)
    )`.execute(db)

  // How far the index has come; moved in the transaction that writes the rows.
  await sql`
    create table history_cursors (
      shard int primary key,
      tick bigint not null default 0
    )`.execute(db)

  // The key of a person's words, wrapped by the master key. Forgetting sets it to null for ever.
  await sql`
    create table person_keys (
      person text collate "C" primary key,
      wrapped bytea,
      created_at timestamptz not null default now(),
      erased_at timestamptz
    )`.execute(db)

  for (const [role, rights] of grants) await grant(db, role, rights)
}

const history = 'event_subjects, history_stages, entity_states, place_contents'

const grants: readonly (readonly [string, string])[] = [
  ['mud_tick', `select, insert on ${history}`],
  ['mud_tick', 'select, insert, update on history_cursors'],
  ['mud_tick', 'select, insert on person_keys'],
  ['mud_gateway', `select on ${history}, history_cursors, person_keys`],
  ['mud_worker', `select on ${history}, history_cursors`],
  ['mud_admin', `select on ${history}, history_cursors, person_keys`],
]
