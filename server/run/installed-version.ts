/** Which version set the world up, with which defaults: written by `setup`, read by `upgrade --check`. */
import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import type { Db } from '../platform/database.ts'
import { describeSettings } from '../platform/setting-rows.ts'

export interface Installed {
  readonly version: string
  readonly defaults: Readonly<Record<string, string>>
}

/** What this code would be noted as. */
export function thisVersion(): Installed {
  const about = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  const defaults = describeSettings().map(({ name, fallback }) => [name, fallback])
  return { version: about.version, defaults: Object.fromEntries(defaults) }
}

export async function noteInstalled(db: Db): Promise<void> {
  const { version, defaults } = thisVersion()
  const row = { version, defaults: JSON.stringify(defaults) }
  await db
    .insertInto('installed')
    .values(row)
    .onConflict((conflict) => conflict.column('single').doUpdateSet({ ...row, at: sql`now()` }))
    .execute()
}

/** What was noted last; null where it was a version that noted nothing. */
export async function readInstalled(db: Db): Promise<Installed | null> {
  const { rows } = await sql<{ is: boolean }>`
    select to_regclass('installed') is not null as is`.execute(db)
  if (!rows[0]?.is) return null
  const row = await db.selectFrom('installed').select(['version', 'defaults']).executeTakeFirst()
  return row ?? null
}
