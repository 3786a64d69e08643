/** What a leader knows between ticks. It is made when the lease is won and thrown away when it is lost. */
import { LRUCache } from 'lru-cache'
import type { SessionId } from '../../../schema/ids.ts'
import type { RoomCache } from '../store/room-cache.ts'
import type { Checkpoint } from '../store/tick-store.ts'
import { createUnrelayed, type Unrelayed } from './unrelayed.ts'

export interface Leadership {
  readonly shard: number
  epoch: number
  tick: number
  beat: number
  commandSeq: number
  relayedTick: number
  atMs: number
  readonly cache: RoomCache
  /** Highest command number per session; what falls out is read from the ledger again. */
  readonly lastNumbers: LRUCache<SessionId, number>
  /** The tick each gateway was last told about; outputs name it so that a hole shows. */
  readonly toldTick: Map<string, number>
  /** Tick at which this leadership began: for gateways not told anything yet. */
  readonly startTick: number
  /** What was committed and is not relayed yet, oldest first, as far as memory reaches back. */
  readonly unrelayed: Unrelayed
  /** Ends of output windows, one a second: which tick to drop outputs up to, by age. */
  readonly outputTicks: { tick: number; atMs: number }[]
}

/** What a leader knows at its checkpoint. `cache` holds the definitions and occupied rooms already. */
export function createLeadership(checkpoint: Checkpoint, cache: RoomCache): Leadership {
  return {
    shard: checkpoint.shard,
    epoch: checkpoint.epoch,
    tick: checkpoint.tick,
    beat: checkpoint.beat,
    commandSeq: checkpoint.commandSeq,
    relayedTick: checkpoint.relayedTick,
    atMs: checkpoint.atMs,
    cache,
    // The cache reserves its space at once, so its size is part of the time a takeover needs.
    lastNumbers: new LRUCache({ max: 20_000 }),
    toldTick: new Map(),
    startTick: checkpoint.tick,
    unrelayed: createUnrelayed(checkpoint.tick),
    outputTicks: [{ tick: checkpoint.tick, atMs: checkpoint.atMs }],
  }
}
