/** Verifies in a thread of its own. */
import { Worker } from 'node:worker_threads'
import { masterKey } from '../../persons/master-key.ts'
import { archiveFolder } from '../parts/archive-folder.ts'
import type { VerifyProgress, VerifyReport } from './verify-world.ts'

/** What the thread is given. */
export interface VerifyThreadData {
  readonly databaseUrl: string
  readonly shard: number
  readonly archiveFolder: string
  /** The master key, for words in folded states. */
  readonly master: Uint8Array | undefined
}

export type FromVerify = { readonly progress: VerifyProgress } | { readonly report: VerifyReport }

/** Events of a page live as long as it takes to fold it; they have to fit, or the collector copies them. */
const youngHeapMb = 192

/** Rejects as `verifyWorld` does: only when the log itself cannot be read. */
export async function verifyInThread(
  { databaseUrl, shard }: Pick<VerifyThreadData, 'databaseUrl' | 'shard'>,
  onProgress: (progress: VerifyProgress) => void = () => undefined,
): Promise<VerifyReport> {
  const data: VerifyThreadData = {
    databaseUrl,
    shard,
    archiveFolder: archiveFolder(),
    master: masterKey(),
  }
  const thread = new Worker(new URL('./verify-thread.ts', import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: youngHeapMb },
  })
  return await new Promise((resolve, reject) => {
    let report: VerifyReport | undefined
    thread.on('message', (message: FromVerify) => {
      if ('progress' in message) onProgress(message.progress)
      else report = message.report
    })
    thread.once('error', reject)
    thread.once('exit', () => {
      if (report) resolve(report)
      else reject(new Error('The thread that verified ended without a report.'))
    })
  })
}
