/** Whoever only looks (`mud_admin`) reads no hash of a password, a token or a resume secret. */
import { type Kysely, sql } from 'kysely'
import { grant, revoke } from './grant.ts'

const tables = ['accounts', 'tokens', 'sessions']

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) {
    await revoke(db, 'mud_admin', `select on ${table}`)
    await grant(
      db,
      'mud_admin',
      `select (${(await columnsToShow(db, table)).join(', ')}) on ${table}`,
    )
  }
}

export async function down(db: Kysely<unknown>): Promise<void> {
  for (const table of tables) await grant(db, 'mud_admin', `select on ${table}`)
}

async function columnsToShow(db: Kysely<unknown>, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select quote_ident(attname) as name from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped
      and attname not like '%hash' order by attnum`.execute(db)
  return rows.map(({ name }) => name)
}
