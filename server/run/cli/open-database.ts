/**
 * The database for subcommands that look at it: the one that `MUD_DATABASE_URL` names, the embedded
 * one of a running Mudstream, or else the embedded one, started for as long as the subcommand runs.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { archiveFolderOf, useArchiveFolder } from '../../log/parts/archive-folder.ts'
import { findMasterKey, useMasterKey } from '../../persons/master-key.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import { type Db, migrate, openDatabase } from '../../platform/database.ts'
import { isDataDirInUse, openDataDir } from '../embedded/data-dir.ts'
import { startPostgres } from '../embedded/postgres.ts'
import { clusterFolder } from '../embedded/postgres-cluster.ts'
import { readSecrets } from '../embedded/secrets.ts'
import { sharedBuffersMbOf } from '../supervise/profile.ts'
import { namedDatabase, runningDatabase } from './running.ts'

export interface OpenedDatabase {
  readonly db: Db
  /** Address with the rights of the database's owner. */
  readonly url: string
  readonly config: Config
}

export interface OpenOptions {
  /** Makes the database where there is none yet: for subcommands that fill one. */
  readonly create?: boolean
  /** The schema stays as it is: for subcommands that look at it. */
  readonly asItIs?: boolean
}

/** Runs `use` with the database and closes everything again. Throws with words for a person. */
export async function withDatabase<T>(
  use: (opened: OpenedDatabase) => Promise<T>,
  options: OpenOptions = {},
): Promise<T> {
  const config = loadConfig(environment())
  useMasterKey(await findMasterKey(config))
  useArchiveFolder(archiveFolderOf(config))
  const named = namedDatabase(config)
  if (named !== undefined) return await connected(config, named, use, options)
  const dataDir = resolve(config.dataDir)
  if (options.create !== true && !existsSync(clusterFolder(dataDir))) {
    throw new Error(
      `There is no world in ${dataDir}. Set MUD_DATA_DIR to the folder of one, or MUD_DATABASE_URL.`,
    )
  }
  return await onDataDir(config, dataDir, use, options)
}

async function connected<T>(
  config: Config,
  url: string,
  use: (opened: OpenedDatabase) => Promise<T>,
  { asItIs = false }: OpenOptions,
): Promise<T> {
  const db = openDatabase(url, 'mudstream-command', 3)
  try {
    if (!asItIs) await migrate(db)
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
  options: OpenOptions,
): Promise<T> {
  let owned: ReturnType<typeof openDataDir>
  try {
    owned = openDataDir(dataDir)
  } catch (error) {
    if (!isDataDirInUse(error)) throw error
    return await connected(config, runningDatabase(dataDir), use, options)
  }
  try {
    const server = await startPostgres({
      dataDir,
      passwords: readSecrets(dataDir).postgres,
      port: config.postgresPort,
      sharedBuffersMb: sharedBuffersMbOf(config),
      logFile: join(owned.folder('logs'), 'postgres.log'),
      searchPath: environment()['PATH'] ?? '',
      ownerCreatesDatabases: true,
    })
    owned.record([{ name: 'Postgres', ...server.identity }])
    try {
      return await connected(config, server.url('owner'), use, options)
    } finally {
      await server.stop()
    }
  } finally {
    owned.release()
  }
}
