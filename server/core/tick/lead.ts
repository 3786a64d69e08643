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
import type { GameRules } from '../../../handlers/define-system.ts'
import type { PersonVault } from '../../persons/vault.ts'
import type { Clock } from '../../platform/ambient.ts'
import { passesByItself } from '../../platform/errors.ts'
import { RoomCache, type RoomCacheLimits } from '../store/room-cache.ts'
import type { Checkpoint, TickStore } from '../store/tick-store.ts'
import type { CommandFeed, TickBus } from './bus.ts'
import { GatewayWatch } from './gateway-watch.ts'
import { Inbox } from './inbox.ts'
import { beginLeadership, type Leadership } from './leadership.ts'
import { headMessage } from './outputs.ts'
import { beatPause, beatsDue, waitForWork } from './pacing.ts'
import { tickByCommand, tickOnce } from './poison-ladder.ts'
import { startRelay } from './relay.ts'
import type { StageTimer } from './stages.ts'
import type { TickParts, TickReport } from './tick.ts'

export interface LeadSettings {
  readonly shard: number
  readonly owner: string
  readonly leaseMs: number
  readonly heartbeatMs: number
  readonly gatherMs: number
  readonly commandsPerTickMax: number
  readonly outputWindowMs: number
  readonly gatewaySilenceMs: number
  readonly rules: GameRules
  /** Name of the world; jobs carry it. */
  readonly world?: string
  readonly cache: RoomCacheLimits
}

/** What happens, for logs and metrics; every call is synchronous and must not throw. */
export interface LeadObserver {
  leading(checkpoint: Checkpoint): void
  steppedDown(why: string): void
  ticked(report: TickReport, durationMs: number, oldestCommandMs: number, waiting: number): void
  overran(beats: number): void
  streamReplaced(checkpoint: Checkpoint, tag: string): void
  quarantined(request: string, error: unknown): void
  unreadable(why: string): void
  trouble(where: string, error: unknown): void
}

export interface LeadParts {
  readonly settings: LeadSettings
  readonly store: TickStore
  readonly bus: TickBus
  readonly clock: Clock
  readonly stage: StageTimer
  readonly observer: LeadObserver
  /** Seals the words of persons; without one they lie in the log as they were spoken. */
  readonly vault?: PersonVault
  /** Called with the leadership while it lasts, with null when it ends: for status and metrics. */
  readonly onLead?: (lead: Leadership | null, inbox: Inbox | null) => void
}

/** Leads and stands by in turn until `signal` aborts; then gives the lease back. Never throws. */
export async function runShard(parts: LeadParts, signal: AbortSignal): Promise<void> {
  const { settings, store, bus, clock, observer } = parts
  let failures = 0
  while (!signal.aborted) {
    try {
      const checkpoint = bus.connected()
        ? await store.acquire(settings.shard, settings.owner, settings.leaseMs)
        : null
      if (checkpoint) {
        observer.leading(checkpoint)
        const why = await leadOnce(parts, checkpoint, signal)
        observer.steppedDown(why)
      }
      failures = 0
      await clock.sleep(250, signal)
    } catch (error) {
      failures += 1
      observer.trouble('lead', error)
      await clock.sleep(250 * 2 ** Math.min(failures, 3), signal)
    }
  }
}

/** What the end of a leadership has to know of it. */
interface Tenure {
  epoch: number
  /** A tick over commands did not come to its end: the commands may be to blame. */
  brokeOnCommands: boolean
}

/**
 * One leadership from lease to end; resolves with the reason why it ended. A leader that broke over
 * commands lets its lease run out and so counts as an attempt: after a few of them the commands are
 * taken one message at a time, and then not at all (trap 9). Any other end, a bus that is away above
 * all, says nothing about the commands and must not count against them.
 */
async function leadOnce(
  parts: LeadParts,
  acquired: Checkpoint,
  signal: AbortSignal,
): Promise<string> {
  const tenure: Tenure = { epoch: acquired.epoch, brokeOnCommands: false }
  try {
    return await leadWhileLeased(parts, acquired, tenure, signal)
  } finally {
    if (!tenure.brokeOnCommands) {
      await parts.store.release(parts.settings.shard, tenure.epoch).catch((error: unknown) => {
        parts.observer.trouble('release', error)
      })
    }
  }
}

async function leadWhileLeased(
  parts: LeadParts,
  acquired: Checkpoint,
  tenure: Tenure,
  signal: AbortSignal,
): Promise<string> {
  const { settings, store, bus } = parts
  const checkpoint = await adoptStream(parts, acquired)
  if (!checkpoint) return 'fenced while adopting the stream'
  const cache = new RoomCache(settings.cache)
  cache.fill([], await store.loadStart(settings.shard))
  const lead = beginLeadership(checkpoint, cache)
  const inbox = new Inbox()
  const ended = new AbortController()
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
  parts.onLead?.(lead, inbox)
  const relay = startRelay(lead, parts, AbortSignal.any([signal, ended.signal]))
  try {
    return await tickUntilOver(lead, inbox, parts, checkpoint.attempts, {
      stop: AbortSignal.any([signal, ended.signal]),
      why: () => broken ?? 'stopped',
      onTick: relay.wake,
      onBroken: () => {
        tenure.brokeOnCommands = true
      },
    })
  } finally {
    ended.abort()
    parts.onLead?.(null, null)
    inbox.clear()
    tenure.epoch = lead.epoch
    const tidied = Promise.all([closeQuietly(feed), relay.done])
    // Whoever takes over need not wait until a bus we cannot reach has not answered us.
    if (signal.aborted || bus.connected()) await tidied
  }
}

