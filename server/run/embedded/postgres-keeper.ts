/** What the keeper of a pair of Postgres servers asks of them and has them do, each over a new link. */
import pg from 'pg'
import { systemClock } from '../../platform/ambient.ts'

const answerMs = 1_500
const promotionMs = 1_000
const promotionLookMs = 10

const asKeeper = async <T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  })
  // A server that is killed under us shows in the question's own rejection.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await use(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const confirmers = async (client: pg.Client, names: string): Promise<void> => {
  await client.query(`alter system set synchronous_standby_names = '${names}'`)
  await client.query('select pg_reload_conf()')
}

/**
 * Asks whether the primary lets one in, and has commits wait for the standby exactly while
 * that follows. `standby` is its application name; null when nobody may be waited for.
 */
export const confirmBy = async (url: string, standby: string | null): Promise<'ok' | 'silent'> => {
  try {
    return await asKeeper(url, async (client) => {
      const { rows } = await client.query<{ follows: boolean; confirms: string }>(
        `select exists (select from pg_stat_replication where application_name = $1 and state = 'streaming')
           as follows, current_setting('synchronous_standby_names') as confirms`,
        [standby],
      )
      const [row] = rows
      const wanted = row?.follows && standby ? standby : ''
      if (row && row.confirms !== wanted) await confirmers(client, wanted)
      return 'ok' as const
    })
  } catch {
    // It is starting, has ended, or sleeps: the caller counts.
    return 'silent'
  }
}

/** How long ago a standby heard of its primary, ms; null when it follows nobody, undefined when it does not answer. */
export const heardByStandby = async (url: string): Promise<number | null | undefined> => {
  try {
    return await asKeeper(url, async (client) => {
      const { rows } = await client.query<{ ms: number }>(
        `select (extract(epoch from clock_timestamp() - last_msg_receipt_time) * 1000)::float8 as ms
         from pg_stat_wal_receiver`,
      )
      return rows[0]?.ms ?? null
    })
  } catch {
    // It is as busy as its primary, or has ended.
    return undefined
  }
}

/** The standby leads from now on, and waits for nobody. False while it does not answer. */
export const promote = async (url: string): Promise<boolean> => {
  try {
    return await asKeeper(url, async (client) => {
      if ((await standingOf(client)).follows) await client.query('select pg_promote(false)')
      const lastMs = systemClock.mono() + promotionMs
      for (;;) {
        const { follows, confirms } = await standingOf(client)
        if (!follows && confirms !== '') await confirmers(client, '')
        if (!follows) return true
        if (systemClock.mono() > lastMs) return false
        await systemClock.sleep(promotionLookMs)
      }
    })
  } catch {
    // It is busy, or has ended as well and is started again.
    return false
  }
}

type Standing = { readonly follows: boolean; readonly confirms: string }

const standingOf = async (client: pg.Client): Promise<Standing> => {
  const { rows } = await client.query<Standing>(
    `select pg_is_in_recovery() as follows, current_setting('synchronous_standby_names') as confirms`,
  )
  const [row] = rows
  if (!row) throw new Error('it says nothing about itself')
  return row
}
