/**
 * Makes the database cluster: its files, its logins, its one database.
 *
 * Invariant: a folder with the final name is complete. The cluster is built under another name and
 * renamed at the end, so a start that was killed half-way leaves nothing that looks finished.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivately } from './data-dir.ts'
import type { PostgresBinaries, RunAs } from './postgres-binaries.ts'
import { giveTo } from './postgres-user.ts'
import { type PostgresLogin, postgresLogins } from './secrets.ts'

/** What is needed to make a cluster. */
export type ClusterOptions = {
  /** Data folder of Mudstream; the cluster is `postgres` inside. */
  readonly dataDir: string
  readonly binaries: PostgresBinaries
  readonly runAs: RunAs
  readonly passwords: Readonly<Record<PostgresLogin, string>>
  /** Lets the owner login create databases, which tests need. */
  readonly ownerCreatesDatabases?: boolean
  /** Makes the login by which a standby follows and somebody promotes it. */
  readonly replicaPassword?: string | undefined
}

/** The login of a standby, and of whoever looks after a pair of servers. */
export const replicaLogin = 'mud_replica'

/** Name of the one database. */
export const databaseName = 'mudstream'

/**
 * How Postgres is told where its data is. On Linux it is started inside its folder and told "here":
 * the working folder is inherited from us, so the server's user needs no right to enter the folders
 * above, and `/proc/self/cwd` never has to be looked up through them.
 */
export const clusterAddress = (cluster: string): string =>
  process.platform === 'linux' ? '/proc/self/cwd' : cluster

/** Where it is written down with which logins the cluster was made. */
export const stampOf = (dataDir: string): string => join(dataDir, 'postgres.logins')

/** Where the cluster of a data folder is. */
export const clusterFolder = (dataDir: string): string => join(dataDir, 'postgres')

const hostBasedAccess = `# Passwords only, from this machine only.
host all all 127.0.0.1/32 scram-sha-256
host all all ::1/128 scram-sha-256
host replication ${replicaLogin} 127.0.0.1/32 scram-sha-256
`

interface Step {
  /** What becomes of the database, for the message when it does not. */
  readonly what: 'created' | 'protected' | 'prepared'
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  readonly runAs: RunAs
  readonly input?: string
}

