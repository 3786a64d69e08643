/**
 * Whose turn it is in a talk: lines of one player to one NPC are answered in the order in which the
 * tick committed them, whichever workers have them. What is asked is the truth itself, the committed
 * jobs and the ledger, so nobody holds anything, and nothing is left behind by a worker that dies.
 */
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'
import type { Turns } from '../run/contract.ts'

/** The world speaks for itself within so many beats after it lost patience with a line. */
const graceBeats = 2
/** The stored beat stands still while nothing happens; a line this old is not waited for in any case. */
const oldestMs = 60_000

/** `now` is milliseconds since the epoch. */
export function createTurns(db: Db, now: () => number): Turns {
  return {
    async isNext({ id, kind, key }) {
      // Ids of one kind grow with the event they answer, and are compared byte by byte.
      const { rows } = await sql<{ waits: boolean }>`
        select exists (
          select from jobs j join shards s on s.shard = j.shard
          where j.key = ${key} and j.id < ${id} and j.kind = ${kind}
            and j.created_ms > ${now() - oldestMs}::bigint
            and not exists (select from commands c where c.session = j.id)
            and (convert_from(j.body, 'UTF8')::json ->> 'expiresAtBeat')::bigint + ${graceBeats} >= s.beat
        ) as waits`.execute(db)
      return rows[0]?.waits !== true
    },
  }
}
