/** The runner's settings from the configuration. */
import type { Config } from '../../server/platform/config.ts'
import type { RunnerSettings } from './contract.ts'

/** A third of the time after which the stream gives a silent job away (30 s): two lost messages do no harm. */
const workingEveryMs = 10_000
/** Of the time a process has to stop, what remains for giving back and closing. */
const stopReserveMs = 5_000

export function runnerSettingsOf(config: Config): RunnerSettings {
  return {
    slots: config.workerConcurrency,
    retriesMax: config.jobMaxRetries,
    retryBaseMs: config.jobRetryBaseMs,
    jitterMs: [config.retryJitterMinMs, config.retryJitterMaxMs],
    workingEveryMs,
    stopGraceMs: Math.max(config.shutdownMaxMs - stopReserveMs, config.shutdownMaxMs / 2),
  }
}
