/**
 * Jobs that failed for good, and what can be done with them: send one again, or settle it undone.
 * Workers do it when an admin orders it, `mudstream dead` does it for whoever sits at the machine.
 */
import { sql } from 'kysely'
import type { DeadDeed } from '../../schema/admin-actions.ts'
import type { Lane, Subjects } from '../../schema/subjects.ts'
import type { Bus } from './bus/bus.ts'
import type { Db } from './database.ts'

/** An order about one job; `job` is its id. */
export interface DeadOrder {
  readonly job: string
  readonly deed: DeadDeed
}

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

/** A job may be dead because nobody can read it: then its text is shown as it is. */
function readable(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/**
 * Sends a job again under a new number, so what its first death told the world stays told; sent
 * twice, the stream keeps one. False: nobody knows the job, or it is under way again already.
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
  // It may have died again before this is written; then it stays among the dead.
  await sql`
    update dead_letters set replays = ${replays},
      state = case when died_at::text = ${row.died} then 'replayed' else state end,
      settled_at = case when died_at::text = ${row.died} then now() else settled_at end
    where job = ${job}`.execute(db)
  return true
}

/** Settles a job without doing it. False: nobody knows it, or it was settled before. */
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

/** Asks the workers; one of them does it. Nothing comes back: the letter's state tells. */
export function sendDeadOrder(bus: Bus, subjects: Subjects, order: DeadOrder): void {
  bus.publish(subjects.system(topic, 'order'), JSON.stringify(order))
}

/** Carries out orders until the connection closes; each order reaches one of all who listen. */
export function obeyDeadOrders(
  bus: Bus,
  subjects: Subjects,
  db: Db,
  onTrouble: (error: unknown) => void,
): void {
  bus.subscribe(
    subjects.system(topic, 'order'),
    (message) => {
      const { job, deed } = message.json<DeadOrder>()
      const settled =
        deed === 'replay' ? replayDeadLetter(db, bus, subjects, job) : dropDeadLetter(db, job)
      settled.catch(onTrouble)
    },
    { group: 'dead-letters', onError: onTrouble },
  )
}
