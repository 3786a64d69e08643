/** What a command leaves behind: bytes of each table that are kept, bytes of the ring of outputs, WAL. */
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../../schema/db/tables.ts'
import { openDatabase } from '../../../server/platform/database.ts'
import type { SuiteResult, Table } from '../support/figures.ts'
import { runLoad } from '../support/run-load.ts'
import { startSystem } from '../support/system.ts'
import { usualMix } from './players.ts'

/** What each relation takes on disk, with its indexes and its long values, and how much WAL was written. */
interface Sizes {
  readonly bytes: ReadonlyMap<string, number>
  readonly wal: number
}

/** Rings that are emptied after some minutes, and tables that are as large as the world. */
const notKept = new Set(['outputs', 'entities', 'shards'])

async function sizesOf(db: Kysely<Database>): Promise<Sizes> {
  const { rows } = await sql<{ name: string; bytes: number; wal: number }>`
    select regexp_replace(relname, '^events_[0-9]+$', 'events') as name,
      sum(pg_total_relation_size(oid))::float8 as bytes,
      max(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'))::float8 as wal
    from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    group by 1`.execute(db)
  return { bytes: new Map(rows.map((row) => [row.name, row.bytes])), wal: rows[0]?.wal ?? 0 }
}

export async function growthSuite(quick: boolean): Promise<SuiteResult> {
  const system = await startSystem({ env: { MUD_LINK_GRACE_MS: '0' } })
  const db = openDatabase(system.postgresUrl('owner'), 'bench', 1)
  const { report, before, after } = await runLoad(
    {
      urls: [system.ws],
      clients: 200,
      ratePerClient: quick ? 3 : 5,
      mix: usualMix,
      seconds: quick ? 20 : 120,
      warmSeconds: 3,
      spread: true,
      seed: 7,
    },
    { read: () => sizesOf(db) },
  )
  await db.destroy()
  await system.stop()
  return { name: 'growth', ...grown({ before, after, commands: report.done }) }
}

function grown(span: {
  readonly before: Sizes
  readonly after: Sizes
  readonly commands: number
}): Pick<SuiteResult, 'tables' | 'targets'> {
  const { before, after, commands } = span
  const each = [...after.bytes].map(
    ([name, bytes]) => [name, (bytes - (before.bytes.get(name) ?? 0)) / commands] as const,
  )
  const kept = each.reduce((sum, [name, bytes]) => sum + (notKept.has(name) ? 0 : bytes), 0)
  const wal = (after.wal - before.wal) / commands
  const table: Table = {
    title: `What ${commands} commands left behind (bytes per command)`,
    head: ['table', 'bytes', ''],
    rows: [
      ...each
        .filter(([, bytes]) => bytes > 0)
        .sort(([, one], [, other]) => other - one)
        .map(([name, bytes]) => [name, bytes, notKept.has(name) ? 'not kept' : '']),
      ['kept', kept, ''],
      ['WAL', wal, 'used again'],
    ],
  }
  return {
    tables: [table],
    targets: [
      { what: 'bytes kept per command', value: kept, limit: 250 },
      { what: 'WAL bytes per command', value: wal, limit: 1_200 },
    ],
  }
}
