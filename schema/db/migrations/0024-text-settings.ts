/** What somebody has set who plays by text: with the account, for a guest with the session. */
import { type Kysely, sql } from 'kysely'

const tables = ['accounts', 'sessions']

/** The gateway reads and writes both tables already, and nobody else reads the new columns. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) {
    await sql`alter table ${sql.table(table)} add column text_settings text not null default '{}'`.execute(
      db,
    )
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) {
    await sql`alter table ${sql.table(table)} drop column text_settings`.execute(db)
  }
}
