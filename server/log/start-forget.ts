/** Forgets those who have asked for it in a thread of its own, because folding the log takes a core. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { masterKey } from '../persons/master-key.ts'
import { archiveFolder } from './parts/archive-folder.ts'

/** What the thread is given. */
export interface ForgetThreadData {
  readonly databaseUrl: string
  readonly archiveFolder: string
  readonly master: Uint8Array | undefined
}

/** Rejects when something stood in the way; what is left is done the next time. */
export async function forgetInThread(databaseUrl: string): Promise<void> {
  const data: ForgetThreadData = {
    databaseUrl,
    archiveFolder: archiveFolder(),
    master: masterKey(),
  }
  const thread = new Worker(new URL('./forget-thread.ts', import.meta.url), { workerData: data })
  await once(thread, 'exit')
}
