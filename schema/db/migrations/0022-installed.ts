/** Which version set this world up, and with which defaults: `mudstream upgrade --check` compares them with its own. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // One row at most.
  await sql`
    create table installed (
      single boolean primary key default true check (single),
      version text not null,
      defaults jsonb not null,
      at timestamptz not null default now()
    )`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table installed`.execute(db)
}
