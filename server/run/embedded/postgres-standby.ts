/**
 * Makes a standby: a copy of a running Postgres that follows it. The packages bring no pg_basebackup, so
 * the copy is made by the server's own backup functions around a plain copy of its files.
 */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { clusterFolder, stampOf } from './postgres-cluster.ts'
import { giveTo } from './postgres-user.ts'

const run = promisify(execFile)

/** What belongs to the running server alone. */
const notCopied = ['postmaster.pid', 'postmaster.opts', 'standby.signal', 'recovery.signal']

/**
 * Copies the cluster of one data folder to another, replacing what is there.
 * @param url address of the running server, with a login that may make backups
 * @throws when the copy is not complete
 */
export const copyAsStandby = async (url: string, from: string, to: string): Promise<void> => {
  const source = clusterFolder(from)
  const target = clusterFolder(to)
  const { uid, gid } = statSync(source)
  const runAs = process.getuid?.() === 0 ? { uid, gid } : undefined
  // Some seconds on a slow disk, and this process may also be the way to the database.
  await rm(target, { recursive: true, force: true })
  mkdirSync(to, { recursive: true, mode: 0o700 })
  const client = new pg.Client({ connectionString: url })
  // A server that ends while it is copied shows in the question's own rejection.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query("select pg_backup_start('standby', true)")
    await copyFiles(source, target)
    const { rows } = await client.query<{ labelfile: string }>(
      'select * from pg_backup_stop(false)',
    )
    // It says from where on the log has to be read again: the files were copied while they changed.
    writeFor(runAs, join(target, 'backup_label'), rows[0]?.labelfile ?? '')
  } finally {
    await client.end()
  }
  for (const name of notCopied) rmSync(join(target, name), { force: true })
  const log = join(target, 'pg_wal')
  for (const name of readdirSync(log)) {
    // The log comes from the primary; pieces of it that were copied while they changed are worth nothing.
    if (/^[0-9A-F]{24}$/.test(name)) rmSync(join(log, name))
  }
  // Whom the primary waits for is no business of its copy.
  writeFor(runAs, join(target, 'postgresql.auto.conf'), '')
  becomeStandby(to)
  copyFileSync(stampOf(from), stampOf(to))
}

/** The cluster follows another server from its next start on. */
const becomeStandby = (dataDir: string): void => {
  const cluster = clusterFolder(dataDir)
  const { uid, gid } = statSync(cluster)
  writeFor(process.getuid?.() === 0 ? { uid, gid } : undefined, join(cluster, 'standby.signal'), '')
}

const writeFor = (runAs: Parameters<typeof giveTo>[1], path: string, text: string): void => {
  writeFileSync(path, text, { mode: 0o600 })
  giveTo(path, runAs)
}

/**
 * Files may vanish while they are copied (temporary ones); anything else that is said is an error.
 */
const copyFiles = async (source: string, target: string): Promise<void> => {
  try {
    await run('cp', ['-a', source, target])
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string }
    const said = stderr.split('\n').filter((line) => line !== '')
    const bad = said.filter((line) => !line.includes('No such file or directory'))
    if (bad.length === 0 && said.length > 0) return
    throw new Error(`The database could not be copied: ${bad[0] ?? message}`, { cause: error })
  }
}
