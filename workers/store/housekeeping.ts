/**
 * Deletes rows that are of no more use: jobs that are done, dead letters that a person has settled,
 * tries of jobs that never came back, meters and answers whose time is over.
 * Any number of workers may sweep at once; each takes small batches and skips the others' rows.
 */
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'

export interface Swept {
  readonly jobs: number
  readonly deadLetters: number
}

const hourMs = 3_600_000
/** Long enough to look into what happened within the last hour; turns of talk need seconds. */
const doneForMs = hourMs
/** The stream hands nothing out after a day; an hour more for clocks that disagree. */
const goneAfterMs = 25 * hourMs
const batchRows = 1_000
const batchesMax = 20

/**
 * Sweeps once; `nowMs` is milliseconds since the epoch, `settledForMs` how long a settled dead letter is
 * kept. Rejects with a retryable error; what is left then is swept the next time.
 */
export async function sweepStore(db: Db, nowMs: number, settledForMs: number): Promise<Swept> {
  const jobs = await inBatches(
    () => sql<{ count: number }>`
      select sweep_jobs(${nowMs - doneForMs}::bigint, ${nowMs - goneAfterMs}::bigint,
                        ${batchRows}) as count`,
    db,
  )
  const settledBefore = new Date(nowMs - settledForMs)
  const deadLetters = await inBatches(
    () => sql<{ count: number }>`
      select sweep_dead_letters(${settledBefore}, ${batchRows}) as count`,
    db,
  )
  await db
    .deleteFrom('job_tries')
    .where('at', '<', new Date(nowMs - goneAfterMs))
    .execute()
  await db.deleteFrom('llm_meters').where('ends_ms', '<', String(nowMs)).execute()
  await db.deleteFrom('kept_answers').where('until', '<', new Date(nowMs)).execute()
  return { jobs, deadLetters }
}

async function inBatches(
  batch: () => ReturnType<typeof sql<{ count: number }>>,
  db: Db,
): Promise<number> {
  let gone = 0
  for (let round = 0; round < batchesMax; round += 1) {
    const { rows } = await batch().execute(db)
    const count = rows[0]?.count ?? 0
    gone += count
    if (count < batchRows) break
  }
  return gone
}
