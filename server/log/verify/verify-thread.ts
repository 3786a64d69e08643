/** The thread of a verify: a heap whose young part is large folds a fifth faster. */
import { parentPort, workerData } from 'node:worker_threads'
import { useMasterKey } from '../../persons/master-key.ts'
import { systemClock } from '../../platform/ambient.ts'
import { openForLooking } from '../../platform/database.ts'
import { useArchiveFolder } from '../parts/archive-folder.ts'
import type { FromVerify, VerifyThreadData } from './start-verify.ts'
import { type VerifyProgress, verifyWorld } from './verify-world.ts'

const { databaseUrl, shard, archiveFolder, master } = workerData as VerifyThreadData
useMasterKey(master === undefined ? undefined : Buffer.from(master))
useArchiveFolder(archiveFolder)

/** Milliseconds between two words of how far it is: each wakes another thread. */
const progressEveryMs = 100
let toldAtMono = Number.NEGATIVE_INFINITY

function tellProgress(progress: VerifyProgress): void {
  const now = systemClock.mono()
  if (now - toldAtMono < progressEveryMs) return
  toldAtMono = now
  tell({ progress })
}

const tell = (message: FromVerify) => parentPort?.postMessage(message)
const db = openForLooking(databaseUrl, 'mudstream-verify', 1)
try {
  const report = await verifyWorld(db, { shard, onProgress: tellProgress })
  tell({ report })
} finally {
  await db.destroy()
}
