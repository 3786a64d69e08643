/**
 * Dead letters and what can be done with them: the job is sent again, or settled without doing it.
 * Workers do it when an admin orders it; `mudstream dead` does it for the person at the machine.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import { deadLetterActions } from '../../schema/admin-actions.ts'
import type { Lane, Subjects } from '../../schema/subjects.ts'
import type { Bus } from './bus/bus.ts'
import { readJson } from './bus/read-json.ts'
import type { Db } from './database.ts'

/** An order about one job; `job` is its id. */
const deadLetterOrder = z.strictObject({
  job: z.string().max(200),
  deed: z.enum(deadLetterActions),
})
export type DeadLetterOrder = z.infer<typeof deadLetterOrder>

/** A dead letter as it is kept, with what can be read of it. */
export async function deadLetter(db: Db, job: string) {
  const row = await db
    .selectFrom('dead_letters')
    .selectAll()
    .where('job', '=', job)
    .executeTakeFirst()
  if (!row) return undefined
  return { ...row, body: readable(row.body.toString('utf8')), history: readable(row.history) }
}

/** A job may have failed because nobody can read it: then its text is shown as it is. */
function readable(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * Sends a job again under a new number, so that the world takes its result although it was told that
 * the job had failed; sent twice, the stream keeps one. False: there is no such dead letter, or its job
 * is under way again already.
 */
export async function replayDeadLetter(
  db: Db,
  bus: Pick<Bus, 'store'>,
  subjects: Subjects,
  job: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('dead_letters')
    .select([
      'job',
      'lane',
      'kind',
      'key',
      'body',
      'replays',
      sql<string>`died_at::text`.as('died'),
    ])
    .where('job', '=', job)
    .where('state', '<>', 'replayed')
    .executeTakeFirst()
  if (!row) return false
  const replays = row.replays + 1
  const subject = subjects.jobs(row.lane as Lane, row.kind, row.job)
  await bus.store(subject, row.body, {
    id: `${row.job}-r${replays}`,
    headers: { 'Mud-Key': row.key, 'Mud-Replay': String(replays) },
  })
  // The job may have failed again before this is written; then it stays a dead letter.
  await sql`
    update dead_letters set replays = ${replays},
      state = case when died_at::text = ${row.died} then 'replayed' else state end,
      settled_at = case when died_at::text = ${row.died} then now() else settled_at end
    where job = ${job}`.execute(db)
  return true
}

/** Settles a job without doing it. False: there is no such dead letter, or it was settled before. */
export async function dropDeadLetter(db: Db, job: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('dead_letters')
    .set({ state: 'dropped', settled_at: sql`now()` })
    .where('job', '=', job)
    .where('state', '=', 'dead')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

const topic = 'dead'

/** Sends the order to the workers; one carries it out. Nothing comes back: the state of the dead letter tells. */
export function sendDeadLetterOrder(bus: Bus, subjects: Subjects, order: DeadLetterOrder): void {
  bus.publish(subjects.system(topic, 'order'), JSON.stringify(order))
}

/** Carries out orders until the bus closes; each order reaches one of all workers. */
export function obeyDeadLetterOrders(
  bus: Bus,
  subjects: Subjects,
  db: Db,
  onTrouble: (error: unknown) => void,
): void {
  bus.subscribe(subjects.system(topic, 'order'), {
    read: readJson(deadLetterOrder),
    heard({ job, deed }) {
      const settled =
        deed === 'replay' ? replayDeadLetter(db, bus, subjects, job) : dropDeadLetter(db, job)
      return settled.catch(onTrouble)
    },
    group: 'dead-letters',
    onError: onTrouble,
  })
}
