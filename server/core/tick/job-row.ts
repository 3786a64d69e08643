/**
 * A rule's job as the row the flush writes. The body is the whole job as workers read it
 * (schema/jobs.ts): ids, lifetime and cause around the rule's payload.
 */
import type { Moment } from '../../../handlers/decision.ts'
import { canonical } from '../../../schema/canonical.ts'
import { fnv1a, isServerId } from '../../../schema/ids.ts'
import { declaredJobs, type EventRef, jobIdOf, type NewJob } from '../../../schema/jobs.ts'
import type { JobRow } from '../store/tick-store.ts'

export interface JobOrigin {
  readonly world: string
  /** The event that it answers, or the position in the tick where such an event would be. */
  readonly event: EventRef
  /** Position among the tick's jobs; it tells two jobs for one event apart. */
  readonly position: number
  readonly moment: Moment
  /** The request that caused it; empty when nobody asked. */
  readonly cause: string
}

/** The row of a job. */
export function jobRow({ kind, key, payload }: NewJob, origin: JobOrigin): JobRow {
  const { moment, event } = origin
  const { lane, staleBeats } = declaredJobs[kind]
  const id = jobIdOf(kind, event, origin.position)
  return {
    id,
    lane,
    kind,
    key,
    body: canonical({
      v: 1,
      job: id,
      kind,
      key: keyToken(key),
      world: origin.world,
      event,
      ...(origin.cause ? { request: origin.cause } : {}),
      madeAtBeat: moment.beat,
      expiresAtBeat: moment.beat + staleBeats,
      skip: [],
      payload,
    }),
  }
}

/** A short token for a key; keys that are equal have equal tokens. Keys name rooms and people. */
export function keyToken(key: string): string {
  if (isServerId(key)) return key
  return `k${fnv1a(key).toString(36)}${fnv1a(key, 0x9e3779b9).toString(36)}`
}
