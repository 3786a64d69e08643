/** Jobs in the traces of their requests, where traces are wanted. */
import type { Job, JobKind } from '../../schema/jobs.ts'
import type { Config } from '../../server/platform/config.ts'
import { endToEnd, openTracing } from '../../server/platform/tracing.ts'
import type { Thought } from '../jobs/worker-job.ts'

export interface JobTraces {
  /** A job that has been thought through just now. */
  thought(job: Job, thought: Thought<JobKind>): void
  stop(): Promise<void>
}

/** `now` is wall time in milliseconds. */
export async function openJobTraces(
  config: Pick<Config, 'otlpUrl' | 'world'>,
  instance: string,
  now: () => number,
): Promise<JobTraces> {
  const { otlpUrl, world } = config
  const tracing = await openTracing(otlpUrl, { role: 'worker', instance, world })
  return {
    thought(job, { phases, result, route }) {
      if (!tracing) return
      const endMs = now()
      const inside = endToEnd(phases, endMs)
      const startMs = inside[0]?.startMs ?? endMs
      const attributes = {
        'mudstream.job': job.job,
        'mudstream.by': result.by,
        'mudstream.route': route,
      }
      const whole = { name: `job ${job.kind}`, startMs, endMs, attributes }
      if (job.request !== undefined) tracing.part(job.request, whole, inside)
      // A job without a request is a trace of its own.
      else tracing.whole(job.job, whole, inside)
    },
    stop: async () => tracing?.stop(),
  }
}
