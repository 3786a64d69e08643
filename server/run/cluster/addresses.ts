/** Where a running cluster writes down its addresses, for subcommands of the owner of its folder. */
import { join } from 'node:path'
import { readJson } from '../embedded/data-dir.ts'

/** Its servers, with every right. */
export type ClusterAddresses = {
  readonly natsUrl: string
  readonly natsMonitorUrl: string
  readonly databaseUrl: string
  /** Each Postgres server by itself, whichever leads. */
  readonly databaseServers: readonly string[]
}

/** The file is there while the cluster runs. */
export const clusterAddressesPath = (dataDir: string): string => join(dataDir, 'addresses.json')

/** The addresses of the cluster that runs on a folder. */
export const clusterOn = (dataDir: string): ClusterAddresses | undefined =>
  readJson<ClusterAddresses>(clusterAddressesPath(dataDir))
