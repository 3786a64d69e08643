/** The runner's settings from the configuration. */
import type { Lane } from '../../schema/subjects.ts'
import { jobSilenceMs } from '../../server/platform/bus/job-silence.ts'
import type { Config } from '../../server/platform/config.ts'
import type { RunnerSettings } from './contract.ts'

/** Of the time a process has to stop, what remains for giving back and closing. */
const stopReserveMs = 5_000

export function runnerSettingsOf(config: Config): RunnerSettings {
  return {
    slots: config.workerConcurrency,
    retriesMax: config.jobMaxRetries,
    retryBaseMs: config.jobRetryBaseMs,
    jitterMs: [config.retryJitterMinMs, config.retryJitterMaxMs],
    // Two lost messages do no harm.
    workingEveryMs: (lane: Lane) => jobSilenceMs(lane, config) / 3,
    leaseMs: config.jobLeaseMs,
    stopGraceMs: Math.max(config.shutdownMaxMs - stopReserveMs, config.shutdownMaxMs / 2),
  }
}
