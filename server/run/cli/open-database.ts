/**
 * The database for subcommands that look at it: the one that `MUD_DATABASE_URL` names, the embedded
 * one of a running Mudstream, or else the embedded one, started for as long as the subcommand runs.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { archiveFolderOf, useArchiveFolder } from '../../log/parts/archive-folder.ts'
import { findMasterKey, useMasterKey } from '../../persons/master-key.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { type Db, migrate, openDatabase } from '../../platform/database.ts'
import { isDataDirInUse, openDataDir } from '../embedded/data-dir.ts'
import { startPostgres } from '../embedded/postgres.ts'
import { clusterFolder, databaseName } from '../embedded/postgres-cluster.ts'
import { readSecrets } from '../embedded/secrets.ts'

export interface OpenedDatabase {
  readonly db: Db
  /** Address with the rights of the database's owner. */
  readonly url: string
  readonly config: Config
}

export interface OpenOptions {
  /** Makes the database where there is none yet: for subcommands that fill one. */
  readonly create?: boolean
}

/** Runs `use` with the database and closes everything again. Throws with words for a person. */
export async function withDatabase<T>(
  use: (opened: OpenedDatabase) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const config = loadConfig(environment())
  useMasterKey(await findMasterKey(config))
  useArchiveFolder(archiveFolderOf(config))
  if (config.databaseUrl !== undefined) return await connected(config, config.databaseUrl, use)
  const dataDir = resolve(config.dataDir)
  if (options.create !== true && !existsSync(clusterFolder(dataDir))) {
    throw new Error(
      `There is no world in ${dataDir}. Set MUD_DATA_DIR to the folder of one, or MUD_DATABASE_URL.`,
    )
  }
  return await onDataDir(config, dataDir, use)
}

async function connected<T>(
  config: Config,
  url: string,
  use: (opened: OpenedDatabase) => Promise<T>,
): Promise<T> {
  const db = openDatabase(url, 'mudstream-command', 3)
  try {
    await migrate(db)
    return await use({ db, url, config })
  } finally {
    await db.destroy()
  }
}

/** Takes the folder for itself; when a Mudstream runs on it, connects to that one's server. */
async function onDataDir<T>(
  config: Config,
  dataDir: string,
  use: (opened: OpenedDatabase) => Promise<T>,
): Promise<T> {
  let owned: ReturnType<typeof openDataDir>
  try {
    owned = openDataDir(dataDir)
  } catch (error) {
    if (!isDataDirInUse(error)) throw error
    return await connected(config, runningUrl(dataDir), use)
  }
  try {
    const server = await startPostgres({
      dataDir,
      passwords: readSecrets(dataDir).postgres,
      port: config.postgresPort,
      sharedBuffersMb: config.postgresSharedBuffersMb,
      logFile: join(owned.folder('logs'), 'postgres.log'),
      searchPath: environment()['PATH'] ?? '',
      ownerCreatesDatabases: true,
    })
    owned.record([{ name: 'Postgres', ...server.identity }])
    try {
      return await connected(config, server.url('owner'), use)
    } finally {
      await server.stop()
    }
  } finally {
    owned.release()
  }
}

/** Line 4 of `postmaster.pid` is the port (Postgres, "Database File Layout"). */
function runningUrl(dataDir: string): string {
  let port = Number.NaN
  try {
    const lines = readFileSync(join(clusterFolder(dataDir), 'postmaster.pid'), 'utf8').split('\n')
    port = Number(lines[3])
  } catch {
    // It is starting or stopping; the message below says what to do.
  }
  if (!Number.isInteger(port) || port <= 0) {
    throw new Error(
      `Mudstream is starting or stopping on ${dataDir}; try again when its database runs.`,
    )
  }
  const password = readSecrets(dataDir).postgres.owner
  return `postgres://mud_owner:${password}@127.0.0.1:${port}/${databaseName}`
}