async function closeQuietly(feed: CommandFeed): Promise<void> {
  // A feed that cannot be closed any more is closed.
  await feed.close().catch(() => undefined)
}

/**
 * The checkpoint is a position in one particular stream. If that stream was lost and made anew (or
 * restored from an older copy), positions mean something else: raise an alarm and start at its
 * beginning; the numbers in the ledger keep anything from being applied twice (trap 1).
 */
async function adoptStream(parts: LeadParts, checkpoint: Checkpoint): Promise<Checkpoint | null> {
  const { store, bus, observer } = parts
  const identity = await bus.identity()
  const same = checkpoint.streamTag === identity.tag
  if (same && identity.lastSeq >= checkpoint.commandSeq) return checkpoint
  const commandSeq = Math.max(0, identity.firstSeq - 1)
  if (checkpoint.streamTag !== '') observer.streamReplaced(checkpoint, identity.tag)
  const { shard, epoch } = checkpoint
  const adopted = await store.adoptStream(shard, epoch, identity.tag, commandSeq)
  return adopted ? { ...checkpoint, commandSeq, streamTag: identity.tag } : null
}

interface Until {
  readonly stop: AbortSignal
  readonly why: () => string
  readonly onTick: () => void
  /** A tick over commands threw. */
  readonly onBroken: () => void
}

/** The loop: wait for work or the next heartbeat, run a tick, keep the lease and the gateways informed. */
async function tickUntilOver(
  lead: Leadership,
  inbox: Inbox,
  parts: LeadParts,
  attempts: number,
  until: Until,
): Promise<string> {
  const { settings, clock, observer } = parts
  const gateways = new GatewayWatch(parts.bus, clock, settings.gatewaySilenceMs)
  gateways.expect(lead.cache.world)
  let beatAt = clock.mono() + settings.heartbeatMs
  let renewAt = clock.mono() + settings.leaseMs / 3
  let headAt = clock.mono()
  let nextAt = clock.mono()
  const pause = beatPause(clock, until.stop)
  const tickParts = tickPartsOf(parts)
  try {
    while (!until.stop.aborted) {
      await waitForWork(inbox, clock, { beat: beatAt, next: nextAt }, pause, until.stop)
      if (until.stop.aborted) break
      const began = clock.mono()
      nextAt = began + settings.gatherMs / 2
      const beats = beatsDue(began, beatAt, settings.heartbeatMs)
      beatAt += beats.passed * settings.heartbeatMs
      if (beats.passed > beats.due) observer.overran(beats.passed - beats.due)
      // After leaders that died on the same position, commands are taken one message at a time.
      const most = attempts >= 2 ? 1 : settings.commandsPerTickMax
      const batch = parts.stage.sync('collect', () => inbox.take(most))
      for (const why of batch.unreadable) observer.unreadable(why)
      const moment = {
        beats: beats.due,
        nowMs: clock.now(),
        linkReviews: gateways.reviews(),
      }
      const carefully = attempts >= 3 && batch.arrived.length > 0
      const ticking = carefully
        ? tickByCommand(lead, batch, moment, tickParts, attempts >= 4)
        : tickOnce(lead, batch, moment, tickParts, (error) => observer.trouble('flush', error))
      const report = await ticking.catch((error: unknown) => {
        // An error that passes by itself says nothing about the commands that were at hand.
        if (batch.arrived.length > 0 && !passesByItself(error)) until.onBroken()
        throw error
      })
      if (report.outcome === 'fenced') return 'fenced'
      if (batch.arrived.length > 0) attempts = 0
      const ended = clock.mono()
      parts.stage.over()
      if (report.outcome === 'committed') {
        renewAt = ended + settings.leaseMs / 3
        until.onTick()
      }
      observer.ticked(report, ended - began, batch.oldestMs, inbox.size)
      if (ended >= renewAt) {
        const kept = await parts.store.renew(settings.shard, lead.epoch, settings.leaseMs)
        if (!kept) return 'fenced'
        renewAt = clock.mono() + settings.leaseMs / 3
      }
      if (ended >= headAt) {
        for (const gateway of gateways.alive()) {
          parts.bus.sendOutputs(gateway, headMessage(lead, gateway))
        }
        headAt = ended + 1_000
      }
    }
    return until.why()
  } finally {
    parts.stage.over()
    gateways.close()
  }
}

function tickPartsOf({ settings, store, stage, bus, observer, vault }: LeadParts): TickParts {
  return {
    store,
    stage,
    ...(vault ? { vault } : {}),
    rules: settings.rules,
    ...(settings.world === undefined ? {} : { world: settings.world }),
    heartbeatMs: settings.heartbeatMs,
    leaseMs: settings.leaseMs,
    outputWindowMs: settings.outputWindowMs,
    sendOutputs: (gateway, text) => bus.sendOutputs(gateway, text),
    onQuarantine: (request, error) => observer.quarantined(request, error),
  }
}
