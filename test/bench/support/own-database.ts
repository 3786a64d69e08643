/** A migrated database of a data folder, without the rest of the system. */
import { join } from 'node:path'
import { type Db, migrate, openDatabase } from '../../../server/platform/database.ts'
import { openDataDir } from '../../../server/run/embedded/data-dir.ts'
import { startPostgres } from '../../../server/run/embedded/postgres.ts'
import { readSecrets } from '../../../server/run/embedded/secrets.ts'

/** The embedded Postgres alone, on the folder a system will start on. */
export async function withDatabase<T>(
  dataDir: string,
  use: (db: Db, url: string) => Promise<T>,
): Promise<T> {
  const opened = openDataDir(dataDir)
  const postgres = await startPostgres({
    dataDir: opened.path,
    passwords: readSecrets(opened.path).postgres,
    port: 0,
    sharedBuffersMb: 256,
    logFile: join(opened.folder('logs'), 'postgres.log'),
    searchPath: process.env['PATH'] ?? '',
  })
  const db = openDatabase(postgres.url('owner'), 'bench', 3)
  try {
    await migrate(db)
    return await use(db, postgres.url('owner'))
  } finally {
    await db.destroy()
    await postgres.stop()
    opened.release()
  }
}
