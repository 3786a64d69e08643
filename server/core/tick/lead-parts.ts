/** The parts that a tick process is given: settings, store, bus, clock and observers. */
import type { GameRules } from '../../../handlers/define-system.ts'
import type { PersonVault } from '../../persons/vault.ts'
import type { Clock } from '../../platform/ambient.ts'
import type { RoomCacheLimits } from '../store/room-cache.ts'
import type { BrokenRow } from '../store/sound-rows.ts'
import type { Checkpoint, TickStore } from '../store/tick-store.ts'
import type { CommandFeed, TickBus } from './bus.ts'
import type { Inbox } from './inbox.ts'
import type { Leadership } from './leadership.ts'
import type { StageTimer } from './stages.ts'
import type { TickReport } from './tick.ts'

export interface LeadSettings {
  readonly shard: number
  readonly owner: string
  readonly leaseMs: number
  readonly heartbeatMs: number
  /** How long gateways gather commands into one message. */
  readonly gatherMs: number
  readonly commandsPerTickMax: number
  /** How long outputs stay readable for resume. */
  readonly outputWindowMs: number
  /** A gateway that does not report for this long counts as gone. */
  readonly gatewaySilenceMs: number
  /** How long the stream keeps commands behind the checkpoint, while there is room for them. */
  readonly commandsKeepMs: number
  /** How long the ledger keeps rows. */
  readonly ledgerKeepMs: number
  readonly rules: GameRules
  /** Name of the world; jobs carry it. */
  readonly world?: string
  readonly cache: RoomCacheLimits
}

/** Is told what happens, for logs and metrics. Every call is synchronous and must not throw. */
export interface LeadObserver {
  /** The lease is won. */
  leading(checkpoint: Checkpoint): void
  /** Memory is loaded and the feed is open: ticks begin. */
  began(lead: Leadership, inbox: Inbox, feed: CommandFeed): void
  /** No tick runs any more; called after `began` only. */
  ended(): void
  /** Called after every `leading`. */
  steppedDown(why: string): void
  ticked(report: TickReport, durationMs: number, oldestCommandMs: number, waiting: number): void
  overran(beats: number): void
  /** Ticks up to `seenTick` were told to somebody, and the store does not have them. */
  wentBack(checkpoint: Checkpoint, seenTick: number): void
  streamReplaced(checkpoint: Checkpoint, tag: string): void
  /** Commands after the checkpoint are gone from the stream, up to the one before `firstSeq`. */
  commandsMissing(checkpoint: Checkpoint, firstSeq: number): void
  quarantined(request: string, error: unknown): void
  unreadable(why: string): void
  failed(where: string, error: unknown): void
  /** A row of the table of entities was broken; see `mend.ts` for what became of it. */
  brokenRow(row: BrokenRow, outcome: string, error?: unknown): void
}

export interface LeadParts {
  readonly settings: LeadSettings
  readonly store: TickStore
  readonly bus: TickBus
  readonly clock: Clock
  readonly stage: StageTimer
  readonly observer: LeadObserver
  /** Seals the words of persons; without it the log keeps them as they were spoken. */
  readonly vault?: PersonVault
}

/** One observer that tells several, in their order. */
export function observeAll(observers: readonly Partial<LeadObserver>[]): LeadObserver {
  return {
    leading(...told) {
      for (const one of observers) one.leading?.(...told)
    },
    began(...told) {
      for (const one of observers) one.began?.(...told)
    },
    ended() {
      for (const one of observers) one.ended?.()
    },
    steppedDown(why) {
      for (const one of observers) one.steppedDown?.(why)
    },
    ticked(...told) {
      for (const one of observers) one.ticked?.(...told)
    },
    overran(beats) {
      for (const one of observers) one.overran?.(beats)
    },
    wentBack(...told) {
      for (const one of observers) one.wentBack?.(...told)
    },
    streamReplaced(...told) {
      for (const one of observers) one.streamReplaced?.(...told)
    },
    commandsMissing(...told) {
      for (const one of observers) one.commandsMissing?.(...told)
    },
    quarantined(...told) {
      for (const one of observers) one.quarantined?.(...told)
    },
    unreadable(why) {
      for (const one of observers) one.unreadable?.(why)
    },
    failed(...told) {
      for (const one of observers) one.failed?.(...told)
    },
    brokenRow(...told) {
      for (const one of observers) one.brokenRow?.(...told)
    },
  }
}
