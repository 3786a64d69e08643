import { sql } from 'kysely'
import type { Db } from '../../platform/database.ts'

/** Throws with words for a person while a tick leads the world: it writes what it knows. */
export async function mustStand(db: Db): Promise<void> {
  const { rows } = await sql<{ owner: string }>`
    select owner from shards where owner <> '' and lease_until > now()`.execute(db)
  if (rows[0]) throw new Error(`${rows[0].owner} leads the world: stop every role first`)
}
