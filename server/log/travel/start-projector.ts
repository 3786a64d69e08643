/** Starts the projector beside a leading tick. */
import { Worker } from 'node:worker_threads'
import { masterKey } from '../../persons/master-key.ts'
import type { ProjectorData } from './projector-thread.ts'

export interface RunningProjector {
  /** Ends the thread; what it was writing is either written or not. */
  stop(): Promise<void>
}

export interface ProjectorParts extends Omit<ProjectorData, 'master'> {
  /** Told when a round failed; the projector tries again by itself. */
  readonly onTrouble: (why: string) => void
}

const stopWithinMs = 3_000

/** Runs until stopped. When the thread dies, the history is behind, and nothing is lost. */
export function startProjector(parts: ProjectorParts): RunningProjector {
  const { databaseUrl, shard, archiveFolder, onTrouble } = parts
  const data: ProjectorData = { databaseUrl, shard, archiveFolder, master: masterKey() }
  const thread = new Worker(new URL('./projector-thread.ts', import.meta.url), { workerData: data })
  const ended = new Promise<void>((resolve) => {
    thread.once('exit', () => resolve())
  })
  thread.on('message', (why) => onTrouble(String(why)))
  thread.on('error', (error) => onTrouble(error instanceof Error ? error.message : String(error)))
  return {
    async stop() {
      thread.postMessage('stop')
      const overtime = setTimeout(() => void thread.terminate(), stopWithinMs)
      await ended
      clearTimeout(overtime)
    },
  }
}
