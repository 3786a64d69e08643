/** Refuses a Postgres that may lose what it has confirmed. */
import { sql } from 'kysely'
import { ownOf } from '../../schema/own.ts'
import type { Db } from './database.ts'

const oldestMajor = 16
/** What each setting has to be, and what is enough. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  fsync: ['on'],
  full_page_writes: ['on'],
  synchronous_commit: ['on', 'local', 'remote_write', 'remote_apply'],
}

/** Rejects with words that name what to set. The login's own settings count: they are those of a flush. */
export async function assertDurableDatabase(db: Db): Promise<void> {
  const { rows } = await sql<{ version: number } & Record<string, string>>`
    select current_setting('server_version_num')::int as version,
      current_setting('fsync') as fsync,
      current_setting('full_page_writes') as full_page_writes,
      current_setting('synchronous_commit') as synchronous_commit`.execute(db)
  const [found] = rows
  if (!found) throw new Error('Postgres says nothing about itself')
  const problems = Object.entries(wanted)
    .filter(([name, enough]) => !enough.includes(String(ownOf(found, name))))
    .map(([name, [best]]) => `${name} = ${best} (it is ${ownOf(found, name)})`)
  if (Math.floor(found.version / 10_000) < oldestMajor) {
    problems.unshift(
      `version ${oldestMajor} or newer (it is ${Math.floor(found.version / 10_000)})`,
    )
  }
  if (problems.length === 0) return
  throw new Error(
    `Postgres may lose what it has confirmed, so nothing is written there. It needs ${problems.join(', ')}: ` +
      'in postgresql.conf, and for the login and the database (alter role, alter database).',
  )
}
