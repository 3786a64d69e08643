/**
 * The history of the database server that a lease was taken on: its identifier and the timeline of its log.
 *
 * A leader goes on over a new connection while that leads to the same history. Anything else is refused, even
 * where nothing of the world is lost: rows of others may be. The lease is taken again then, and a new timeline
 * begins (RELIABILITY 3.1).
 */
import { RetryableError } from '../../platform/errors.ts'
import type { Greet } from './steady-client.ts'

/** As an expression over `pg_control_system()`; a standby cannot tell it. */
export const historyTag = `system_identifier || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)`

export interface LedHistory {
  /** The lease is taken, on this one. */
  led(tag: string): void
  /** Somebody asks for the lease: any history will do. */
  forget(): void
  readonly greet: Greet
}

export function createLedHistory(): LedHistory {
  let own: string | undefined
  return {
    led(tag) {
      own = tag
    },
    forget() {
      own = undefined
    },
    async greet(client) {
      if (own === undefined) return
      const { rows } = await client.query<{ tag: string }>(
        `select ${historyTag} as tag from pg_control_system()`,
      )
      if (rows[0]?.tag !== own) throw new RetryableError('the database has another history')
    },
  }
}
