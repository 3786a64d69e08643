/** The thread of the projector, so that its folding never delays a tick. */
import { parentPort, workerData } from 'node:worker_threads'
import { useMasterKey } from '../../persons/master-key.ts'
import { systemClock } from '../../platform/ambient.ts'
import { openDatabase } from '../../platform/database.ts'
import { useArchiveFolder } from '../parts/archive-folder.ts'
import { packLog } from '../parts/pack-log.ts'
import { projectOnce } from './projector.ts'

/** What the thread is given. */
export interface ProjectorData {
  readonly databaseUrl: string
  readonly shard: number
  /** The master key, for words in folded states. */
  readonly master: Uint8Array | undefined
  /** Where archived parts of the log are. */
  readonly archiveFolder: string
}

/**
 * Time between two rounds. Nobody waits for them, because the end of a history is read from the log; and
 * the more events there are in a round, the fewer rows of the index name the same thing.
 */
const roundMs = 30_000
/** A round with this many events has more before it: after an import, for instance. */
const behind = 10_000
/** While it is behind, it rests this many times as long as it worked: the game needs the disk, too. */
const restsPerWork = 2
const afterTroubleMs = 5_000
/** Between two statements that pack old events. */
const breathMs = 200

const { databaseUrl, shard, master, archiveFolder } = workerData as ProjectorData
useMasterKey(master === undefined ? undefined : Buffer.from(master))
useArchiveFolder(archiveFolder)
const stopping = new AbortController()
parentPort?.once('message', () => stopping.abort())

const db = openDatabase(databaseUrl, 'mudstream-history', 1)
while (!stopping.signal.aborted) {
  try {
    const began = systemClock.mono()
    const events = await projectOnce(db, { shard })
    while (!stopping.signal.aborted && (await packLog(db)) > 0) await systemClock.sleep(breathMs)
    const workedMs = systemClock.mono() - began
    await systemClock.sleep(events >= behind ? restsPerWork * workedMs : roundMs, stopping.signal)
  } catch (error) {
    parentPort?.postMessage(error instanceof Error ? error.message : String(error))
    await systemClock.sleep(afterTroubleMs, stopping.signal)
  }
}
await db.destroy()
