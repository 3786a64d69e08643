/** Tries and dead letters in Postgres; dead letters also go to their stream, for those who watch it. */
import { sql } from 'kysely'
import type { Subjects } from '../../schema/subjects.ts'
import type { Bus } from '../../server/platform/bus/bus.ts'
import type { Db } from '../../server/platform/database.ts'
import type { JobLedger } from '../run/ledger.ts'

const whyMax = 1_000

/** The ledger of one worker. Every call may reject with a retryable error of database or bus. */
export function createJobLedger(
  db: Db,
  bus: Pick<Bus, 'store'>,
  subjects: Subjects,
  worker: string,
): JobLedger {
  return {
    async tries(job) {
      const rows = await db
        .selectFrom('job_tries')
        .selectAll()
        .where('job', '=', job)
        .orderBy('delivery')
        .execute()
      return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
    },
    async record(job, { delivery, outcome, why }) {
      await db
        .insertInto('job_tries')
        .values({ job, delivery, outcome, why: why.slice(0, whyMax), worker })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    },
    async forget(job) {
      await db.deleteFrom('job_tries').where('job', '=', job).execute()
    },
    async keepDeadLetter(delivery, cause, tries) {
      const { id, lane, kind, key, text, replay } = delivery
      const history = JSON.stringify(tries)
      const body = Buffer.from(text)
      await db
        .insertInto('dead_letters')
        .values({ job: id, lane, kind, key, cause: cause.slice(0, whyMax), history, body })
        .onConflict((conflict) =>
          conflict.column('job').doUpdateSet({
            cause: cause.slice(0, whyMax),
            history,
            state: 'dead',
            died_at: sql`now()`,
            settled_at: null,
          }),
        )
        .execute()
      await bus.store(subjects.dead(kind || 'unknown'), text, {
        id: `${id}-${replay}`,
        headers: { 'Mud-Cause': headerText(cause) },
      })
    },
  }
}

/** One line of printable ASCII: anything else would end or break the header. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]+/g, ' ').slice(0, 200)
}
