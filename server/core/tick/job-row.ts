/**
 * A rule's wish for work as the row the flush writes. The body is the whole job as workers read it
 * (schema/jobs.ts): ids, lifetime and cause around the rule's payload.
 */
import type { Moment } from '../../../handlers/decision.ts'
import type { Job } from '../../../handlers/jobs.ts'
import { canonical } from '../../../schema/canonical.ts'
import { fnv1a, isServerId } from '../../../schema/ids.ts'
import { type EventRef, type JobKind, jobIdOf } from '../../../schema/jobs.ts'
import type { Lane } from '../../../schema/subjects.ts'
import type { JobRow } from '../store/tick-store.ts'

/** How long an answer is worth having when the rule does not say, in milliseconds of world time. */
const lifetimeMs: Readonly<Record<Lane, number>> = {
  talk: 60_000,
  reaction: 60_000,
  ambient: 180_000,
  maintenance: 1_800_000,
}

export interface JobOrigin {
  readonly world: string
  /** The event it answers, or the place in the tick where it would stand. */
  readonly event: EventRef
  /** Position among the tick's jobs: what tells two jobs for one event apart. */
  readonly position: number
  readonly moment: Moment
  /** The request that caused it; empty when nobody asked. */
  readonly cause: string
}

/** The row of a job. Throws when its kind is unknown, which is a bug of the rule. */
export function jobRow(job: Job, origin: JobOrigin): JobRow {
  const { moment, event } = origin
  const kind = job.kind as JobKind
  const id = jobIdOf(kind, event, origin.position)
  const beats = job.expiresInBeats ?? Math.ceil(lifetimeMs[job.lane] / moment.heartbeatMs)
  return {
    id,
    lane: job.lane,
    kind,
    key: job.key,
    body: canonical({
      v: 1,
      job: id,
      kind,
      key: keyToken(job.key),
      world: origin.world,
      event,
      ...(origin.cause ? { request: origin.cause } : {}),
      madeAtBeat: moment.beat,
      expiresAtBeat: moment.beat + beats,
      skip: job.skip ?? [],
      payload: job.payload,
    }),
  }
}

/** Keys of rules name rooms and people; on the bus they are short tokens with the same equality. */
export function keyToken(key: string): string {
  if (isServerId(key)) return key
  return `k${fnv1a(key).toString(36)}${fnv1a(key, 0x9e3779b9).toString(36)}`
}
