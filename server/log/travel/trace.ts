/** The whole story of one command, from ledger, events, jobs and outputs. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import { type Output, statusOfNumber } from '../../../schema/envelope.ts'
import {
  type BeingId,
  correlationOf,
  FIRST_SHARD,
  parseRequestId,
  requestId,
  type SessionId,
} from '../../../schema/ids.ts'
import { storedMessages } from '../../../schema/output-message.ts'
import { entriesAt, type HistoryEntry } from './history.ts'
import { answersTo, type TraceAnswer } from './trace-answers.ts'

export interface TraceStory extends Told {
  readonly request: string
  readonly session: SessionId
  readonly n: number
  readonly actor: BeingId
  readonly tick: number
  readonly status: 'completed' | 'refused' | 'failed'
  /** Why it was refused or failed; empty otherwise. */
  readonly code: string
  /** When the command stream had it, milliseconds since the epoch. */
  readonly enqueuedMs: number
  /** Wall time of the tick that applied it. */
  readonly doneMs: number
  readonly events: readonly HistoryEntry[]
  readonly jobs: readonly { readonly id: string; readonly lane: string; readonly kind: string }[]
  /** What workers made of the jobs that it asked for, and who was told. */
  readonly answers: readonly (TraceAnswer & Told)[]
}

interface Told {
  /** What sessions were told, while the resume window still holds it. */
  readonly told: readonly { readonly to: readonly string[]; readonly what: string }[]
  /** False when the outputs were deleted because of their age; `told` is then empty. */
  readonly toldIsKept: boolean
}

interface LedgerRow {
  readonly session: SessionId
  readonly n: number
  readonly tick: number
  readonly status: number
  readonly code: string
  readonly actor: BeingId
  readonly enqueuedMs: number
  readonly doneMs: number
}

/** The story of a request, or of the 8 characters it begins with; null when no ledger row is known. */
export async function traceRequest(
  db: Reader,
  text: string,
  shard = FIRST_SHARD,
): Promise<TraceStory | null> {
  const key = parseRequestId(text) ?? (await findByCorrelation(db, text))
  const row = key ? await ledgerRow(db, key) : undefined
  if (!row) return null
  const request = requestId(row.session, row.n)
  const { rows: spots } = await sql<{ ordinal: number }>`
    select ordinal from events_between(${shard}, ${row.tick}::bigint, ${row.tick}::bigint)
    where cause = ${request} order by ordinal`.execute(db)
  const places = spots.map(({ ordinal }) => ({ tick: row.tick, ordinal, changed: true }))
  const { rows: jobs } = await sql<{ id: string; lane: string; kind: string }>`
    select id, lane, kind from jobs where shard = ${shard} and tick = ${row.tick}::bigint
      and position(convert_to(${JSON.stringify(request)}, 'UTF8') in body) > 0 order by id`.execute(
    db,
  )
  const events = await entriesAt(db, shard, places)
  const answers: (TraceAnswer & Told)[] = []
  for (const answer of await answersTo(db, shard, events)) {
    const told = answer.request
      ? await toldIn(db, shard, answer.tick, answer.request)
      : { told: [], toldIsKept: true }
    answers.push({ ...answer, ...told })
  }
  return {
    request,
    ...row,
    status: statusOfNumber(row.status),
    events,
    jobs,
    answers,
    ...(await toldIn(db, shard, row.tick, request)),
  }
}

async function ledgerRow(
  db: Reader,
  key: { session: SessionId; n: number },
): Promise<LedgerRow | undefined> {
  const { rows } = await sql<LedgerRow>`
    select l.session, c.n, c.tick::float8 as tick, c.status, c.code, l.actor,
      c.enqueued_ms::float8 as "enqueuedMs", c.done_ms::float8 as "doneMs"
    from ledger l, ledger_lines(l.base_tick, l.base_ms, l.entries) c
    where l.session = ${key.session} and l.page = (${key.n}::int - 1) / 64 and c.n = ${key.n}`.execute(
    db,
  )
  return rows[0]
}

const pagesAtOnce = 500

/** The characters are a hash, so every command is read; a million of them take some seconds. */
async function findByCorrelation(
  db: Reader,
  correlation: string,
): Promise<{ session: SessionId; n: number } | null> {
  if (!/^[a-z0-9]{8}$/.test(correlation)) return null
  let session = ''
  let page = 0
  for (;;) {
    const { rows } = await sql<{ session: SessionId; page: number; numbers: number[] }>`
      select session, page, array(
        select n from ledger_lines(l.base_tick, l.base_ms, l.entries) order by n) as numbers
      from ledger l where (session, page) > (${session}, ${page}::int)
      order by session, page limit ${pagesAtOnce}`.execute(db)
    for (const row of rows) {
      const n = row.numbers.find(
        (one) => correlationOf(requestId(row.session, one)) === correlation,
      )
      if (n !== undefined) return { session: row.session, n }
    }
    const last = rows.at(-1)
    if (!last || rows.length < pagesAtOnce) return null
    session = last.session
    page = last.page
  }
}

async function toldIn(db: Reader, shard: number, tick: number, request: string): Promise<Told> {
  const { rows } = await sql<{ body: string }>`
    select convert_from(body, 'UTF8') as body from outputs
    where shard = ${shard} and tick = ${tick}::bigint`.execute(db)
  const [row] = rows
  if (!row) return { told: [], toldIsKept: false }
  const outputs = [...storedMessages(row.body).values()]
    .flatMap((message) => message.outputs)
    .filter((output) => causeOf(output) === request)
    .sort((one, other) => one.k - other.k)
  return {
    told: outputs.map((output) => ({ to: output.to, what: whatOf(output) })),
    toldIsKept: true,
  }
}

function causeOf(output: Output): string | undefined {
  if (output.f === 'event' || output.f === 'state' || output.f === 'delta') return output.cause
  return output.f === 'done' ? output.request : undefined
}

function whatOf(output: Output): string {
  if (output.f === 'event') return `${output.kind} as ${output.role}`
  if (output.f === 'state' || output.f === 'delta') return `${output.f} ${output.part}`
  return output.f === 'done' ? `done: ${output.status}` : output.f
}
