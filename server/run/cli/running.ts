/** Where the servers are that a subcommand asks: those that settings name, or those that run on the data folder. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { monitorAddresses } from '../../platform/bus/monitor.ts'
import type { Config } from '../../platform/config.ts'
import { eachHost } from '../../platform/each-host.ts'
import { clusterOn } from '../cluster/addresses.ts'
import { clusterFolder, databaseName } from '../embedded/postgres-cluster.ts'
import { readSecrets } from '../embedded/secrets.ts'

/** The bus with every right. Throws with words for a person when there is none. */
export function runningBus(config: Config): {
  readonly url: string
  readonly monitors: readonly string[]
} {
  if (config.natsUrl !== undefined)
    return { url: config.natsUrl, monitors: monitorAddresses(config) }
  const dataDir = resolve(config.dataDir)
  const cluster = clusterOn(dataDir)
  if (cluster) return { url: cluster.natsUrl, monitors: cluster.natsMonitorUrl.split(',') }
  const conf = textOf(join(dataDir, 'nats', 'nats.conf'))
  // The ports stand in the configuration that the running server was started with.
  const port = /^port: (\d+)$/m.exec(conf)?.[1]
  const monitor = /^http: "(.+)"$/m.exec(conf)?.[1]
  if (port === undefined || monitor === undefined) {
    throw new Error(
      `There is no bus in ${dataDir}. Set MUD_DATA_DIR to the folder of a running Mudstream, or MUD_NATS_URL.`,
    )
  }
  const url = `nats://admin:${readSecrets(dataDir).nats.admin}@127.0.0.1:${port}`
  return { url, monitors: [`http://${monitor}`] }
}

/** The database of an address that is set, or of a cluster that runs. */
export function namedDatabase(config: Config): string | undefined {
  return config.databaseUrl ?? clusterOn(resolve(config.dataDir))?.databaseUrl
}

/** The same, as the address of every server of it. */
export function runningDatabases(config: Config): string[] {
  const dataDir = resolve(config.dataDir)
  const servers = config.databaseUrl ? config.databaseServers : clusterOn(dataDir)?.databaseServers
  return eachHost(namedDatabase(config) ?? runningDatabase(dataDir), servers)
}

/** The embedded database that runs on the folder. Throws with words when it does not. */
export function runningDatabase(dataDir: string): string {
  // Line 4 of `postmaster.pid` is the port (Postgres, "Database File Layout").
  const port = Number(textOf(join(clusterFolder(dataDir), 'postmaster.pid')).split('\n')[3])
  if (!Number.isInteger(port) || port <= 0) {
    throw new Error(
      `Mudstream is starting or stopping on ${dataDir}; try again when its database runs.`,
    )
  }
  const password = readSecrets(dataDir).postgres.owner
  return `postgres://mud_owner:${password}@127.0.0.1:${port}/${databaseName}`
}

/** Empty when there is no such file: never started here, or starting or stopping right now. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
