/** The database through a small pool of connections, for everything but the flush of the tick. */
import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import { migrations } from '../../schema/db/migrations/index.ts'
import type { Database } from '../../schema/db/tables.ts'
import { openWritablePool } from './postgres-hosts.ts'

export type Db = Kysely<Database>

/** Opens a pool of at most `max` connections that keeps `min` of them open. `destroy()` it before the process ends. */
export function openDatabase(url: string, name: string, max = 4, min = 0): Db {
  const pool = openWritablePool(url, {
    application_name: name,
    max,
    min,
    connectionTimeoutMillis: 3_000,
    query_timeout: 15_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  })
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}

/** Brings the schema to the newest version; safe when many processes do it at the same time. */
export async function migrate(db: Db): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  const { error, results } = await migrator.migrateToLatest()
  if (error) throw new Error('the database could not be brought up to date', { cause: error })
  return (results ?? []).filter((one) => one.status === 'Success').map((one) => one.migrationName)
}
