/** The database through a small pool of connections, for everything but the flush of the tick. */
import { Kysely, PostgresDialect, sql } from 'kysely'
import { type MigrationResult, Migrator } from 'kysely/migration'
import { migrations } from '../../schema/db/migrations/index.ts'
import type { Database } from '../../schema/db/tables.ts'
import { ownOf } from '../../schema/own.ts'
import { coerceError } from './errors.ts'
import { openReadOnlyPool, openWritablePool } from './postgres-hosts.ts'

export type Db = Kysely<Database>

/** Opens a pool of at most `max` connections that keeps `min` of them open. `destroy()` it before the process ends. */
export function openDatabase(url: string, name: string, max = 4, min = 0): Db {
  const pool = openWritablePool(url, { ...bounds, application_name: name, max, min })
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}

/** The same for those who only look: whatever they ask, the server lets none of it write. */
export function openForLooking(url: string, name: string, max = 4): Db {
  const pool = openReadOnlyPool(url, { ...bounds, application_name: name, max })
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}

const bounds = {
  connectionTimeoutMillis: 3_000,
  query_timeout: 15_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
}

const migratorOf = (db: Db) =>
  new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } })

const done = (results: readonly MigrationResult[] | undefined): string[] =>
  (results ?? []).filter((one) => one.status === 'Success').map((one) => one.migrationName)

/** Brings the schema to the newest version; safe when many processes do it at the same time. */
export async function migrate(db: Db): Promise<readonly string[]> {
  const { error, results } = await migratorOf(db).migrateToLatest()
  if (error) throw new Error('the database could not be brought up to date', { cause: error })
  return done(results)
}

/** What a migration would change and what it leaves; names begin with a number that grows. */
export interface SchemaState {
  readonly applied: readonly string[]
  readonly missing: readonly string[]
  /** Applied by a newer version than this one. */
  readonly unknown: readonly string[]
}

/** Reads how far the schema is and changes nothing. A database without a schema misses everything. */
export async function schemaState(db: Db): Promise<SchemaState> {
  const { rows: kept } = await sql<{ is: boolean }>`
    select to_regclass('kysely_migration') is not null as is`.execute(db)
  const { rows } = kept[0]?.is
    ? await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
    : { rows: [] }
  const applied = rows.map(({ name }) => name)
  return {
    applied,
    missing: Object.keys(migrations).filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !Object.hasOwn(migrations, name)),
  }
}

/** True when the migration can be taken back. */
export const hasWayBack = (name: string): boolean => ownOf(migrations, name)?.down !== undefined

/**
 * Takes every migration after the named one back, the newest first; all or none. Returns their names.
 * Throws in words when one of them cannot be taken back.
 */
export async function migrateBack(db: Db, to: string): Promise<readonly string[]> {
  const { applied } = await schemaState(db)
  if (!applied.includes(to)) throw new Error(`the database has no migration ${to}`)
  const stuck = applied.filter((name) => name > to && !hasWayBack(name))
  if (stuck.length > 0) {
    throw new Error(`no way leads back over ${stuck.join(', ')}: restore a backup from before`)
  }
  const { error, results } = await migratorOf(db).migrateTo(to)
  if (error) throw new Error(`the database stays as it is: ${coerceError(error).message}`)
  return done(results)
}
