/**
 * Dead letters as admins deal with them. A gateway may only read them: a worker, which owns them, does
 * what is asked, and the state of the letter tells that it has been done.
 */
import { attempts, type DeadLetterRow, type WholeLetter } from '../../../schema/admin.ts'
import type { DeadLetterAction } from '../../../schema/admin-actions.ts'
import type { Db } from '../../platform/database.ts'
import { type DeadLetterOrder, deadLetter } from '../../platform/dead-letters.ts'
import { Problem } from '../http/problems.ts'

export type SendDeadLetterOrder = (order: DeadLetterOrder) => void

const lookEveryMs = 100
const looks = 40

/** Asks a worker and waits until it is done. Refuses with a `Problem`. */
export async function settleDead(
  parts: {
    readonly db: Db
    readonly sendDeadLetterOrder: SendDeadLetterOrder
    readonly sleep: (ms: number) => Promise<void>
  },
  job: string,
  deed: DeadLetterAction,
): Promise<void> {
  const before = await stateOf(parts.db, job)
  if (before?.state !== 'dead') {
    const detail = 'No job of that name has failed for good, or it was settled before.'
    throw new Problem(404, 'no-such-job', detail)
  }
  parts.sendDeadLetterOrder({ job, deed })
  for (let look = 0; look < looks; look += 1) {
    await parts.sleep(lookEveryMs)
    const now = await stateOf(parts.db, job)
    // A job that has died again by now has been sent again all the same.
    if (now && (now.state !== before.state || now.replays !== before.replays)) return
  }
  throw new Problem(503, 'no-worker', 'No worker has done it. Is one running?')
}

function stateOf(db: Db, job: string) {
  return db
    .selectFrom('dead_letters')
    .select(['state', 'replays'])
    .where('job', '=', job)
    .executeTakeFirst()
}

/** Jobs that failed for good, the newest first. */
export async function deadLetters(db: Db): Promise<DeadLetterRow[]> {
  const rows = await db
    .selectFrom('dead_letters')
    .select(['job', 'lane', 'kind', 'cause', 'state', 'replays', 'died_at', 'settled_at'])
    .select((row) => row.fn<number>('octet_length', ['body']).as('bytes'))
    .orderBy('died_at', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({ ...row, ...timesOf(row) }))
}

/** One of them with its payload and its attempts; null when nobody knows it. */
export async function oneDeadLetter(db: Db, job: string): Promise<WholeLetter | null> {
  const letter = await deadLetter(db, job)
  if (!letter) return null
  const read = attempts.safeParse(letter.history)
  const history = read.success ? read.data : JSON.stringify(letter.history)
  return { ...letter, ...timesOf(letter), history }
}

function timesOf(row: { readonly died_at: Date; readonly settled_at: Date | null }) {
  return {
    died_at: row.died_at.toISOString(),
    settled_at: row.settled_at?.toISOString() ?? null,
  }
}
