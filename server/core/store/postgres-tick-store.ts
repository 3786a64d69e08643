/**
 * The tick's store on Postgres. A leader writes over one dedicated connection, so that the end of its
 * backend proves the end of the leader. Statements are prepared once, under a name.
 */
import type { StoredEvent } from '../../../schema/fold.ts'
import { classifyError, RetryableError, UnknownOutcome } from '../../platform/errors.ts'
import { flushParameters, flushSql } from './flush-sql.ts'
import { createLedHistory } from './led-history.ts'
import { MendedRows } from './mended-rows.ts'
import { createLeases } from './postgres-leases.ts'
import { createReads } from './postgres-reads.ts'
import type { Mend } from './sound-rows.ts'
import { openSteadyClient, type SteadyClient } from './steady-client.ts'
import { type JobRow, PoisonFlush, type TickStore } from './tick-store.ts'

export interface PostgresTickStore extends TickStore {
  /** Ends the connection; pending calls reject. */
  close(): Promise<void>
}

/**
 * Opens the store. The connection is made on first use and again after it broke. Rows that cannot be
 * read come from `mend`, and are written anew with the next flush; without it they are an error.
 * `eventsPartTicks`: ticks in a new part of the log.
 */
export function openPostgresTickStore(
  databaseUrl: string,
  mend?: Mend,
  eventsPartTicks = 1_000_000,
): PostgresTickStore {
  const mended = new MendedRows(mend)
  const history = createLedHistory()
  const writer = openSteadyClient(databaseUrl, history.greet)
  // The relay has a connection of its own, because a tick would have to wait for its queries.
  const reader = openSteadyClient(databaseUrl)
  return {
    ...createLeases(writer, history, eventsPartTicks),
    ...createReads(writer, mend && mended.mend),
    ...createRelayReads(reader),
    async flush(flush) {
      try {
        const [row] = await writer.query<{ written: number }>(
          'flush',
          flushSql,
          flushParameters(mended.addedTo(flush)),
        )
        if (row?.written !== 1) return 'fenced'
        mended.written()
        return 'committed'
      } catch (error) {
        throw flushError(error)
      }
    },
    async close() {
      await Promise.all([writer.close(), reader.close()])
    },
  }
}

const eventColumns = `shard, tick::float8 as tick, ordinal, type, version, beat::float8 as beat,
  at_ms::float8 as "atMs", convert_from(body, 'UTF8') as body`

function createRelayReads({ query }: SteadyClient): Pick<TickStore, 'eventsAfter' | 'jobsAfter'> {
  return {
    async eventsAfter(shard, tick, limit) {
      // Only whole ticks, because the relay's cursor is a tick.
      const rows = await query<StoredRow>(
        'events-after',
        `select ${eventColumns} from events where shard = $1 and tick > $2 and tick <= coalesce(
           (select tick from events where shard = $1 and tick > $2 order by tick, ordinal offset $3 limit 1),
           9223372036854775807)
         order by tick, ordinal`,
        [shard, tick, limit],
      )
      return rows.map(storedEvent)
    },
    async jobsAfter(shard, tick) {
      return query<JobRow & { tick: number }>(
        'jobs-after',
        `select id, lane, kind, key, tick::float8 as tick, convert_from(body, 'UTF8') as body
         from jobs where shard = $1 and tick > $2 order by tick`,
        [shard, tick],
      )
    },
  }
}

interface StoredRow {
  shard: number
  tick: number
  ordinal: number
  type: string
  version: number
  beat: number
  atMs: number
  body: string
}

function storedEvent(row: StoredRow): StoredEvent {
  const { body, ...rest } = row
  return { ...rest, data: JSON.parse(body) as Record<string, unknown> }
}

/** A flush that failed: the data is refused, or else nobody knows whether it was written. */
function flushError(error: unknown): Error {
  const { kind, code } = classifyError(error)
  // No part of the log covers this tick. Nobody's command is to blame, and the next leader makes one.
  if (code === '23514')
    return new RetryableError('the log has no part for this tick', { cause: error })
  if (kind === 'terminal') {
    return new PoisonFlush(`flush refused: ${code || 'out of range'}`, { cause: error })
  }
  const why = error instanceof Error ? error.message : String(error)
  return new UnknownOutcome(`flush outcome unknown: ${why}`, { cause: error })
}
