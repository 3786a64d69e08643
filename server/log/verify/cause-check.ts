/** Checks that every command named as a cause stands in the ledger under the tick of its events. */
import { type QueryExecutorProvider, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { numberOfStatus } from '../../../schema/envelope.ts'
import { parseRequestId, type SessionId } from '../../../schema/ids.ts'
import type { Problems } from './ledger.ts'
import type { LogRow } from './read-log.ts'

/** Numbers of a session that one row of the ledger holds. */
const numbersPerPage = 64
/** More than a page of the log can ask for at once. */
const pagesKept = 16_384

/** What the ledger says of 64 numbers of a session; a tick of 0 says nothing. */
interface LedgerPage {
  readonly ticks: Float64Array
  readonly statuses: Uint8Array
}

interface Cause {
  readonly page: string
  /** Its place in the page. */
  readonly at: number
  readonly tick: number
  readonly cause: string
}

/**
 * Looks at the rows of the log page by page. `horizon`: rows of the ledger up to this tick may have been
 * deleted because of their age. Each row of the ledger is read once for all of its numbers: to let the
 * database look for every cause took twice as long as to read the log.
 */
export function causeCheck(
  db: QueryExecutorProvider,
  horizon: number,
  problems: Problems,
): (page: readonly LogRow[]) => Promise<void> {
  const ledger = new LRUCache<string, LedgerPage>({ max: pagesKept })
  let last = ''
  return async (page) => {
    const causes: Cause[] = []
    for (const { cause, tick } of page) {
      if (cause === last || cause === '') continue
      last = cause
      const request = parseRequestId(cause)
      if (!request) continue
      const at = (request.n - 1) % numbersPerPage
      const number = (request.n - 1 - at) / numbersPerPage
      causes.push({ page: `${request.session}/${number}`, at, tick, cause })
    }
    await readPages(db, ledger, new Set(causes.map((one) => one.page)))
    for (const one of causes) checkCause(one, ledger.get(one.page), horizon, problems)
  }
}

function checkCause(
  { at, tick, cause }: Cause,
  page: LedgerPage | undefined,
  horizon: number,
  problems: Problems,
): void {
  const recorded = page?.ticks[at] ?? 0
  if (recorded === tick) return
  // A later row of the same number is a resend: it may have been refused, and never applied again.
  const isWrong =
    recorded === 0
      ? tick > horizon
      : tick > horizon || recorded <= horizon || page?.statuses[at] === numberOfStatus('completed')
  if (!isWrong) return
  problems.add(
    'causes that the ledger does not know',
    recorded === 0
      ? `tick ${tick}: its cause ${cause} is not in the ledger`
      : `tick ${tick}: its cause ${cause} is recorded under tick ${recorded}`,
  )
}

interface LedgerRow {
  readonly session: SessionId
  readonly page: number
  readonly base: number
  readonly entries: string
}

async function readPages(
  db: QueryExecutorProvider,
  ledger: LRUCache<string, LedgerPage>,
  wanted: ReadonlySet<string>,
): Promise<void> {
  const missing = [...wanted].filter((page) => !ledger.get(page))
  if (missing.length === 0) return
  const keys = missing.map((page) => page.split('/'))
  const { rows } = await sql<LedgerRow>`
    select l.session, l.page, l.base_tick::float8 as base, l.entries
    from unnest(${keys.map(([session]) => session)}::text[], ${keys.map(([, page]) => page)}::int[]) as u(session, page)
    join ledger l on l.session = u.session and l.page = u.page`.execute(db)
  for (const page of missing) {
    ledger.set(page, {
      ticks: new Float64Array(numbersPerPage),
      statuses: new Uint8Array(numbersPerPage),
    })
  }
  for (const row of rows) {
    const page = ledger.get(`${row.session}/${row.page}`)
    if (page) take(page, row)
  }
}

/** Entries are `tick:time:lines`, each line `number.status.…`; ticks count from that of the page (migration 12). */
function take(page: LedgerPage, { base, entries }: LedgerRow): void {
  for (const entry of entries.split(' ')) {
    const [after, , lines = ''] = entry.split(':')
    for (const line of lines.split(',')) {
      const [n, status] = line.split('.')
      const at = (Number(n) - 1) % numbersPerPage
      page.ticks[at] = base + Number(after)
      page.statuses[at] = Number(status)
    }
  }
}
