/** The thread that forgets those who have asked for it. */
import { workerData } from 'node:worker_threads'
import { useMasterKey } from '../persons/master-key.ts'
import { openDatabase } from '../platform/database.ts'
import { forgetLeaving } from './forget.ts'
import { useArchiveFolder } from './parts/archive-folder.ts'
import type { ForgetThreadData } from './start-forget.ts'

const { databaseUrl, archiveFolder, master } = workerData as ForgetThreadData
useMasterKey(master === undefined ? undefined : Buffer.from(master))
useArchiveFolder(archiveFolder)

const db = openDatabase(databaseUrl, 'mudstream-forget', 2)
try {
  await forgetLeaving(db)
} finally {
  await db.destroy()
}
