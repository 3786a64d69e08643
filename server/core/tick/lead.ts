/**
 * A tick process and its shard:
 *
 *   standby ──lease won──▶ preparing ──feed open──▶ leading ──fenced / stopped──▶ standby
 *
 * Standby asks for the lease a few times a second. Preparing checks that the command stream is the
 * one the checkpoint speaks of, loads definitions and occupied rooms, and opens the feed just behind
 * the checkpoint. Leading runs ticks: at once when commands wait, else at every heartbeat.
 *
 * Invariant: a process leads only while its epoch is the shard's. The lease decides who tries; the
 * epoch, checked inside every flush, decides who writes.
 */
import { RoomCache } from '../store/room-cache.ts'
import { loadStart } from '../store/start-load.ts'
import type { Checkpoint } from '../store/tick-store.ts'
import { dropAppliedCommands } from './applied-commands.ts'
import type { CommandFeed } from './bus.ts'
import { Inbox } from './inbox.ts'
import type { LeadParts } from './lead-parts.ts'
import { createLeadership } from './leadership.ts'
import { Recurring } from './recurring.ts'
import { startRelay } from './relay.ts'
import { BrokenByCommands, tickUntilOver } from './tick-loop.ts'

/** A standby asks for the lease this often; the more often it has failed, the longer it waits. */
const askEveryMs = 250
const failuresMax = 30

/** Leads and stands by in turn until `signal` aborts; then gives the lease back. Never throws. */
export async function runShard(parts: LeadParts, signal: AbortSignal): Promise<void> {
  const { settings, store, bus, clock, observer } = parts
  let failures = 0
  while (!signal.aborted) {
    try {
      const checkpoint = bus.connected()
        ? await store.acquire(settings.shard, settings.owner, settings.leaseMs)
        : null
      if (checkpoint) await leadOnce(parts, checkpoint, signal)
      failures = 0
      await clock.sleep(askEveryMs, signal)
    } catch (error) {
      failures += 1
      observer.failed('lead', error)
      await clock.sleep(askEveryMs * (1 + Math.min(failures, failuresMax) / 4), signal)
    }
  }
}

/** The part of a leadership that is needed to give its lease back. */
interface Tenure {
  /** Grows whenever an unknown outcome is settled. */
  epoch: number
}

/**
 * One leadership from lease to end. A leader that broke over commands lets its lease run out and so
 * counts as an attempt: after a few of them the commands are taken one message at a time, and at last
 * not at all (RELIABILITY trap 9). Any other end, above all a bus that is away, says nothing about
 * the commands and must not count against them.
 */
async function leadOnce(
  parts: LeadParts,
  acquired: Checkpoint,
  signal: AbortSignal,
): Promise<void> {
  const { store, settings, observer } = parts
  const tenure: Tenure = { epoch: acquired.epoch }
  let commandsAreBlamed = false
  let why = 'an error'
  observer.leading(acquired)
  try {
    why = await leadWhileLeased(parts, acquired, tenure, signal)
  } catch (error) {
    commandsAreBlamed = error instanceof BrokenByCommands
    throw error
  } finally {
    if (!commandsAreBlamed) {
      await store.release(settings.shard, tenure.epoch).catch((error: unknown) => {
        observer.failed('release', error)
      })
    }
    parts.vault?.clear()
    observer.steppedDown(why)
  }
}

