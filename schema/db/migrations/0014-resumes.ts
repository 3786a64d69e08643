/** How often a session was resumed: a secret that proves a higher count is a later one than is known here. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sessions add column resumes int not null default 0`.execute(db)
}
