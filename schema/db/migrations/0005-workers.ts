/** What workers keep: memories of NPCs, jobs that failed for good, tries so far, money spent. */
import { type Kysely, sql } from 'kysely'
import { grant } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // One NPC's memories are read together, those about one player among them; "" is everyone.
  await sql`
    create table memories (
      npc text collate "C" not null,
      about text collate "C" not null,
      id text collate "C" not null,
      kind text not null check (kind in ('exchange', 'fact', 'summary')),
      words text not null,
      importance smallint not null,
      beat bigint not null,
      pinned boolean not null,
      span int not null,
      primary key (npc, about, id)
    )`.execute(db)

  // Tries that failed or were handed back, until the job is done: deliveries alone do not tell why.
  await sql`
    create table job_tries (
      job text collate "C" not null,
      delivery int not null,
      outcome text not null check (outcome in ('failed', 'delayed', 'handed-back')),
      why text not null,
      worker text collate "C" not null,
      at timestamptz not null default now(),
      primary key (job, delivery)
    )`.execute(db)

  // Who answers a conversation right now, so that two workers do not answer it out of order.
  await sql`
    create table job_leases (
      key text collate "C" primary key,
      job text collate "C" not null,
      until timestamptz not null
    )`.execute(db)

  await sql`
    create table dead_letters (
      job text collate "C" primary key,
      lane text collate "C" not null,
      kind text collate "C" not null,
      key text collate "C" not null,
      cause text not null,
      history text not null,
      body bytea not null,
      state text not null default 'dead' check (state in ('dead', 'replayed', 'dropped')),
      replays int not null default 0,
      died_at timestamptz not null default now(),
      settled_at timestamptz
    )`.execute(db)
  await sql`create index dead_letters_state on dead_letters (state, died_at)`.execute(db)

  // Per day and model, over all workers; money in millionths of the operator's currency.
  await sql`
    create table llm_spend (
      day date not null,
      model text collate "C" not null,
      calls bigint not null,
      prompt_tokens bigint not null,
      answer_tokens bigint not null,
      micros bigint not null,
      primary key (day, model)
    )`.execute(db)

  for (const [role, right] of rights) await grant(db, role, right)
}

const rights: readonly (readonly [role: string, right: string])[] = [
  ['mud_worker', 'select, insert, update, delete on memories, job_tries, job_leases'],
  ['mud_worker', 'select, insert, update on dead_letters, llm_spend'],
  ['mud_worker', 'select on commands'],
  ['mud_gateway', 'select on dead_letters, llm_spend'],
  ['mud_admin', 'select, update on dead_letters'],
  ['mud_admin', 'select on memories, job_tries, llm_spend'],
]
