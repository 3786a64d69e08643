/**
 * One database on several servers, of which one takes writes:
 * `postgres://user:password@one:5432,other:5432/name?target_session_attrs=read-write`. The client library
 * knows one server only, so the addresses are tried here, in their order, and one that takes no writes
 * (a standby) counts as one that is away.
 */
import pg from 'pg'
import { eachHost } from './each-host.ts'

/** Connects to the first server that takes writes. Rejects with the error of the last one tried. */
export async function connectWritable(
  url: string,
  open: (url: string) => pg.Client,
): Promise<pg.Client> {
  const urls = eachHost(url)
  let failure: unknown
  for (const one of urls) {
    const client = open(one)
    try {
      await client.connect()
      if (urls.length > 1) await refuseStandby(client)
      return client
    } catch (error) {
      failure = error
      // It is of no use whether or not it can be closed.
      client.end().catch(() => undefined)
    }
  }
  throw failure
}

type PoolOptions = Omit<pg.PoolConfig, 'connectionString'>

/** As much of a pool as queries need. */
export interface WritablePool {
  readonly options: object
  connect(): Promise<pg.PoolClient>
  end(): Promise<void>
}

/** A pool of connections to the server that takes writes, wherever that is at the moment. */
export const openWritablePool = (url: string, options: PoolOptions): WritablePool =>
  openPool(url, options, refuseStandby)

/** The same where no transaction can write: the server refuses it. */
export const openReadOnlyPool = (url: string, options: PoolOptions): WritablePool =>
  openPool(url, { ...options, options: '-c default_transaction_read_only=on' }, refuseFollower)

function openPool(url: string, options: PoolOptions, check: Check): WritablePool {
  const pools = eachHost(url).map((one) => {
    const pool = new pg.Pool({ ...options, connectionString: one })
    // An idle connection that breaks is replaced at the next query; without a listener its error would
    // end the process.
    pool.on('error', () => undefined)
    // The same for one that breaks under a query: the query is rejected, and that says it all.
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  })
  const [only] = pools
  if (only && pools.length === 1) return only
  let first = 0
  return {
    options,
    async connect() {
      let failure: unknown
      for (let tried = 0; tried < pools.length; tried += 1) {
        const at = (first + tried) % pools.length
        try {
          const client = await checkedOf(pools[at], check)
          first = at
          return client
        } catch (error) {
          failure = error
        }
      }
      throw failure
    },
    async end() {
      await Promise.all(pools.map((pool) => pool.end()))
    },
  }
}

/** Asked at every use: a server that was demoted may keep its connections. */
async function checkedOf(pool: pg.Pool | undefined, check: Check): Promise<pg.PoolClient> {
  if (!pool) throw new Error('there is no server')
  const client = await pool.connect()
  try {
    await check(client)
    return client
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Rejects when the server is not the one that is meant. */
type Check = (client: pg.ClientBase) => Promise<void>

async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ transaction_read_only: string }>(
    'show transaction_read_only',
  )
  if (rows[0]?.transaction_read_only !== 'off') throw new Error('this server takes no writes')
}

async function refuseFollower(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ follows: boolean }>('select pg_is_in_recovery() as follows')
  if (rows[0]?.follows !== false) throw new Error('this server follows another one')
}
