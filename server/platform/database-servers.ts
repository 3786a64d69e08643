/** The servers of the database, the standbys that follow, and the shards; each asked by a link of its own. */
import pg from 'pg'
import type { DatabaseServer, DatabaseStandby, ShardLead } from '../../schema/cluster.ts'
import { systemClock } from './ambient.ts'
import { whatIsWrong } from './trouble.ts'

/** With everything else a command is to answer within two seconds. */
const answerMs = 1_300
const silent = 'it does not answer'

/** A shard as the database has it. */
export type ShardRow = Omit<ShardLead, 'applied' | 'stored' | 'stuck'>

export interface DatabaseFacts {
  readonly databases: DatabaseServer[]
  readonly standbys: DatabaseStandby[]
  readonly shards: ShardRow[]
}

interface Told {
  readonly address: string
  readonly trouble: string | null
  readonly isStandby: boolean
  /** Position in the log of the server, bytes. */
  readonly position: number
  readonly lagMs: number | null
  readonly standbys: DatabaseStandby[]
  readonly shards: ShardRow[]
}

/** Asks every server by its own address; those that do not answer in time are away. */
export async function readDatabaseFacts(urls: readonly string[]): Promise<DatabaseFacts> {
  const told = await Promise.all(urls.map(ask))
  const primary = told.find((one) => one.trouble === null && !one.isStandby)
  const databases = told.map(({ address, trouble, isStandby, position, lagMs }): DatabaseServer => {
    if (trouble !== null) return { address, part: 'away', trouble, lagBytes: null, lagMs: null }
    if (!isStandby) return { address, part: 'primary', trouble, lagBytes: null, lagMs: null }
    const lagBytes = primary ? Math.max(0, primary.position - position) : null
    // While nothing is committed the last commit only grows older.
    return { address, part: 'standby', trouble, lagBytes, lagMs: lagBytes === 0 ? 0 : lagMs }
  })
  return { databases, standbys: primary?.standbys ?? [], shards: primary?.shards ?? [] }
}

async function ask(url: string): Promise<Told> {
  const { hostname, port } = new URL(url)
  const nothing = { isStandby: false, position: 0, lagMs: null, standbys: [], shards: [] }
  const away = { address: `${hostname}:${port || 5432}`, ...nothing }
  const client = new pg.Client({
    connectionString: url,
    application_name: 'mudstream-cluster',
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  })
  // One that breaks under us shows in the question's own rejection.
  client.on('error', () => undefined)
  const late = systemClock.sleep(answerMs).then(() => ({ ...away, trouble: silent }))
  const asked = connectAndAsk(client).then(
    (told): Told => ({ ...away, trouble: null, ...told }),
    (error: unknown): Told => ({ ...away, trouble: whatIsWrong(error) }),
  )
  const told = await Promise.race([asked, late])
  // What still waits for an answer is given up beside everything else.
  void client.end().catch(() => undefined)
  return told
}

async function connectAndAsk(client: pg.Client): Promise<Omit<Told, 'address' | 'trouble'>> {
  await client.connect()
  const { rows } = await client.query<{ standby: boolean; position: string; lag: string | null }>(
    `select pg_is_in_recovery() as standby,
       (case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
         - '0/0')::text as position,
       (extract(epoch from now() - pg_last_xact_replay_timestamp()) * 1000)::bigint::text as lag`,
  )
  const [row] = rows
  if (!row) throw new Error('it says nothing about itself')
  const lagMs = row.lag === null ? null : Number(row.lag)
  const own = { isStandby: row.standby, position: Number(row.position), lagMs }
  if (row.standby) return { ...own, standbys: [], shards: [] }
  const { rows: lists } = await client.query<Pick<Told, 'standbys' | 'shards'>>(
    `select coalesce((select json_agg(s) from standbys() s), '[]') as standbys,
       coalesce((select json_agg(t order by t.shard) from (
         select shard, case when lease_until > now() then owner end as leader, epoch, timeline, tick,
           at_ms as "tickAtMs" from shards) t), '[]') as shards`,
  )
  return { ...own, standbys: lists[0]?.standbys ?? [], shards: lists[0]?.shards ?? [] }
}

/** A standby that owes an answer for so long stands still. */
export const standbyOwesMaxMs = 1_000

/** Asks one server for its standbys, again and again by one connection; opens another when that breaks. */
export function askDatabase(
  url: string,
  withinMs: number,
): { ask: () => Promise<DatabaseStandby[]>; end: () => void } {
  let open: pg.Client | undefined
  const end = () => {
    void open?.end().catch(() => undefined)
    open = undefined
  }
  return {
    end,
    async ask() {
      try {
        open ??= await connected(url, withinMs)
        const { rows } = await open.query<{ standbys: DatabaseStandby[] }>(
          `select coalesce((select json_agg(s) from standbys() s), '[]') as standbys`,
        )
        return rows[0]?.standbys ?? []
      } catch (error) {
        end()
        throw error
      }
    },
  }
}

async function connected(url: string, withinMs: number): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'mudstream-watch',
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
  })
  // One that breaks shows in the next question.
  client.on('error', () => undefined)
  await client.connect()
  return client
}
