/** The projector's own thread: its folding must never stand in the way of a tick. */
import { parentPort, workerData } from 'node:worker_threads'
import { useMasterKey } from '../../persons/master-key.ts'
import { systemClock } from '../../platform/ambient.ts'
import { openDatabase } from '../../platform/database.ts'
import { projectOnce } from './projector.ts'

/** What the thread is given. */
export interface ProjectorData {
  readonly databaseUrl: string
  readonly shard: number
  /** The master key, for words in folded states. */
  readonly master: Uint8Array | undefined
}

/** Least time between two looks for new events; the end of a history is read from the log itself. */
const roundMs = 10_000
/** So many events at once: there is a long log to be taken in, after an import for instance. */
const behind = 1_000
/** With a long log before it, it rests this many times as long as it worked: disk and database are the game's. */
const restsPerWork = 2
const afterTroubleMs = 5_000

const { databaseUrl, shard, master } = workerData as ProjectorData
useMasterKey(master === undefined ? undefined : Buffer.from(master))
const stopping = new AbortController()
parentPort?.once('message', () => stopping.abort())

const db = openDatabase(databaseUrl, 'mudstream-history', 1)
while (!stopping.signal.aborted) {
  try {
    const began = systemClock.mono()
    const events = await projectOnce(db, { shard })
    const workedMs = systemClock.mono() - began
    await systemClock.sleep(events >= behind ? restsPerWork * workedMs : roundMs, stopping.signal)
  } catch (error) {
    parentPort?.postMessage(error instanceof Error ? error.message : String(error))
    await systemClock.sleep(afterTroubleMs, stopping.signal)
  }
}
await db.destroy()
