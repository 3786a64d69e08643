/**
 * Whose turn it is in a talk: lines of one player to one mobile are answered in the order in which the
 * tick committed them, whichever workers have them. The committed jobs and the ledger say so
 * themselves: no worker holds a lock, and a worker that dies leaves nothing behind.
 */
import { sql } from 'kysely'
import type { Db } from '../../server/platform/database.ts'
import type { Turns } from '../run/contract.ts'

/** Within so many beats after an answer is due, rules have answered instead. */
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
