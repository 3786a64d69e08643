/** One connection to the database that is opened again whenever it breaks. */
import pg from 'pg'
import { classifyError, RetryableError } from '../../platform/errors.ts'
import { connectWritable } from '../../platform/postgres-hosts.ts'

export interface SteadyClient {
  query<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]): Promise<R[]>
  close(): Promise<void>
}

/** Looks at a new connection before it is used; rejects when it must not be. */
export type Greet = (client: pg.Client) => Promise<void>

/**
 * The connection is opened on first use. Queries throw `RetryableError` when the database is away or out
 * of means, and the database's own error when it refuses the statement or its data.
 */
export function openSteadyClient(databaseUrl: string, greet?: Greet): SteadyClient {
  let client: pg.Client | null = null
  let connecting: Promise<pg.Client> | null = null

  async function connection(): Promise<pg.Client> {
    if (client) return client
    connecting ??= open().finally(() => {
      connecting = null
    })
    client = await connecting
    return client
  }

  async function open(): Promise<pg.Client> {
    const opened = await connect(databaseUrl, (lost) => {
      if (client === lost) client = null
    })
    try {
      await greet?.(opened)
      return opened
    } catch (error) {
      drop(opened)
      throw error
    }
  }

  function drop(lost: pg.Client): void {
    if (client === lost) client = null
    // It is broken already, so a failure to close it tells nothing new.
    lost.end().catch(() => undefined)
  }

  return {
    async query<R extends pg.QueryResultRow>(name: string, text: string, values: unknown[]) {
      const using = await connection().catch((error: unknown) => {
        throw new RetryableError(`${name}: no connection`, { cause: error })
      })
      try {
        return (await using.query<R>({ name, text, values })).rows
      } catch (error) {
        const { kind, code } = classifyError(error)
        // Without an answer of the server the state of the connection is not known.
        const isAnswer = error instanceof pg.DatabaseError
        const isStandby = isAnswer && error.code === takesNoWrites
        if (!isAnswer || isStandby || kind === 'unknown-outcome') drop(using)
        if (isStandby) throw new RetryableError(`${name}: a standby`, { cause: error })
        if (kind === 'terminal' || (isAnswer && kind === 'bug')) throw error
        throw new RetryableError(`${name}: ${code || 'no answer'}`, { cause: error })
      }
    },
    async close() {
      const open = client
      client = null
      await open?.end()
    },
  }
}

/**
 * Connects with limits, so that a leader which is paused or cut off cannot hold a lock against its
 * successor for long (RELIABILITY trap 5).
 */
async function connect(url: string, onLost: (client: pg.Client) => void): Promise<pg.Client> {
  return await connectWritable(url, (one) => {
    const made = new pg.Client({
      connectionString: one,
      application_name: 'mudstream-tick',
      connectionTimeoutMillis: 3_000,
      query_timeout: 10_000,
      keepAlive: true,
      options:
        '-c idle_in_transaction_session_timeout=500 -c lock_timeout=1000 -c statement_timeout=8000',
    })
    made.on('error', () => onLost(made))
    made.on('end', () => onLost(made))
    return made
  })
}

/** How Postgres answers a write when it has become a standby. */
const takesNoWrites = '25006'
