/**
 * Results on their way back: one system command each, unique by the job's id, in the command stream
 * like everybody's commands. The tick decides what becomes of them.
 */
import { encodeCommands, type SystemCommand } from '../../schema/envelope.ts'
import {
  type Job,
  type JobResult,
  missedCommandName,
  resultCommandName,
} from '../../schema/jobs.ts'
import type { Subjects } from '../../schema/subjects.ts'
import { traceHeader, traceparentOf } from '../../schema/trace-context.ts'
import type { Clock } from '../../server/platform/ambient.ts'
import type { Bus } from '../../server/platform/bus/bus.ts'

export interface Results {
  /**
   * Resolves once the stream has stored the result. `replay` makes a job that a person sent again
   * after it had failed for good a new one. Rejects with a retryable error, or when the caller gives up.
   */
  send(result: JobResult, replay: number, signal: AbortSignal): Promise<void>
  /** Tells the world that a job was found too late, so that it asks again. Rejects as `send` does. */
  missed(job: Job, signal: AbortSignal): Promise<void>
}

const sendsMax = 5
const firstPauseMs = 100

/** `origin` is this worker's name in the subject; the bus lets no other role write there. */
export function createResults(
  bus: Pick<Bus, 'store'>,
  subjects: Subjects,
  origin: string,
  clock: Clock,
): Results {
  const store = async (
    { job, event: { shard }, request }: Pick<JobResult, 'job' | 'event' | 'request'>,
    command: Omit<SystemCommand, 't' | 'session' | 'at'>,
    signal: AbortSignal,
  ) => {
    const text = encodeCommands([{ t: 'system', session: job, at: clock.now(), ...command }])
    const subject = subjects.results(shard, origin)
    const headers = { [traceHeader]: request && traceparentOf(request) }
    const id = `${job}-${command.n - 1}`
    for (let send = 1; ; send += 1) {
      try {
        await bus.store(subject, text, { id, headers })
        return
      } catch (error) {
        // A time-out says nothing (RELIABILITY trap 3): the same bytes under the same id are sent again.
        if (send >= sendsMax || signal.aborted) throw error
        await clock.sleep(firstPauseMs * 2 ** send, signal)
      }
    }
  }
  return {
    send(result, replay, signal) {
      const name = resultCommandName(result.kind)
      return store(result, { n: 1 + replay, name, data: { ...result } }, signal)
    },
    missed: (job, signal) =>
      store(job, { n: 1, name: missedCommandName, data: { job: job.job } }, signal),
  }
}
