/** The state of a leader between ticks. It is made when a lease is won and dropped when it is lost. */
import { LRUCache } from 'lru-cache'
import type { RoomId, SessionId } from '../../../schema/ids.ts'
import type { RoomCache } from '../store/room-cache.ts'
import type { Checkpoint } from '../store/tick-store.ts'
import { createUnrelayed, type Unrelayed } from './unrelayed.ts'
import { createViewMemory, type ViewMemory } from './view-memory.ts'

export interface Leadership {
  readonly shard: number
  epoch: number
  tick: number
  beat: number
  commandSeq: number
  /** The commands of the tick that runs now, up to this position, and when it began (since the epoch). */
  underWay: { readonly seq: number; readonly sinceMs: number } | undefined
  relayedTick: number
  atMs: number
  readonly cache: RoomCache
  /** Highest command number by session. A session that the cache has dropped is read from the ledger. */
  readonly lastNumbers: LRUCache<SessionId, number>
  /** The last tick that each gateway was told of. Outputs name it, so that gateways see what they missed. */
  readonly toldTick: Map<string, number>
  /** The tick at which this leadership began, for gateways that were not told anything yet. */
  readonly startTick: number
  /** The tick at which the present timeline began. */
  readonly timeline: number
  /** What was lost whenever the store went back in time. */
  readonly lost: Checkpoint['lost']
  /** Events and jobs that are committed and not relayed yet, as far as memory reaches back. */
  readonly unrelayed: Unrelayed
  /** A tick for each second: up to which tick outputs of a given age are deleted. */
  readonly outputTicks: { tick: number; atMs: number }[]
  views: ViewMemory
  /** Rooms around which everything is in memory, until the cache has evicted something. */
  readonly around: { readonly rooms: Set<RoomId>; evictions: number }
}

/** Creates the state at a checkpoint. `cache` holds the definitions and occupied rooms already. */
export function createLeadership(checkpoint: Checkpoint, cache: RoomCache): Leadership {
  return {
    shard: checkpoint.shard,
    epoch: checkpoint.epoch,
    tick: checkpoint.tick,
    beat: checkpoint.beat,
    commandSeq: checkpoint.commandSeq,
    underWay: undefined,
    relayedTick: checkpoint.relayedTick,
    atMs: checkpoint.atMs,
    cache,
    // The cache reserves its space at once, so its size adds to the time that a takeover takes.
    lastNumbers: new LRUCache({ max: 20_000 }),
    toldTick: new Map(),
    startTick: checkpoint.tick,
    timeline: checkpoint.timeline,
    lost: checkpoint.lost,
    unrelayed: createUnrelayed(checkpoint.tick),
    outputTicks: [{ tick: checkpoint.tick, atMs: checkpoint.atMs }],
    views: createViewMemory(),
    around: { rooms: new Set(), evictions: 0 },
  }
}