/** Prepares and leads; resolves with the reason why it ended. */
async function leadWhileLeased(
  parts: LeadParts,
  acquired: Checkpoint,
  tenure: Tenure,
  signal: AbortSignal,
): Promise<string> {
  const { settings, bus, observer } = parts
  const present = await onItsTimeline(parts, acquired)
  if (!present) return 'fenced while beginning a timeline'
  const checkpoint = await adoptStream(parts, present)
  if (!checkpoint) return 'fenced while adopting the stream'
  const cache = new RoomCache(settings.cache)
  if (!(await prepare(parts, acquired, cache))) return 'fenced while preparing'
  const lead = createLeadership(checkpoint, cache)
  const inbox = new Inbox()
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal])
  let broken: string | undefined
  const feed = await bus.open(
    settings.shard,
    checkpoint.commandSeq + 1,
    (message) => inbox.push(message),
    (why) => {
      broken = why
      ended.abort()
    },
  )
  observer.began(lead, inbox, feed)
  const relay = startRelay(lead, parts, stop)
  const dropping = dropAppliedCommands(lead, inbox, parts, stop)
  const { attempts } = checkpoint
  try {
    const end = await tickUntilOver({ lead, inbox, parts, attempts, stop, onCommitted: relay.wake })
    return end === 'stopped' ? (broken ?? end) : end
  } finally {
    ended.abort()
    observer.ended()
    inbox.clear()
    tenure.epoch = lead.epoch
    const tidied = Promise.all([closeQuietly(feed), relay.done, dropping])
    // The next leader must not wait until a bus that cannot be reached has failed to answer this one.
    if (signal.aborted || bus.connected()) await tidied
  }
}

/** Loads what a leader starts with, and keeps the lease meanwhile. False: somebody else leads by now. */
async function prepare(
  { settings, store, clock, vault }: LeadParts,
  { shard, epoch }: Checkpoint,
  cache: RoomCache,
): Promise<boolean> {
  const everyMs = settings.leaseMs / 3
  const lease = new Recurring({ everyMs, firstMs: clock.mono() + everyMs })
  const loaded = await loadStart(store, shard, cache, async () => {
    if (!lease.isDue(clock.mono())) return true
    lease.done(clock.mono())
    return await store.prolong(shard, epoch, settings.leaseMs)
  })
  const present = [...cache.world.charactersPresent()].map(({ id }) => id)
  if (loaded && present.length > 0) await vault?.load(present)
  return loaded
}

async function closeQuietly(feed: CommandFeed): Promise<void> {
  // A feed that cannot be closed any more is closed.
  await feed.close().catch(() => undefined)
}

/**
 * A copy of the database's files that was put back shows no other history of its server. But events are
 * told only after they are committed: when the bus knows of later ticks than the store, the store has
 * lost them, and a new timeline begins (RELIABILITY 3.1). Null: somebody else leads by now.
 */
async function onItsTimeline(parts: LeadParts, acquired: Checkpoint): Promise<Checkpoint | null> {
  const { store, bus, observer } = parts
  const { shard, epoch, tick } = acquired
  // Where events cannot be read just now the game does not wait: they are no part of taking commands.
  const seenTick = await bus.lastToldTick(shard).catch((error: unknown) => {
    observer.failed('timeline', error)
    return 0
  })
  if (seenTick <= tick) return acquired
  observer.wentBack(acquired, seenTick)
  return await store.beginTimeline(shard, epoch, seenTick)
}

/**
 * The checkpoint is a position in one particular stream. If that stream was lost and made anew (or
 * restored from an older copy), positions mean something else: raise an alarm and start at its
 * beginning; the numbers in the ledger keep anything from being applied twice (RELIABILITY trap 1).
 * Null: somebody else leads by now.
 */
async function adoptStream(parts: LeadParts, checkpoint: Checkpoint): Promise<Checkpoint | null> {
  const { store, bus, observer } = parts
  const identity = await bus.identity()
  const same = checkpoint.streamTag === identity.tag
  if (same && identity.lastSeq >= checkpoint.commandSeq) {
    // The database was set back further than the stream reaches (RELIABILITY trap 1).
    const { firstSeq } = identity
    if (firstSeq > checkpoint.commandSeq + 1) observer.commandsMissing(checkpoint, firstSeq)
    return checkpoint
  }
  const commandSeq = Math.max(0, identity.firstSeq - 1)
  if (checkpoint.streamTag !== '') observer.streamReplaced(checkpoint, identity.tag)
  const { shard, epoch } = checkpoint
  const adopted = await store.adoptStream(shard, epoch, identity.tag, commandSeq)
  return adopted ? { ...checkpoint, commandSeq, streamTag: identity.tag } : null
}
