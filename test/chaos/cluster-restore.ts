/**
 * Puts a backup of some seconds ago in the place of the database, behind everybody's back: what an
 * operator does who has to go back to an earlier point. NATS keeps what it has.
 */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { mudstream } from '../support/program.ts'
import type { ClusterSystem } from './cluster-system.ts'
import { until } from './whole-system.ts'

const run = promisify(execFile)
let restored = 0

/** Makes a backup, lets people play on, and restores it. */
export async function restoreEarlier(
  system: ClusterSystem,
  playOn: () => Promise<void>,
): Promise<void> {
  restored += 1
  const file = join(system.dataDir, `earlier-${restored}.ndjson.gz`)
  const name = `earlier_${restored}`
  const url = system.databaseUrl('owner')
  await mudstreamCommand(system, url, ['backup', 'create', file])
  await playOn()
  const operator = url.replace(/[^/]+$/, 'postgres')
  await execute(operator, `create database ${name}`)
  await mudstreamCommand(system, url.replace(/[^/]+$/, name), ['backup', 'restore', file])
  system.setLinks({ of: 'postgres', state: 'cut' })
  try {
    // Backends end some moments after their connections.
    await until(
      'the databases to change places',
      async () => {
        await execute(
          operator,
          `begin; alter database mudstream rename to lost_${restored};
           alter database ${name} rename to mudstream; commit`,
        )
        return true
      },
      Boolean,
    )
  } finally {
    system.setLinks({ of: 'postgres', state: 'open' })
  }
}

async function mudstreamCommand(
  { dataDir }: ClusterSystem,
  databaseUrl: string,
  words: readonly string[],
): Promise<void> {
  const env = { PATH: process.env['PATH'], MUD_DATA_DIR: dataDir, MUD_DATABASE_URL: databaseUrl }
  await run(process.execPath, [mudstream, ...words], { cwd: '/', env })
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  // A server that is killed under us shows in the question's own rejection.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
