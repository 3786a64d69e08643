/** No two guests are called alike: what is said, done or forbidden to one of them would reach the other. */
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Null for accounts, whose names are kept with them, and for guests from before this.
  await sql`alter table sessions add column guest_skeleton text collate "C" unique`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sessions drop column guest_skeleton`.execute(db)
}
