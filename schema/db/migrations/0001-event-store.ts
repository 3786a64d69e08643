/** The first schema: event store, current state, outputs, command ledger, people, worker material. */
import { type Kysely, sql } from 'kysely'

/**
 * Every statement says why it is shaped so. Ids are text under the "C" collation: they are compared
 * byte by byte, which is faster than any language's rules and the same on every machine.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // One row per shard: who leads, how far it has come. Updated by every flush, hence fillfactor.
  await sql`
    create table shards (
      shard int primary key,
      owner text not null default '',
      backend_pid int not null default 0,
      lease_until timestamptz not null default '-infinity',
      epoch bigint not null default 0,
      tick bigint not null default 0,
      beat bigint not null default 0,
      cmd_seq bigint not null default 0,
      stream_tag text not null default '',
      bus_generation int not null default 0,
      relayed_tick bigint not null default 0,
      at_ms bigint not null default 0,
      attempt_seq bigint not null default -1,
      attempts int not null default 0
    ) with (fillfactor = 50)`.execute(db)

  // The log. (shard, tick, ordinal) comes from the one leader, so it has no gaps a reader could
  // miss, and it is the only index that every append pays for.
  await sql`
    create table events (
      shard int not null,
      tick bigint not null,
      ordinal int not null,
      type text collate "C" not null,
      version smallint not null,
      subject text collate "C" not null,
      actor text collate "C" not null,
      cause text collate "C" not null,
      beat bigint not null,
      at_ms bigint not null,
      body bytea not null,
      primary key (shard, tick, ordinal)
    )`.execute(db)

  // Current state as of the shard's checkpoint. Updates that keep the place stay in their page.
  await sql`
    create table entities (
      shard int not null,
      id text collate "C" not null,
      kind text collate "C" not null,
      place text collate "C" not null,
      tick bigint not null,
      body bytea not null,
      primary key (shard, id)
    ) with (fillfactor = 70)`.execute(db)
  // Contents of a place. Everything nowhere (offline characters, rooms) stays out of it.
  await sql`create index entities_place on entities (shard, place) where place <> ''`.execute(db)

  // What became of each numbered command: the proof of "exactly once", however late a resend comes.
  await sql`
    create table commands (
      session text collate "C" not null,
      n int not null,
      shard int not null,
      tick bigint not null,
      status smallint not null,
      code text collate "C" not null,
      actor text collate "C" not null,
      enqueued_ms bigint not null,
      done_ms bigint not null,
      primary key (session, n)
    )`.execute(db)

  // What each tick told whom, for resume and gap repair; a ring of some minutes kept by the flush.
  await sql`
    create table outputs (
      shard int not null,
      tick bigint not null,
      at_ms bigint not null,
      body bytea not null,
      primary key (shard, tick)
    )`.execute(db)

  // Work for the slow path, written with the flush that asked for it.
  await sql`
    create table jobs (
      id text collate "C" primary key,
      shard int not null,
      tick bigint not null,
      lane text collate "C" not null,
      kind text collate "C" not null,
      key text collate "C" not null,
      created_ms bigint not null,
      body bytea not null
    )`.execute(db)
  await sql`create index jobs_tick on jobs (shard, tick)`.execute(db)

  await people(db)
  await appendOnly(db)
}

async function people(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table accounts (
      id text collate "C" primary key,
      name text not null,
      skeleton text not null unique,
      password_hash text,
      role text not null default 'player',
      character text collate "C" not null unique,
      settings text not null default '{}',
      created_at timestamptz not null default now(),
      seen_at timestamptz not null default now()
    )`.execute(db)
  // Bearer tokens and cookies: only their SHA-256 is kept.
  await sql`
    create table tokens (
      hash bytea primary key,
      account text collate "C" not null references accounts (id) on delete cascade,
      purpose text not null,
      expires_at timestamptz not null
    )`.execute(db)
  // Sessions by which characters are played; the secret that resumes one is hashed as well.
  await sql`
    create table sessions (
      id text collate "C" primary key,
      account text collate "C" references accounts (id) on delete cascade,
      character text collate "C" not null,
      name text not null,
      role text not null,
      resume_hash bytea not null,
      created_at timestamptz not null default now()
    )`.execute(db)
  await sql`
    create table bans (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('name', 'address')),
      value text not null,
      reason text not null default '',
      by text not null,
      expires_at timestamptz,
      unique (kind, value)
    )`.execute(db)
}

/** The log and the ledger can only grow: not even a bug in the tick can rewrite what happened. */
async function appendOnly(db: Kysely<unknown>): Promise<void> {
  await sql`
    create function refuse_rewriting() returns trigger language plpgsql as $$
    begin
      raise exception 'events are append-only' using errcode = '42501';
    end $$`.execute(db)
  await sql`
    create trigger events_append_only before update or delete on events
    for each row execute function refuse_rewriting()`.execute(db)
  await sql`
    create trigger events_no_truncate before truncate on events
    for each statement execute function refuse_rewriting()`.execute(db)
}