/** Runs a program to its end. Throws with what it said when it failed. */
const run = ({ what, program, args, folder, runAs, input = '' }: Step): void => {
  const done = spawnSync(program, args, {
    ...runAs,
    cwd: folder,
    input,
    encoding: 'utf8',
    env: { TZ: 'UTC', LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  })
  const said = `${done.stdout ?? ''}\n${done.stderr ?? ''}`
  // The single-user server goes on after an error in a statement and ends with success.
  const broken = /\b(ERROR|FATAL|PANIC):.*/.exec(said)
  if (done.error !== undefined || done.status !== 0 || broken !== null) {
    // It says so in a different line each time, and not always as an error.
    const isFull = said.includes('No space left on device')
    const why = isFull
      ? 'the disk of MUD_DATA_DIR is full. Make room on it, or set another folder.'
      : (done.error?.message ?? broken?.[0] ?? said.trim())
    throw new Error(`The database could not be ${what}: ${why}`)
  }
}

const initialise = (folder: string, options: ClusterOptions): void => {
  const { binaries, runAs } = options
  const locale =
    binaries.major >= 17
      ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
      : ['--locale=C']
  const address = clusterAddress(folder)
  // Trust is never in force: the rules are replaced before the server listens for the first time.
  const auth = ['--auth=trust', '--username=postgres', '--no-instructions']
  const args = ['-D', address, '--encoding=UTF8', ...locale, ...auth, ...segments(options)]
  run({ what: 'created', program: binaries.initdb, args, folder, runAs })
  // Written by the server's own user: root must not write by name where another user may put links.
  const place = process.platform === 'linux' ? 'pg_hba.conf' : join(folder, 'pg_hba.conf')
  const write = ['-c', 'cat > "$1"', 'sh', place]
  const shell = { program: '/bin/sh', args: write, folder, runAs }
  run({ what: 'protected', ...shell, input: hostBasedAccess })
}

/**
 * A promotion copies a segment of the log, and a copy of the server begins a new one; both fill it with
 * zeroes while commits wait.
 */
const segments = ({ replicaPassword }: ClusterOptions): string[] =>
  replicaPassword === undefined ? [] : ['--wal-segsize=1']

// In single-user mode with -j a statement ends with a semicolon and an empty line.
const statements = (all: readonly string[]): string => all.map((one) => `${one};\n\n`).join('')

/** It is no superuser: it may follow, copy, promote, and say who has to confirm a commit. */
const replicaStatements = (password: string): string[] => [
  `do $$ begin if not exists (select from pg_roles where rolname = '${replicaLogin}') then create role ${replicaLogin}; end if; end $$`,
  `alter role ${replicaLogin} login replication password '${password}'`,
  `grant pg_monitor to ${replicaLogin}`,
  `grant alter system on parameter synchronous_standby_names to ${replicaLogin}`,
  `grant execute on function pg_reload_conf() to ${replicaLogin}`,
  `grant execute on function pg_promote(boolean, integer) to ${replicaLogin}`,
  `grant execute on function pg_backup_start(text, boolean) to ${replicaLogin}`,
  `grant execute on function pg_backup_stop(boolean) to ${replicaLogin}`,
]

const loginStatements = (options: ClusterOptions): string[] => [
  ...roleStatements(options),
  ...(options.replicaPassword === undefined ? [] : replicaStatements(options.replicaPassword)),
]

const roleStatements = (options: ClusterOptions): string[] =>
  postgresLogins.flatMap((login) => {
    const role = `mud_${login}`
    const create = `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if; end $$`
    const rights = login === 'owner' && options.ownerCreatesDatabases ? 'createdb' : 'nocreatedb'
    return [create, `alter role ${role} login ${rights} password '${options.passwords[login]}'`]
  })

const databaseStatements = [
  `create database ${databaseName} owner mud_owner`,
  `revoke all on database ${databaseName} from public`,
  `grant connect on database ${databaseName} to mud_gateway, mud_tick, mud_worker, mud_admin`,
  'grant pg_monitor to mud_owner with admin option',
  'grant pg_monitor to mud_admin',
]

const singleUser = (folder: string, options: ClusterOptions, input: string): void => {
  const { binaries, runAs } = options
  const quiet = ['-c', 'log_checkpoints=off', '-c', 'log_statement=none']
  const args = ['--single', '-j', ...quiet, '-D', clusterAddress(folder), 'postgres']
  run({ what: 'prepared', program: binaries.postgres, args, folder, runAs, input })
}

/** Tells whether the passwords in the cluster are still the ones we have. */
const loginsStamp = (options: ClusterOptions): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        options.passwords,
        options.ownerCreatesDatabases ?? false,
        ...(options.replicaPassword === undefined ? [] : [options.replicaPassword]),
      ]),
    )
    .digest('hex')

const checkMajor = (cluster: string, { binaries }: ClusterOptions): void => {
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim()
  if (version !== String(binaries.major)) {
    throw new Error(
      `The data in ${cluster} was made by Postgres ${version}, but ${binaries.major} was found. ` +
        'Install the former, or export the world with it and import it here.',
    )
  }
}

/**
 * Makes the cluster if there is none and brings its logins up to date. Must not be called while a
 * server runs on it.
 * @returns true when the cluster was made just now
 */
export const prepareCluster = (options: ClusterOptions): boolean => {
  const cluster = clusterFolder(options.dataDir)
  const stampPath = stampOf(options.dataDir)
  const fresh = !existsSync(cluster)
  if (fresh) {
    const draft = `${cluster}.new`
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    giveTo(draft, options.runAs)
    initialise(draft, options)
    singleUser(draft, options, statements([...loginStatements(options), ...databaseStatements]))
    renameSync(draft, cluster)
  } else {
    checkMajor(cluster, options)
    const stamp = existsSync(stampPath) ? readFileSync(stampPath, 'utf8') : ''
    if (stamp === loginsStamp(options)) return false
    singleUser(cluster, options, statements(loginStatements(options)))
  }
  writePrivately(stampPath, loginsStamp(options))
  return fresh
}
