/**
 * Events and jobs that are committed and not yet on the bus, kept in memory so that the relay need not
 * read back what its own process has just written. Their number is bounded: when the bus is away for
 * long they are forgotten, and the relay reads the event table from its cursor, as a new leader does.
 */
import type { StoredEvent } from '../../../schema/fold.ts'
import type { JobRow } from '../store/tick-store.ts'
import type { TickWork } from './tick-work.ts'

/** An event for the bus. Its type decides the subject; the text is the JSON of a `StoredEvent`. */
export interface RelayEvent {
  readonly tick: number
  readonly ordinal: number
  readonly type: string
  readonly text: string
}

export type RelayJob = JobRow & { readonly tick: number }

interface Committed {
  readonly tick: number
  readonly events: readonly RelayEvent[]
  readonly jobs: readonly RelayJob[]
}

export interface Unrelayed {
  /** Takes in what a tick has committed. */
  add(at: { readonly shard: number; readonly tick: number }, work: TickWork): void
  /** True when everything after `tick` is here. */
  reaches(tick: number): boolean
  /** Whole ticks after `tick`, up to about `limit` events. */
  eventsAfter(tick: number, limit: number): RelayEvent[]
  jobsAfter(tick: number): RelayJob[]
  /** Forgets what is relayed, up to and including `tick`. */
  dropTo(tick: number): void
}

const rowsMax = 20_000

/** Creates an empty list that begins after `tick`; older events are in the store only. */
export function createUnrelayed(tick: number): Unrelayed {
  let from = tick
  let ticks: Committed[] = []
  let rows = 0
  return {
    add({ shard, tick: now }, work) {
      if (work.events.length === 0 && work.jobs.length === 0) return
      const { beat, atMs } = work.moment
      const events = work.events.map(({ type, version, body }, index) => {
        const head = { shard, tick: now, ordinal: index + 1, type, version, beat, atMs }
        const text = `${JSON.stringify(head).slice(0, -1)},"data":${body}}`
        return { tick: now, ordinal: index + 1, type, text }
      })
      ticks.push({ tick: now, events, jobs: work.jobs.map((job) => ({ ...job, tick: now })) })
      rows += work.events.length + work.jobs.length
      if (rows <= rowsMax) return
      from = now
      ticks = []
      rows = 0
    },
    reaches: (after) => after >= from,
    eventsAfter(after, limit) {
      const found: RelayEvent[] = []
      for (const committed of ticks) {
        if (committed.tick <= after) continue
        if (found.length >= limit) break
        found.push(...committed.events)
      }
      return found
    },
    jobsAfter: (after) =>
      ticks.filter((committed) => committed.tick > after).flatMap((committed) => committed.jobs),
    dropTo(upTo) {
      const kept = ticks.findIndex((committed) => committed.tick > upTo)
      ticks = kept < 0 ? [] : ticks.slice(kept)
      rows = ticks.reduce((sum, one) => sum + one.events.length + one.jobs.length, 0)
    },
  }
}

/** An event for the bus, from one that was read from the store. */
export function relayEventOf(event: StoredEvent): RelayEvent {
  const { tick, ordinal, type } = event
  return { tick, ordinal, type, text: JSON.stringify(event) }
}
