/** `mudstream verify-install`: says whether the programs Mudstream needs are there and run. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { environment, loadConfig } from '../../platform/config.ts'
import { coerceError } from '../../platform/errors.ts'
import { findNats } from '../embedded/nats.ts'
import { findPostgres } from '../embedded/postgres-binaries.ts'
import { clusterFolder } from '../embedded/postgres-cluster.ts'
import { postgresUser } from '../embedded/postgres-user.ts'

const verify = (): void => {
  const env = environment()
  const config = loadConfig(env)
  const dataDir = resolve(config.dataDir)
  const path = env['PATH'] ?? ''
  const checks: readonly [string, () => string][] = [
    ['Node', () => `${process.version} (${process.execPath})`],
    ['Postgres', () => (config.databaseUrl === undefined ? postgres(dataDir, path) : 'external')],
    ['NATS', () => (config.natsUrl === undefined ? findNats(path) : 'external')],
  ]
  for (const [name, check] of checks) {
    try {
      process.stdout.write(`ok      ${name}: ${check()}\n`)
    } catch (thrown) {
      process.stdout.write(`missing ${name}: ${coerceError(thrown).message}\n`)
      process.exitCode = 1
    }
  }
}

const postgres = (dataDir: string, path: string): string => {
  const found = findPostgres(dataDir, path, postgresUser(clusterFolder(dataDir)))
  return `${found.major} (${found.postgres})`
}

/** Gives the subcommand its options and its action. */
export const configure = (command: Command): void => {
  command.action(verify)
}
