/**
 * Dead letters as admins deal with them. A gateway may read them and nothing more: a worker, which
 * owns them, carries the order out, and the letter itself tells that it has been done.
 */
import type { Db } from '../../platform/database.ts'
import { type DeadDeed, type DeadOrder, deadLetter } from '../../platform/dead-letters.ts'

export type SendDeadOrder = (order: DeadOrder) => void

const lookEveryMs = 100
const looks = 40

/** Orders it and waits until it is done; otherwise says what hindered it. */
export async function settleDead(
  parts: {
    readonly db: Db
    readonly sendDeadOrder: SendDeadOrder
    readonly sleep: (ms: number) => Promise<void>
  },
  job: string,
  deed: DeadDeed,
): Promise<'no-such-job' | 'no-worker' | undefined> {
  const before = await standing(parts.db, job)
  if (before?.state !== 'dead') return 'no-such-job'
  parts.sendDeadOrder({ job, deed })
  for (let look = 0; look < looks; look += 1) {
    await parts.sleep(lookEveryMs)
    const now = await standing(parts.db, job)
    // A job that has died again by now has been sent again all the same.
    if (now && (now.state !== before.state || now.replays !== before.replays)) return undefined
  }
  return 'no-worker'
}

function standing(db: Db, job: string) {
  return db
    .selectFrom('dead_letters')
    .select(['state', 'replays'])
    .where('job', '=', job)
    .executeTakeFirst()
}

/** Jobs that failed for good, the newest first, without what is in them: that may be private speech. */
export function deadLetters(db: Db) {
  return db
    .selectFrom('dead_letters')
    .select(['job', 'lane', 'kind', 'cause', 'state', 'replays', 'died_at', 'settled_at'])
    .select((row) => row.fn<number>('octet_length', ['body']).as('bytes'))
    .orderBy('died_at', 'desc')
    .limit(100)
    .execute()
}

/** One of them with its payload and its tries; null when nobody knows it. */
export async function oneDeadLetter(db: Db, job: string) {
  const letter = await deadLetter(db, job)
  return letter ? { letter } : { letter: null }
}
