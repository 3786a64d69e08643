/**
 * What writers made of a command: from each piece of work it asked for to the answer people read.
 * The ids of jobs are made from the events that asked, so the way is found in log and ledger alone,
 * however long ago the rows of the jobs were swept.
 */

import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { statusOfNumber } from '../../../schema/envelope.ts'
import { workAsked } from '../../../schema/events/scenes.ts'
import { requestId } from '../../../schema/ids.ts'
import { type JobKind, jobIdOf } from '../../../schema/jobs.ts'
import { workId } from '../../../schema/pending.ts'
import { entriesAt, type HistoryEntry, type Place } from './history.ts'

/** One answer that came back, or what the world said when none did. */
export interface TraceAnswer {
  readonly kind: string
  readonly job: string
  /** The command that brought the result; absent when rules spoke in its place. */
  readonly request?: string
  readonly tick: number
  readonly status: 'completed' | 'refused' | 'failed'
  /** Why it was refused or failed; empty otherwise. */
  readonly code: string
  /** Wall time of the tick that took it in. */
  readonly doneMs: number
  readonly events: readonly HistoryEntry[]
}

interface LedgerRow {
  readonly session: string
  readonly n: number
  readonly tick: number
  readonly status: number
  readonly code: string
  readonly doneMs: number
}

/** Ticks in which rules would have spoken for a writer who did not: patience is counted in seconds. */
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
  // The last digits only tell several jobs for one event apart.
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
    select ordinal from events
    where shard = ${shard} and tick = ${tick}::bigint and cause = ${cause} order by ordinal`.execute(
    db,
  )
  return rows.map(({ ordinal }) => ({ tick, ordinal, changed: true }))
}

/** What ended the work when no result did. */
async function spokenByRules(
  db: Reader,
  kind: JobKind,
  job: string,
  asked: { readonly shard: number; readonly tick: number; readonly ordinal: number },
): Promise<TraceAnswer[]> {
  const { shard, tick } = asked
  const mention = `"work":${JSON.stringify(workId(asked))}`
  const { rows } = await sql<{ tick: number; ordinal: number; atMs: number }>`
    select tick::float8 as tick, ordinal, at_ms::float8 as "atMs" from events
    where shard = ${shard} and tick > ${tick}::bigint and tick <= ${tick + patienceTicks}::bigint
      and position(convert_to(${mention}, 'UTF8') in body) > 0
    order by tick, ordinal limit 1`.execute(db)
  const [found] = rows
  if (!found) return []
  const place = { tick: found.tick, ordinal: found.ordinal, changed: true }
  const events = await entriesAt(db, shard, [place])
  const outcome = { status: 'completed', code: '' } as const
  return [{ kind, job, tick: found.tick, ...outcome, doneMs: found.atMs, events }]
}
