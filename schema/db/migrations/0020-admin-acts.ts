/** What admins did is found without reading the whole log, and how jobs fare is shown to them. */
import { type Kysely, sql } from 'kysely'
import { grant, revoke } from './grant.ts'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Parts that are made later get it when they are attached.
  await sql`create index events_admin_acts on events (tick, ordinal) where type = 'admin-acted'`.execute(
    db,
  )
  await grant(db, 'mud_gateway', 'select on jobs, job_tries')
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index events_admin_acts`.execute(db)
  await revoke(db, 'mud_gateway', 'select on job_tries')
}
