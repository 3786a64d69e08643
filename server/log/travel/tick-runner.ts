/**
 * Runs single ticks of the product, for replay files and for tests that want a log that players could
 * have caused. It decides nothing; it only calls `runTick`.
 */

import type { GameRules } from '../../../handlers/define-system.ts'
import { idsFor } from '../../../handlers/dice.ts'
import type { NewEvent } from '../../../schema/define-event.ts'
import { RoomCache, type RoomCacheLimits } from '../../core/store/room-cache.ts'
import { loadStart } from '../../core/store/start-load.ts'
import type { Checkpoint, TickStore } from '../../core/store/tick-store.ts'
import type { Arrived } from '../../core/tick/commands/command-run.ts'
import { commitWork } from '../../core/tick/commit-work.ts'
import { createLeadership, type Leadership } from '../../core/tick/leadership.ts'
import { loadMissing } from '../../core/tick/loading.ts'
import type { StageTimer } from '../../core/tick/stages.ts'
import { runTick, type TickReport } from '../../core/tick/tick.ts'
import {
  beginDraft,
  beginWork,
  keepDraft,
  recordEvent,
  type TickWork,
} from '../../core/tick/tick-work.ts'
import type { PersonVault } from '../../persons/vault.ts'

export interface TickRunner {
  readonly lead: Leadership
  /** Rules that broke on the way, with the command or system they broke on. */
  readonly broken: readonly { readonly where: string; readonly error: unknown }[]
  /** One tick with these commands and heartbeats at this time, milliseconds since the epoch. */
  run(arrived: readonly Arrived[], beats: number, nowMs: number): Promise<TickReport>
  /** One tick that records these events, without an actor. */
  write(events: readonly NewEvent[], nowMs: number, cause: string): Promise<void>
}

export interface TickRunnerOptions {
  readonly heartbeatMs: number
  readonly rules: GameRules
  readonly world?: string
  readonly vault?: PersonVault
  /** What of the world may be in memory besides what is in use; unset: nearly everything. */
  readonly cache?: RoomCacheLimits
}

const leaseMs = 30_000

/** Begins to run ticks where a checkpoint ends. The caller holds the lease. */
export async function runTicksBy(
  store: TickStore,
  checkpoint: Checkpoint,
  options: TickRunnerOptions,
): Promise<TickRunner> {
  const cache = new RoomCache(options.cache ?? { roomsMax: 100_000, bytesMax: 1_073_741_824 })
  await loadStart(store, checkpoint.shard, cache)
  const lead = createLeadership(checkpoint, cache)
  const broken: { where: string; error: unknown }[] = []
  let seq = checkpoint.commandSeq
  const commitParts = {
    store,
    stage: untimed,
    leaseMs,
    outputWindowMs: 600_000,
    sendOutputs: () => undefined,
  }
  return {
    lead,
    broken,
    async run(arrived, beats, nowMs) {
      seq += arrived.length > 0 ? 1 : 0
      const input = { arrived, commandSeq: seq, beats, nowMs, linkReviews: [] }
      return await runTick(lead, input, {
        ...commitParts,
        rules: options.rules,
        heartbeatMs: options.heartbeatMs,
        ...(options.vault === undefined ? {} : { vault: options.vault }),
        ...(options.world === undefined ? {} : { world: options.world }),
        onQuarantine: (where, error) => broken.push({ where, error }),
      })
    },
    async write(events, nowMs, cause) {
      const work = await workOf(lead, store, () => {
        const begun = beginAt(lead, nowMs, options.heartbeatMs)
        const draft = beginDraft(begun, { cause })
        for (const event of events) recordEvent(draft, event)
        keepDraft(draft)
        return begun
      })
      // Nobody is there to be told.
      work.outputs.length = 0
      const end = { commandSeq: lead.commandSeq, beats: 0 }
      const { outcome } = await commitWork(lead, work, end, commitParts)
      if (outcome !== 'committed') throw new Error('somebody else writes to this world')
    },
  }
}

const untimed: StageTimer = {
  sync: (_name, run) => run(),
  async: (_name, run) => run(),
  over: () => undefined,
  running: () => null,
}

/** Does it again until everything that it touches is in memory. */
async function workOf(
  lead: Leadership,
  store: TickStore,
  record: () => TickWork,
): Promise<TickWork> {
  for (;;) {
    try {
      return record()
    } catch (error) {
      await loadMissing(error, lead, { store }, new Map())
    }
  }
}

function beginAt(lead: Leadership, nowMs: number, heartbeatMs: number): TickWork {
  const tick = lead.tick + 1
  return beginWork(lead.cache.world, {
    shard: lead.shard,
    worldName: 'main',
    moment: { tick, beat: lead.beat, atMs: Math.max(lead.atMs, nowMs), heartbeatMs },
    newId: idsFor(lead.shard, tick).next,
  })
}
