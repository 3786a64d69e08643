/**
 * The embedded Postgres: a real server on a loopback port, with passwords, with fsync on.
 *
 * It is found by its working folder, so a server that outlived a killed Mudstream is stopped before
 * a new one starts; two servers on one cluster would destroy it.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withPort } from './ports.ts'
import { findPostgres } from './postgres-binaries.ts'
import { clusterAddress, clusterFolder, databaseName, prepareCluster } from './postgres-cluster.ts'
import { postgresUser } from './postgres-user.ts'
import { type ProcessIdentity, processesIn, type StopSignals, stopProcesses } from './processes.ts'
import type { PostgresLogin } from './secrets.ts'
import { type ServerExit, type ServerProcess, startServer } from './server-process.ts'

/** How to run the embedded Postgres. */
export type PostgresOptions = {
  /** Data folder of Mudstream, opened already. */
  readonly dataDir: string
  readonly passwords: Readonly<Record<PostgresLogin, string>>
  /** Loopback port; 0 = any free one. */
  readonly port: number
  readonly sharedBuffersMb: number
  readonly logFile: string
  /** Search path of the system, for a Postgres that is installed there. */
  readonly searchPath: string
  readonly ownerCreatesDatabases?: boolean
  /** Makes the login of a standby; see `prepareCluster`. */
  readonly replicaPassword?: string
  /** Settings of Postgres that replace ours. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called when there was no database and one has been made. */
  readonly onNewCluster?: () => void
}

/** A Postgres that takes connections. */
export type RunningPostgres = {
  readonly pid: number
  readonly identity: ProcessIdentity
  readonly port: number
  /** Address of the database for one login. */
  url(login: PostgresLogin): string
  readonly exited: Promise<ServerExit>
  /** Fast shutdown: connections are ended, everything is written, the process is gone. */
  stop(): Promise<void>
}

// SIGINT is the fast shutdown, SIGQUIT the immediate one that recovers at the next start.
const stopSignals: StopSignals = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 3_000],
]
const readyWithinMs = 120_000

const serverSettings = (options: PostgresOptions, port: number): Record<string, string> => ({
  listen_addresses: '127.0.0.1',
  port: String(port),
  // No socket file: passwords over loopback are the only way in.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: `${options.sharedBuffersMb}MB`,
  huge_pages: 'off',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  // The package is built without lz4, and pglz costs the flush more time than it saves bytes.
  wal_compression: 'off',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  // Compiling plans costs more than our short statements take.
  jit: 'off',
  track_io_timing: 'off',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_destination: 'stderr',
  logging_collector: 'off',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] ',
  ...options.settings,
})

/** Postgres keeps its own state in line 8 of this file; `ready` means that it takes connections. */
const saysReady = (cluster: string, pid: number): boolean => {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
  } catch {
    // It is not written yet.
    return false
  }
}

/**
 * Ends whatever still runs on the cluster. Then the number in `postmaster.pid` can only be a
 * stranger's, and Postgres would refuse to start if that stranger happens to be ours; the file goes.
 */
const clearLeftovers = async (cluster: string): Promise<void> => {
  const found = processesIn(cluster)
  if (found.length > 0) await stopProcesses(found, stopSignals)
  if (process.platform === 'linux') rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

const address = (port: number, login: PostgresLogin, password: string): string =>
  `postgres://mud_${login}:${password}@127.0.0.1:${port}/${databaseName}`

/**
 * Starts Postgres on the data folder, making the cluster first if there is none.
 * @throws with what to install or set when there is no usable Postgres, or with the end of its log
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const cluster = clusterFolder(options.dataDir)
  const runAs = postgresUser(cluster)
  const binaries = findPostgres(options.dataDir, options.searchPath, runAs)
  await clearLeftovers(cluster)
  const { passwords, ownerCreatesDatabases, replicaPassword } = options
  const rights = {
    ...(ownerCreatesDatabases === undefined ? {} : { ownerCreatesDatabases }),
    replicaPassword,
  }
  if (prepareCluster({ dataDir: options.dataDir, binaries, runAs, passwords, ...rights })) {
    options.onNewCluster?.()
  }
  const launch = async (port: number): Promise<ServerProcess & { port: number }> => {
    const settings = Object.entries(serverSettings(options, port))
    const server = await startServer({
      program: binaries.postgres,
      args: ['-D', clusterAddress(cluster), ...settings.flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      cwd: cluster,
      logFile: options.logFile,
      runAs,
      stopSignals,
      isReady: (pid) => saysReady(cluster, pid),
      readyWithinMs,
    })
    return { ...server, port }
  }
  const server = await withPort(options.port, launch)
  return {
    pid: server.identity.pid,
    identity: server.identity,
    port: server.port,
    url: (login) => address(server.port, login, options.passwords[login]),
    exited: server.exited,
    stop: server.stop,
  }
}
