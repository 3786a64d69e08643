/**
 * What a tick committed, carried on to the bus: domain events for anyone, jobs for the workers.
 * The event table is the outbox, so nothing is lost: the relay reads it from a cursor, publishes
 * with an id that readers drop repeats by, and moves the cursor with a later flush.
 *
 * It runs beside the tick and batches as fast as the bus acknowledges, never in the way of a player.
 */
import type { StoredEvent } from '../../schema/fold.ts'
import type { Clock } from '../platform/ambient.ts'
import type { TickStore } from '../store/tick-store.ts'
import type { TickBus } from './bus.ts'
import type { Leadership } from './leadership.ts'

export interface Relay {
  /** Something was committed. */
  wake(): void
  readonly done: Promise<void>
}

interface RelayParts {
  readonly store: TickStore
  readonly bus: TickBus
  readonly clock: Clock
  readonly observer: { trouble(where: string, error: unknown): void }
}

/** Least time between two rounds: events are for watchers and workers, not for the players' frames. */
const roundMs = 100
const eventsPerRoundMax = 2_000

/** Starts relaying for this leadership; it ends when `stop` aborts. */
export function startRelay(lead: Leadership, parts: RelayParts, stop: AbortSignal): Relay {
  let wake: () => void = () => undefined
  const run = async () => {
    while (!stop.aborted) {
      const moved = await round(lead, parts).catch(async (error: unknown) => {
        if (!stop.aborted) parts.observer.trouble('relay', error)
        await parts.clock.sleep(1_000, stop)
        return false
      })
      if (stop.aborted) break
      if (!moved) {
        const woken = new AbortController()
        wake = () => woken.abort()
        if (lead.relayedTick >= lead.tick) {
          await parts.clock.sleep(5_000, AbortSignal.any([woken.signal, stop]))
        }
      }
      await parts.clock.sleep(roundMs, stop)
    }
  }
  return { wake: () => wake(), done: run() }
}

/** One round: everything after the cursor up to a bound, then the cursor moves. */
async function round(lead: Leadership, parts: RelayParts): Promise<boolean> {
  const from = lead.relayedTick
  const until = lead.tick
  if (from >= until) return false
  const events = await parts.store.eventsAfter(lead.shard, from, eventsPerRoundMax)
  const lastTick = events.at(-1)?.tick ?? until
  const upTo = events.length >= eventsPerRoundMax ? lastTick : Math.max(lastTick, until)
  for (const job of await parts.store.jobsAfter(lead.shard, from)) {
    if (job.tick <= upTo) await parts.bus.publishJob(job, job.body)
  }
  for (const [type, group] of groupByType(events)) {
    const first = group[0]
    if (!first) continue
    const id = `${lead.shard}-${first.tick}-${first.ordinal}-${type}-${group.length}`
    await parts.bus.publishEvents(lead.shard, type, id, JSON.stringify({ v: 1, events: group }))
  }
  lead.relayedTick = Math.min(upTo, lead.tick)
  return true
}

function groupByType(events: readonly StoredEvent[]): Map<string, StoredEvent[]> {
  const groups = new Map<string, StoredEvent[]>()
  for (const event of events) {
    const group = groups.get(event.type)
    if (group) group.push(event)
    else groups.set(event.type, [event])
  }
  return groups
}
