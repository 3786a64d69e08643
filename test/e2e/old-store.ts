/** A whole system on a database that can go back in time: a standby that lagged is promoted, or a copy is put back. */
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startPostgres } from '../../server/run/embedded/postgres.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import {
  ask,
  type Home,
  newHome,
  startWholeSystem,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { portForLater } from '../support/ports.ts'
import { mudstream } from '../support/program.ts'

export interface OldStore {
  readonly home: Home
  readonly system: WholeSystem
  /** A folder for what a test writes. */
  readonly folder: string
  /** The address of the database as it is now. */
  url(): string
  /** A copy of the database as it is now: how far a standby has come that lags from now on. */
  copy(): Promise<void>
  /** The database dies, and its files are again as they were copied: its server notices nothing. */
  putBack(): Promise<void>
  /** The primary dies, and the standby is promoted: a new timeline of Postgres begins where the copy ends. */
  failOver(): Promise<void>
  /** Runs a subcommand on the database as it is now; resolves with what it prints. */
  command(...args: string[]): Promise<string>
  /** The same on another database. */
  commandOn(url: string, ...args: string[]): Promise<string>
  /** What another system needs to read the words of this one. */
  readonly personKey: string
  end(): Promise<void>
}

const run = promisify(execFile)

export async function startOnOldStore(
  settings: Readonly<Record<string, string>> = {},
): Promise<OldStore> {
  const folder = mkdtempSync(join(tmpdir(), 'mudstream-back-'))
  const cluster = join(folder, 'postgres')
  const earlier = join(folder, 'earlier')
  const home = await newHome()
  const standbyPort = await portForLater()
  const start = (port: number, more: Record<string, string> = {}) =>
    startPostgres({
      dataDir: folder,
      passwords: readSecrets(folder).postgres,
      port,
      sharedBuffersMb: 64,
      logFile: join(folder, 'postgres.log'),
      searchPath: process.env['PATH'] ?? '',
      settings: more,
    })
  let postgres = await start(home.ports.postgres)
  // Roles on a database of their own need a key.
  const personKey = Buffer.alloc(32, 7).toString('base64url')
  const system = await startWholeSystem(home, {
    MUD_PERSON_KEY: personKey,
    MUD_DATABASE_URL: postgres.url('owner').replace(/:\d+(?=\/)/, `$&,127.0.0.1:${standbyPort}`),
    MUD_WORKERS: '0',
    MUD_TICKS: '2',
    ...settings,
  }).catch(async (error: unknown) => {
    await postgres.stop()
    throw error
  })
  const commandOn = async (url: string, ...args: string[]): Promise<string> => {
    const settings = {
      MUD_PERSON_KEY: personKey,
      MUD_DATABASE_URL: url,
      MUD_DATA_DIR: home.dataDir,
    }
    const options = { cwd: '/', env: { PATH: process.env['PATH'], ...settings } }
    return (await run(process.execPath, [mudstream, ...args], options)).stdout
  }
  const takeBack = async () => {
    signal(postgres.pid, 'SIGKILL')
    await postgres.exited
    rmSync(cluster, { recursive: true })
    renameSync(earlier, cluster)
  }
  return {
    home,
    system,
    folder,
    url: () => postgres.url('owner'),
    async copy() {
      await postgres.stop()
      execFileSync('cp', ['-a', cluster, earlier])
      postgres = await start(postgres.port)
    },
    async putBack() {
      await takeBack()
      postgres = await start(postgres.port)
    },
    async failOver() {
      await takeBack()
      // Copied from another file, so that it belongs to the server's user.
      execFileSync('cp', ['-a', join(cluster, 'PG_VERSION'), join(cluster, 'recovery.signal')])
      // Elsewhere: the address names both.
      const port = postgres.port === standbyPort ? home.ports.postgres : standbyPort
      postgres = await start(port, { restore_command: 'false' })
    },
    personKey,
    command: (...args) => commandOn(postgres.url('owner'), ...args),
    commandOn,
    async end() {
      await system.stop()
      await postgres.stop()
      home.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Where the newest timeline began; 0 before the store has gone back. */
export async function timelineOf(store: Pick<OldStore, 'url'>): Promise<number> {
  const [row] = await ask<{ timeline: string }>(store.url(), 'select timeline from shards')
  return Number(row?.timeline ?? 0)
}

/** The password of everybody in these tests. */
export const password = 'lantern-and-salt'

/** Calls the HTTP API; with a body it is a `POST`. */
export const call = (http: string, path: string, token = '', body?: object) =>
  fetch(`${http}${path}`, {
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  })
