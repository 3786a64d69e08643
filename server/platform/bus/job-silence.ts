/** How long a worker may be silent about a job before another one gets it. */
import { declaredJobs } from '../../../schema/jobs.ts'
import type { Lane } from '../../../schema/subjects.ts'
import type { Config } from '../config.ts'

/** A worker that is silent for this long has lost its job to another one: sooner where people wait. */
const silencesMs: Readonly<Record<Lane, number>> = {
  talk: 3_000,
  reaction: 3_000,
  ambient: 30_000,
  maintenance: 30_000,
}
/** Of the time that the world waits for an answer, what a second worker needs for its own try. */
const secondTryShare = 0.5

/**
 * How long a worker may be silent about a job of the lane: never longer than it may have the job at all,
 * and so short that another one still answers before rules do. The settings cannot contradict each other,
 * because the silence follows from them.
 */
export function jobSilenceMs(
  lane: Lane,
  { jobLeaseMs, heartbeatMs }: Pick<Config, 'jobLeaseMs' | 'heartbeatMs'>,
): number {
  const waited = Object.values(declaredJobs)
    .filter((job) => job.lane === lane)
    .flatMap(({ fallbackBeats }) => (fallbackBeats === null ? [] : fallbackBeats * heartbeatMs))
  return Math.min(silencesMs[lane], jobLeaseMs, ...waited.map((ms) => ms * secondTryShare))
}
