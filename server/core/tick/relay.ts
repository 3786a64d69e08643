/**
 * Carries what ticks committed to the bus: jobs for the workers at once, events for anyone in rounds.
 * The event table is the outbox, so nothing is lost: events that memory no longer holds are read from
 * it, everything is published under an id by which readers drop repeats, and the cursor moves with a
 * later flush, once all events and jobs up to it are published.
 *
 * It runs beside the tick, as fast as the bus acknowledges, and players never wait for it.
 */
import type { Clock } from '../../platform/ambient.ts'
import type { TickStore } from '../store/tick-store.ts'
import type { TickBus } from './bus.ts'
import type { Leadership } from './leadership.ts'
import { type RelayEvent, relayEventOf } from './unrelayed.ts'

export interface Relay {
  /** Something was committed. */
  wake(): void
  readonly done: Promise<void>
}

interface RelayParts {
  readonly store: TickStore
  readonly bus: TickBus
  readonly clock: Clock
  readonly observer: { failed(where: string, error: unknown): void }
}

/** Time between two rounds of events: players do not need them, and each message is written to disk. */
const roundMs = 250
const idleMs = 5_000
const eventsPerRoundMax = 2_000
/** Characters in one message. At three bytes each it stays below the bus' limit of 1 MB. */
const groupUnitsMax = 250_000

/** Starts relaying for this leadership; it ends when `stop` aborts. */
export function startRelay(lead: Leadership, parts: RelayParts, stop: AbortSignal): Relay {
  const { clock } = parts
  let napping: { readonly end: AbortController; readonly idle: boolean } | undefined
  let jobsTick = lead.relayedTick
  let roundAt = clock.mono()

  const nap = async (forMs: number) => {
    const end = new AbortController()
    napping = { end, idle: isIdle() }
    await clock.sleep(forMs, AbortSignal.any([end.signal, stop]))
    napping = undefined
  }
  const isIdle = () => lead.relayedTick >= lead.tick
  const jobsWait = () => lead.unrelayed.jobsAfter(jobsTick).length > 0
  const once = async () => {
    jobsTick = await relayJobs(lead, jobsTick, parts)
    if (clock.mono() < roundAt || isIdle()) return
    roundAt = clock.mono() + roundMs
    await relayEvents(lead, jobsTick, parts)
  }
  const run = async () => {
    while (!stop.aborted) {
      await once().catch(async (error: unknown) => {
        if (!stop.aborted) parts.observer.failed('relay', error)
        await clock.sleep(1_000, stop)
      })
      if (stop.aborted || jobsWait()) continue
      await nap(isIdle() ? idleMs : Math.max(1, roundAt - clock.mono()))
    }
  }
  return {
    wake() {
      if (napping && (napping.idle || jobsWait())) napping.end.abort()
    },
    done: run(),
  }
}

/** Publishes the jobs of every tick committed by now; returns that tick. */
async function relayJobs(lead: Leadership, after: number, parts: RelayParts): Promise<number> {
  const until = lead.tick
  if (after >= until) return after
  const jobs = lead.unrelayed.reaches(after)
    ? lead.unrelayed.jobsAfter(after)
    : await parts.store.jobsAfter(lead.shard, after)
  for (const job of jobs) if (job.tick <= until) await parts.bus.publishJob(job, job.body)
  return until
}

/** Publishes events after the cursor up to a bound, then moves the cursor, never past the jobs. */
async function relayEvents(lead: Leadership, jobsTick: number, parts: RelayParts): Promise<void> {
  const found = await eventsAfter(lead, lead.relayedTick, parts)
  const lastTick = found.length >= eventsPerRoundMax ? (found.at(-1)?.tick ?? 0) : jobsTick
  const upTo = Math.min(lastTick, jobsTick)
  const events = found.filter((event) => event.tick <= upTo)
  for (const group of groupsOf(events)) {
    const first = group[0]
    if (!first) continue
    const { type } = first
    const id = `${lead.shard}-${first.tick}-${first.ordinal}-${type}-${group.length}`
    const head = JSON.stringify({ v: 1, timeline: lead.timeline, lost: lead.lost }).slice(0, -1)
    const text = `${head},"events":[${group.map((event) => event.text).join(',')}]}`
    await parts.bus.publishEvents(lead.shard, type, id, text)
  }
  lead.relayedTick = upTo
  lead.unrelayed.dropTo(lead.relayedTick)
}

async function eventsAfter(
  lead: Leadership,
  from: number,
  parts: RelayParts,
): Promise<RelayEvent[]> {
  if (lead.unrelayed.reaches(from)) return lead.unrelayed.eventsAfter(from, eventsPerRoundMax)
  const stored = await parts.store.eventsAfter(lead.shard, from, eventsPerRoundMax)
  return stored.map(relayEventOf)
}

/** Groups of events of one type, in order, as many in each as fit into a message. */
function groupsOf(events: readonly RelayEvent[]): RelayEvent[][] {
  const groups: RelayEvent[][] = []
  const open = new Map<string, { group: RelayEvent[]; units: number }>()
  for (const event of events) {
    let last = open.get(event.type)
    if (!last || last.units + event.text.length > groupUnitsMax) {
      last = { group: [], units: 0 }
      open.set(event.type, last)
      groups.push(last.group)
    }
    last.group.push(event)
    last.units += event.text.length
  }
  return groups
}
