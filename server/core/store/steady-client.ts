/** One connection to the database that is made again whenever it breaks. */
import pg from 'pg'
import { StoreAway } from './tick-store.ts'

export interface SteadyClient {
  query<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]>
  close(): Promise<void>
}

/** Made on first use. Queries throw `StoreAway` for whatever is not the statement's own fault. */
export function steadyClient(databaseUrl: string): SteadyClient {
  let client: pg.Client | null = null
  let connecting: Promise<pg.Client> | null = null

  async function connection(): Promise<pg.Client> {
    if (client) return client
    connecting ??= connect(databaseUrl, (lost) => {
      if (client === lost) client = null
    }).finally(() => {
      connecting = null
    })
    client = await connecting
    return client
  }

  function drop(lost: pg.Client): void {
    if (client === lost) client = null
    // Weather: it was broken already.
    lost.end().catch(() => undefined)
  }

  return {
    async query<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) {
      const using = await connection().catch((error: unknown) => {
        throw new StoreAway(`${name}: no connection`, { cause: error })
      })
      try {
        return (await using.query<R>({ name, text, values })).rows
      } catch (error) {
        const code = error instanceof pg.DatabaseError ? error.code : undefined
        // After a failure that is not the statement's own, the connection's state is not known.
        if (code === undefined || isConnectionState(code)) drop(using)
        const isOwn = error instanceof RangeError || (code !== undefined && !isWeather(code))
        throw isOwn ? error : new StoreAway(`${name}: ${code ?? 'no answer'}`, { cause: error })
      }
    },
    async close() {
      const open = client
      client = null
      await open?.end()
    },
  }
}

/** Settings that keep a paused or cut leader from holding anything against its successor (trap 5). */
async function connect(url: string, onLost: (client: pg.Client) => void): Promise<pg.Client> {
  const made = new pg.Client({
    connectionString: url,
    application_name: 'mudstream-tick',
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    keepAlive: true,
    options:
      '-c idle_in_transaction_session_timeout=500 -c lock_timeout=1000 -c statement_timeout=8000',
  })
  made.on('error', () => onLost(made))
  made.on('end', () => onLost(made))
  await made.connect()
  return made
}

/** SQLSTATE classes 57 (operator intervention), 08 (connection) and 25 leave the outcome open. */
function isConnectionState(code: string): boolean {
  return /^(57|08|25)/.test(code)
}

/** These, and 53 (resources: a full disk) and 58 (system error): not what the statement asked for. */
function isWeather(code: string): boolean {
  return isConnectionState(code) || /^(53|58)/.test(code)
}
