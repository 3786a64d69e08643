/**
 * The database for subcommands, to look at, to change or to fill: the one that `MUD_DATABASE_URL` names, the embedded
 * one of a running Mudstream, or else the embedded one, started for as long as the subcommand runs.
 */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { archiveFolderOf, useArchiveFolder } from '../../log/parts/archive-folder.ts'
import { findMasterKey, useMasterKey } from '../../persons/master-key.ts'
import { type Config, environment, loadConfig } from '../../platform/config.ts'
import {
  type Db,
  migrate,
  openDatabase,
  openForLooking,
  schemaState,
} from '../../platform/database.ts'
import { asTrouble } from '../../platform/trouble.ts'
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

interface Opening {
  readonly open: (url: string) => Db
  /** What is done about a schema that is not of this version. */
  readonly prepare: (db: Db) => Promise<unknown>
  /** Makes the database where there is none yet. */
  readonly create?: boolean
}

type Use<T> = (opened: OpenedDatabase) => Promise<T>

const name = 'mudstream-command'
const asItIs = async (): Promise<void> => undefined

/**
 * For subcommands that look: nothing that `use` asks can write, and a schema of another version is refused in
 * words, unless `anySchema` says that `use` can read it.
 */
export const lookAtDatabase = <T>(use: Use<T>, { anySchema = false } = {}): Promise<T> =>
  withDatabase(use, {
    open: (url) => openForLooking(url, name),
    prepare: anySchema ? asItIs : refuseOther,
  })

/** For subcommands that write. They leave the schema alone, too: a version that runs on it may need it as it is. */
export const changeDatabase = <T>(use: Use<T>, { anySchema = false } = {}): Promise<T> =>
  withDatabase(use, { open: openWriting, prepare: anySchema ? asItIs : refuseOther })

/** For subcommands that fill a database: it is made where there is none, and brought up to this version. */
export const fillDatabase = <T>(use: Use<T>): Promise<T> =>
  withDatabase(use, { open: openWriting, prepare: migrate, create: true })

const openWriting = (url: string): Db => openDatabase(url, name, 3)

async function refuseOther(db: Db): Promise<void> {
  const { missing, unknown } = await schemaState(db)
  const last = missing.at(-1)
  if (unknown.length > 0) {
    throw new Error(
      `A newer version of Mudstream has made this database (${unknown.join(', ')}): use that version. Nothing was changed.`,
    )
  }
  if (last === undefined) return
  throw new Error(
    `This database is older than this version of Mudstream (it lacks ${last}). Nothing was changed: ` +
      '`mudstream setup` brings it up to date where servers are named by settings, elsewhere a start does.',
  )
}

/** Runs `use` with the database and closes everything again. Throws with words for a person. */
async function withDatabase<T>(use: Use<T>, opening: Opening): Promise<T> {
  const config = loadConfig(environment())
  useMasterKey(await findMasterKey(config))
  useArchiveFolder(archiveFolderOf(config))
  const named = namedDatabase(config)
  if (named !== undefined) return await connected(config, named, use, opening)
  const dataDir = resolve(config.dataDir)
  if (!opening.create && !existsSync(clusterFolder(dataDir))) {
    throw new Error(
      `There is no world in ${dataDir}. Set MUD_DATA_DIR to the folder of one, or MUD_DATABASE_URL.`,
    )
  }
  return await onDataDir(config, dataDir, use, opening)
}

async function connected<T>(
  config: Config,
  url: string,
  use: Use<T>,
  { open, prepare }: Opening,
): Promise<T> {
  const db = open(url)
  try {
    await prepare(db)
    return await use({ db, url, config })
  } catch (error) {
    throw asTrouble(error, { who: 'Postgres', url })
  } finally {
    await db.destroy()
  }
}

/** Takes the folder for itself; when a Mudstream runs on it, connects to that one's server. */
async function onDataDir<T>(
  config: Config,
  dataDir: string,
  use: Use<T>,
  opening: Opening,
): Promise<T> {
  let owned: ReturnType<typeof openDataDir>
  try {
    owned = openDataDir(dataDir)
  } catch (error) {
    if (!isDataDirInUse(error)) throw error
    return await connected(config, runningDatabase(dataDir), use, opening)
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
      return await connected(config, server.url('owner'), use, opening)
    } finally {
      await server.stop()
    }
  } finally {
    owned.release()
  }
}
