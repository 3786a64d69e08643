/** A data folder with an empty database, made once for a run of tests: making one costs two seconds of a processor. */
import { execFile } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { openDataDir } from '../../server/run/embedded/data-dir.ts'
import { startPostgres } from '../../server/run/embedded/postgres.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'

/** The variable that tells the processes of a test run where it is. */
export const madeDatabase = 'NODE_TEST_MADE_DATABASE'

/** Makes it as `npm start` does; resolves with its path. */
export async function makeDatabase(): Promise<string> {
  const dataDir = openDataDir(mkdtempSync(join(tmpdir(), 'mudstream-made-')))
  const postgres = await startPostgres({
    dataDir: dataDir.path,
    passwords: readSecrets(dataDir.path).postgres,
    port: 0,
    sharedBuffersMb: 16,
    logFile: join(dataDir.folder('logs'), 'postgres.log'),
    searchPath: process.env['PATH'] ?? '',
  })
  await postgres.stop()
  dataDir.release()
  return dataDir.path
}

/** Puts a copy of it into an empty data folder; outside of a test run the system makes its own. */
export async function copyMadeDatabase(dataDir: string): Promise<void> {
  const made = process.env[madeDatabase]
  if (made !== undefined) await promisify(execFile)('cp', ['-a', `${made}/.`, dataDir])
}
