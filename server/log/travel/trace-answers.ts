/**
 * What workers made of a command: each job that it asked for, and the answer that players read. The id
 * of a job is made from the event that asked for it, so log and ledger are enough, however long ago the
 * rows of the jobs were deleted.
 */

import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { statusOfNumber } from '../../../schema/envelope.ts'
import { workAsked } from '../../../schema/events/scenes.ts'
import { requestId, type SessionId } from '../../../schema/ids.ts'
import { type JobKind, jobIdOf } from '../../../schema/jobs.ts'
import { pendingJobKey } from '../../../schema/pending.ts'
import { entriesAt, type HistoryEntry, type Place } from './history.ts'

/** An answer that came back, or what the rules said instead. */
export interface TraceAnswer {
  readonly kind: string
  readonly job: string
  /** The command that brought the result; absent when rules answered instead. */
  readonly request?: string
  readonly tick: number
  readonly status: 'completed' | 'refused' | 'failed'
  /** Why it was refused or failed; empty otherwise. */
  readonly code: string
  /** Wall time of the tick that applied it. */
  readonly doneMs: number
  readonly events: readonly HistoryEntry[]
}

interface LedgerRow {
  readonly session: SessionId
  readonly n: number
  readonly tick: number
  readonly status: number
  readonly code: string
  readonly doneMs: number
}

/** Within this many ticks rules answer instead of a worker; the world waits for seconds only. */
const patienceTicks = 3_000

/** The answers to what these events asked for, oldest first. */
export async function answersTo(
  db: Reader,
  shard: number,
  events: readonly HistoryEntry[],
): Promise<TraceAnswer[]> {
  const answers: TraceAnswer[] = []
  for (const event of events) {
    if (!workAsked.is(event)) continue
    const { tick, ordinal, data } = event
    answers.push(...(await answersOf(db, data.kind, { shard, tick, ordinal })))
  }
  return answers
}

async function answersOf(
  db: Reader,
  kind: JobKind,
  asked: { readonly shard: number; readonly tick: number; readonly ordinal: number },
): Promise<TraceAnswer[]> {
  const { shard } = asked
  const first = jobIdOf(kind, asked)
  // Only the last digits of the ids differ between jobs for one event.
  const last = `${first.slice(0, -3)}zzz`
  const { rows } = await sql<LedgerRow>`
    select session, n, tick::float8 as tick, status, code, done_ms::float8 as "doneMs"
    from commands where session between ${first} and ${last} order by session, n`.execute(db)
  const answers: TraceAnswer[] = []
  for (const { session, n, tick, status, code, doneMs } of rows) {
    const request = requestId(session, n)
    const places = await placesOf(db, shard, tick, request)
    answers.push({
      kind,
      job: session,
      request,
      tick,
      status: statusOfNumber(status),
      code,
      doneMs,
      events: await entriesAt(db, shard, places),
    })
  }
  if (answers.some(({ status }) => status === 'completed')) return answers
  return [...answers, ...(await spokenByRules(db, kind, first, asked))]
}

async function placesOf(
  db: Reader,
  shard: number,
  tick: number,
  cause: string,
): Promise<readonly Place[]> {
  const { rows } = await sql<{ ordinal: number }>`
    select ordinal from events_between(${shard}, ${tick}::bigint, ${tick}::bigint)
    where cause = ${cause} order by ordinal`.execute(db)
  return rows.map(({ ordinal }) => ({ tick, ordinal, changed: true }))
}

/** What ended the job when no result did. */
async function spokenByRules(
  db: Reader,
  kind: JobKind,
  job: string,
  asked: { readonly shard: number; readonly tick: number; readonly ordinal: number },
): Promise<TraceAnswer[]> {
  const { shard, tick } = asked
  const mention = `"work":${JSON.stringify(pendingJobKey(asked))}`
  const { rows } = await sql<{ tick: number; ordinal: number; atMs: number }>`
    select tick::float8 as tick, ordinal, at_ms::float8 as "atMs"
    from events_between(${shard}, ${tick + 1}::bigint, ${tick + patienceTicks}::bigint)
    where position(convert_to(${mention}, 'UTF8') in body) > 0
    order by tick, ordinal limit 1`.execute(db)
  const [found] = rows
  if (!found) return []
  const place = { tick: found.tick, ordinal: found.ordinal, changed: true }
  const events = await entriesAt(db, shard, [place])
  const outcome = { status: 'completed', code: '' } as const
  return [{ kind, job, tick: found.tick, ...outcome, doneMs: found.atMs, events }]
}
