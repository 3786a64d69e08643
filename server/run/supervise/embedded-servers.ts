/**
 * Postgres and NATS for one machine: starts those that no setting replaces, keeps them running on the
 * same ports, and knows the address of each for every login.
 */
import { join } from 'node:path'
import type { Config } from '../../platform/config.ts'
import type { Logger } from '../../platform/log.ts'
import type { DataDir } from '../embedded/data-dir.ts'
import { type RunningNats, startNats } from '../embedded/nats.ts'
import { type RunningPostgres, startPostgres } from '../embedded/postgres.ts'
import { type NatsLogin, type PostgresLogin, readSecrets } from '../embedded/secrets.ts'
import { type Keeper, keepRunning } from './keep-running.ts'
import { watchNats } from './nats-watch.ts'
import { sharedBuffersMbOf } from './profile.ts'
import { hasLogin, roleSlots } from './role-slots.ts'

/** The two servers, embedded or not. */
export type Servers = {
  readonly postgres: Keeper<RunningPostgres> | undefined
  readonly nats: Keeper<RunningNats> | undefined
  /** Addresses, once both servers run for the first time. They never change afterwards. */
  readonly addresses: Promise<{
    database(login: PostgresLogin): string
    nats(login: NatsLogin, instance?: string): string
    /** The monitoring pages of NATS. */
    readonly natsMonitor: string
  }>
}

type Parts = {
  readonly config: Config
  readonly log: Logger
  readonly dataDir: DataDir
  readonly searchPath: string
  readonly onChange: () => void
}

const keepPostgres = (parts: Parts): Keeper<RunningPostgres> => {
  const { config, log, dataDir } = parts
  const passwords = readSecrets(dataDir.path).postgres
  const logFile = join(dataDir.folder('logs'), 'postgres.log')
  let port = config.postgresPort
  const start = async (): Promise<RunningPostgres> => {
    const server = await startPostgres({
      dataDir: dataDir.path,
      passwords,
      port,
      sharedBuffersMb: sharedBuffersMbOf(config),
      logFile,
      searchPath: parts.searchPath,
      // Forks of a world are databases of their own; no role of the running game has this login.
      ownerCreatesDatabases: true,
      onNewCluster: () => log.info({ event: 'database-made' }, 'made a new database'),
    })
    port = server.port
    log.info(
      { event: 'process-ready', process: 'Postgres', processId: server.pid, port },
      'a process is ready',
    )
    return server
  }
  return keepRunning({ name: 'Postgres', log, start, onChange: parts.onChange })
}

const keepNats = (parts: Parts): Keeper<RunningNats> => {
  const { config, log, dataDir } = parts
  const passwords = readSecrets(dataDir.path).nats
  const logFile = join(dataDir.folder('logs'), 'nats.log')
  let port = config.natsPort
  let monitorPort: number | undefined
  const start = async (): Promise<RunningNats> => {
    const server = await startNats({
      dataDir: dataDir.path,
      passwords,
      port,
      monitorPort,
      world: config.world,
      instances: roleSlots(config).filter(hasLogin),
      storeMaxGb: config.natsStoreMaxGb,
      logFile,
      searchPath: parts.searchPath,
    })
    port = server.port
    monitorPort = server.monitorPort
    log.info(
      { event: 'process-ready', process: 'NATS', processId: server.pid, port },
      'a process is ready',
    )
    return server
  }
  const keeper = keepRunning({ name: 'NATS', log, start, onChange: parts.onChange })
  const watch = watchNats(keeper, join(dataDir.path, 'nats', 'jetstream'), log)
  return {
    ...keeper,
    stop() {
      watch.stop()
      return keeper.stop()
    },
    letGo() {
      watch.stop()
      keeper.letGo()
    },
  }
}

/** Starts the servers that are not replaced by `MUD_DATABASE_URL` or `MUD_NATS_URL`. */
export const startServers = (parts: Parts): Servers => {
  const { databaseUrl, natsUrl, natsMonitorUrl } = parts.config
  const postgres = databaseUrl === undefined ? keepPostgres(parts) : undefined
  const nats = natsUrl === undefined ? keepNats(parts) : undefined
  const addresses = Promise.all([postgres?.first, nats?.first]).then(([ownPostgres, ownNats]) => ({
    // Exactly one of each pair is there: our own server or the address that replaces it.
    database: (login: PostgresLogin) => ownPostgres?.url(login) ?? databaseUrl ?? '',
    nats: (login: NatsLogin, instance?: string) => ownNats?.url(login, instance) ?? natsUrl ?? '',
    natsMonitor: ownNats?.monitorUrl ?? natsMonitorUrl.join(','),
  }))
  addresses.catch(() => undefined)
  return { postgres, nats, addresses }
}
