/**
 * A tick process of one shard: lease, cache, feed, ticks and the product's relay. The product's own
 * leader loop has no place for the protocol; its lease, fence, settling and commit are the product's.
 */
import { RoomCache } from '../../../server/core/store/room-cache.ts'
import { loadStart } from '../../../server/core/store/start-load.ts'
import type { Checkpoint, TickStore } from '../../../server/core/store/tick-store.ts'
import type { TickBus } from '../../../server/core/tick/bus.ts'
import { Inbox } from '../../../server/core/tick/inbox.ts'
import { createLeadership, type Leadership } from '../../../server/core/tick/leadership.ts'
import { headMessage } from '../../../server/core/tick/outputs.ts'
import { startRelay } from '../../../server/core/tick/relay.ts'
import { createStageTimer } from '../../../server/core/tick/stages.ts'
import { runTick, type TickParts } from '../../../server/core/tick/tick.ts'
import type { SimProcess } from '../process.ts'
import type { ProtocolRules } from './protocol.ts'
import { tickOver } from './shard-tick.ts'

export interface LeaderParts {
  readonly shard: number
  readonly process: SimProcess
  readonly store: TickStore
  readonly bus: TickBus
  readonly rules: ProtocolRules
  readonly leaseMs: number
  /** True once when the shard has to begin a new timeline. */
  readonly takeJump: () => boolean
  readonly note: (line: string) => void
}

const askEveryMs = 250
const beatMs = 1_000

/** Leads and stands by in turn for as long as the process lives. */
export async function runShardLeader(parts: LeaderParts): Promise<void> {
  const { shard, process, store, leaseMs, note } = parts
  for (;;) {
    try {
      const checkpoint = await store.acquire(shard, process.name, leaseMs)
      if (checkpoint) await leadOnce(parts, checkpoint)
    } catch (error) {
      note(`${process.name} lead: ${String(error)}`)
    }
    await process.clock.sleep(askEveryMs)
  }
}

async function leadOnce(parts: LeaderParts, acquired: Checkpoint): Promise<void> {
  const { shard, process, store, bus, note } = parts
  const checkpoint = await onItsTimeline(parts, acquired)
  if (!checkpoint) return
  const cache = new RoomCache({ roomsMax: 2, bytesMax: 1_000_000 })
  await loadStart(store, shard, cache)
  const lead = createLeadership(checkpoint, cache)
  const inbox = new Inbox()
  const stop = new AbortController()
  const feed = await bus.open(
    shard,
    checkpoint.commandSeq + 1,
    (message) => inbox.push(message),
    () => stop.abort(),
  )
  note(`${process.name} leads ${shard} with epoch ${lead.epoch} from tick ${lead.tick}`)
  const observer = {
    failed: (where: string, error: unknown) => note(`${process.name} ${where}: ${String(error)}`),
  }
  const relay = startRelay(lead, { store, bus, clock: process.clock, observer }, stop.signal)
  try {
    await tickUntilOver({ ...parts, lead, inbox, stop: stop.signal, onCommitted: relay.wake })
  } finally {
    stop.abort()
    inbox.clear()
    await feed.close()
    await store.release(shard, lead.epoch)
    note(`${process.name} steps down`)
  }
}

async function onItsTimeline(
  { shard, store, takeJump }: LeaderParts,
  acquired: Checkpoint,
): Promise<Checkpoint | null> {
  if (!takeJump()) return acquired
  return await store.beginTimeline(shard, acquired.epoch, acquired.tick + 1)
}

interface Loop extends LeaderParts {
  readonly lead: Leadership
  readonly inbox: Inbox
  readonly stop: AbortSignal
  readonly onCommitted: () => void
}

async function tickUntilOver(loop: Loop): Promise<void> {
  const { lead, inbox, stop, process, store, rules, leaseMs, onCommitted } = loop
  const tickParts = tickPartsOf(loop)
  let beatAtMs = process.clock.mono() + beatMs
  let renewAtMs = 0
  while (!stop.aborted) {
    await filledOr(loop, beatAtMs - process.clock.mono())
    if (stop.aborted) return
    const nowMs = process.clock.now()
    const { arrived, lastSeq } = inbox.take(1)
    const outcome =
      lastSeq > 0
        ? await tickOver(lead, { arrived, commandSeq: lastSeq, nowMs }, tickParts, rules)
        : await beat(lead, nowMs, tickParts)
    if (outcome === 'fenced') return
    if (outcome === 'committed') onCommitted()
    if (lastSeq === 0) beatAtMs = process.clock.mono() + beatMs
    if (process.clock.mono() < renewAtMs) continue
    renewAtMs = process.clock.mono() + leaseMs / 3
    if (!(await store.renew(lead.shard, lead.epoch, leaseMs))) return
  }
}

/** A heartbeat as the product runs it; gateways hear of it, so that they notice what they missed. */
async function beat(lead: Leadership, nowMs: number, parts: TickParts) {
  for (const gateway of lead.toldTick.keys()) parts.sendOutputs(gateway, headMessage(lead, gateway))
  const input = { arrived: [], commandSeq: lead.commandSeq, beats: 1, nowMs, linkReviews: [] }
  return (await runTick(lead, input, parts)).outcome
}

/** Until a command waits, or for this long. */
async function filledOr({ inbox, process, stop }: Loop, forMs: number): Promise<void> {
  const filled = new AbortController()
  inbox.whenFilled(() => filled.abort())
  if (!filled.signal.aborted && forMs > 0) {
    await process.clock.sleep(forMs, AbortSignal.any([filled.signal, stop]))
  }
  inbox.stopWaiting()
}

function tickPartsOf({ store, bus, process, leaseMs, note }: Loop): TickParts {
  return {
    store,
    stage: createStageTimer(process.clock, () => undefined),
    rules: { linkGraceBeats: 10_000 },
    heartbeatMs: beatMs,
    leaseMs,
    outputWindowMs: 600_000,
    sendOutputs: (gateway, text) => bus.sendOutputs(gateway, text),
    onQuarantine: (request, error) => note(`quarantined ${request}: ${String(error)}`),
  }
}
