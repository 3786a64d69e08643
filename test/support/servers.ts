/**
 * Real servers for tests: one Postgres and one NATS for a whole run, a database of its own for every
 * test file. Fsync stays on; only what does not change the meaning of a test is made cheap.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { openDataDir } from '../../server/run/embedded/data-dir.ts'
import { startNats } from '../../server/run/embedded/nats.ts'
import { startPostgres } from '../../server/run/embedded/postgres.ts'
import {
  type NatsLogin,
  natsLogins,
  type PostgresLogin,
  postgresLogins,
  readSecrets,
} from '../../server/run/embedded/secrets.ts'
import { startWatchdog } from '../../server/run/embedded/watchdog.ts'

/** Addresses of the shared servers by login; plain JSON, so that it reaches the test processes. */
export type TestAddresses = {
  readonly nats: Readonly<Record<NatsLogin, string>>
  readonly natsMonitor: string
  readonly postgres: Readonly<Record<PostgresLogin, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    testServers: TestAddresses
  }
}

/** World whose subjects and streams the logins of the shared NATS server may use. */
export const testWorld = 'main'

/** The running servers of a test run. */
export type TestServers = {
  readonly addresses: TestAddresses
  readonly pids: Readonly<Record<'postgres' | 'nats', number>>
  stop(): Promise<void>
}

const byLogin = <Login extends string>(
  logins: readonly Login[],
  url: (login: Login) => string,
): Record<Login, string> =>
  Object.fromEntries(logins.map((login) => [login, url(login)])) as Record<Login, string>

/**
 * Starts the shared servers in a temporary folder. Test files use `freshDatabase` and `natsUrl`;
 * only the run's set-up, and programs outside vitest, call this.
 */
export const startTestServers = async (): Promise<TestServers> => {
  const dataDir = openDataDir(mkdtempSync(join(tmpdir(), 'mudstream-test-')))
  const secrets = readSecrets(dataDir.path)
  const logs = dataDir.folder('logs')
  // PATH is the one thing a test run takes from outside: where an installed server may be found.
  const searchPath = process.env['PATH'] ?? ''
  const [postgres, nats] = await Promise.all([
    startPostgres({
      dataDir: dataDir.path,
      passwords: secrets.postgres,
      port: 0,
      sharedBuffersMb: 64,
      logFile: join(logs, 'postgres.log'),
      searchPath,
      ownerCreatesDatabases: true,
      settings: { max_connections: '200', max_wal_size: '1GB' },
    }),
    startNats({
      dataDir: dataDir.path,
      passwords: secrets.nats,
      port: 0,
      world: testWorld,
      // Streams reserve their bounds when they are made; nothing of that is written.
      storeMaxGb: 200,
      logFile: join(logs, 'nats.log'),
      searchPath,
    }),
  ])
  const watchdog = startWatchdog()
  // A run that is killed must not leave servers behind.
  watchdog.watch([postgres.identity, nats.identity])
  return {
    addresses: {
      nats: byLogin(natsLogins, nats.url),
      natsMonitor: nats.monitorUrl,
      postgres: byLogin(postgresLogins, postgres.url),
    },
    pids: { postgres: postgres.identity.pid, nats: nats.identity.pid },
    stop: async () => {
      await Promise.all([postgres.stop(), nats.stop()])
      watchdog.dismiss()
      dataDir.release()
      rmSync(dataDir.path, { recursive: true, force: true })
    },
  }
}

/** A database for one test file, with the address of every login. */
export type FreshDatabase = {
  readonly name: string
  url(login: PostgresLogin): string
  /** Removes it, ending what is still connected. */
  drop(): Promise<void>
}

const asOwner = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: inject('testServers').postgres.owner })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/**
 * Ends what is connected and removes a database. Postgres' own cleaner may be at work in it, which
 * the owner may not end; it is done in a moment, so this asks again.
 */
const dropDatabase = async (name: string): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await asOwner(`drop database if exists ${name} with (force)`)
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || attempt >= 120) throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

const onDatabase = (address: string, database: string): string => {
  const url = new URL(address)
  url.pathname = `/${database}`
  return url.href
}

/**
 * Makes a database that only this test uses.
 * @param name a word that tells where it came from, `[a-z0-9_]`
 * @param template a database to copy, to which nobody is connected; without one it is empty
 */
export const freshDatabase = async (name: string, template?: string): Promise<FreshDatabase> => {
  if (!/^[a-z0-9_]{1,40}$/.test(name)) throw new Error(`Not a database name: ${name}`)
  const full = `${name}_${randomBytes(6).toString('hex')}`
  await asOwner(`create database ${full} template ${template ?? 'template0'}`)
  const logins = 'mud_gateway, mud_tick, mud_worker, mud_admin'
  await asOwner(`revoke all on database ${full} from public`)
  await asOwner(`grant connect on database ${full} to ${logins}`)
  return {
    name: full,
    url: (login) => onDatabase(inject('testServers').postgres[login], full),
    drop: () => dropDatabase(full),
  }
}

/** Address of the shared NATS server for one login; streams of `testWorld` may be used. */
export const natsUrl = (login: NatsLogin): string => inject('testServers').nats[login]

/** Base of the shared NATS server's monitoring pages. */
export const natsMonitorUrl = (): string => inject('testServers').natsMonitor
