/** One conversation is answered by one worker at a time, so that its answers come in order. */
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'

export interface KeyLeases {
  /** True when the job has the key now, and keeps it for `forMs` at most. */
  take(key: string, job: string, forMs: number): Promise<boolean>
  release(key: string, job: string): Promise<void>
}

/** Leases of the database's clock: workers on several machines need not agree on the time. */
export function keyLeases(db: Db): KeyLeases {
  return {
    async take(key, job, forMs) {
      const { rows } = await sql<{ job: string }>`
        insert into job_leases (key, job, until)
        values (${key}, ${job}, now() + make_interval(secs => ${forMs / 1_000}))
        on conflict (key) do update set job = excluded.job, until = excluded.until
        where job_leases.until < now() or job_leases.job = excluded.job
        returning job`.execute(db)
      return rows.length === 1
    },
    async release(key, job) {
      await db.deleteFrom('job_leases').where('key', '=', key).where('job', '=', job).execute()
    },
  }
}
