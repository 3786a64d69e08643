/**
 * The store as the tick knows it. Two implementations pass the same contract suite: one on Postgres,
 * and one in memory for replays, tests of rules and the simulation.
 */
import type { Entity } from '../../../schema/entities.ts'
import type { StoredEvent } from '../../../schema/fold.ts'
import type { BeingId, EntityId, RoomId, SessionId } from '../../../schema/ids.ts'
import type { EventRow } from '../../../schema/record-events.ts'
import type { Lane } from '../../../schema/subjects.ts'

/** Ticks after the first number and before the second may have been told, and never happened. */
export type LostTicks = readonly [after: number, began: number]

/** So many of them are known, the newest: who has not heard of the others in time asks the store. */
export const lostTicksMax = 16

/** The shard's row at the moment a lease was won. */
export interface Checkpoint {
  readonly shard: number
  /** What was lost whenever the store went back in time, in order. */
  readonly lost: readonly LostTicks[]
  /** The tick at which the present timeline began: the store has gone back in time before it. 0: never. */
  readonly timeline: number
  /** Grows with every change of leader; a write under an older epoch has no effect. */
  readonly epoch: number
  readonly tick: number
  readonly beat: number
  /** Position in the command stream up to which everything has been applied. */
  readonly commandSeq: number
  readonly streamTag: string
  readonly busGeneration: number
  /** Last tick whose events are known to have been relayed to the bus. */
  readonly relayedTick: number
  readonly atMs: number
  /** Leaders in a row that ended without getting past `commandSeq`: a sign of poison. */
  readonly attempts: number
}

export interface EntityRow {
  readonly id: EntityId
  readonly kind: string
  readonly place: EntityId
  readonly body: string
}

export interface CommandRow {
  readonly session: SessionId
  readonly n: number
  /** As `numberOfStatus` writes it. */
  readonly status: number
  readonly code: string
  readonly actor: BeingId
  readonly enqueuedMs: number
}

export interface JobRow {
  readonly id: string
  readonly lane: Lane
  readonly kind: string
  readonly key: string
  readonly body: string
}

/** Everything one tick writes, in one statement. */
export interface Flush {
  readonly shard: number
  readonly epoch: number
  /** The tick that is written; the fence demands that the shard is at `tick - 1`. */
  readonly tick: number
  readonly beat: number
  readonly atMs: number
  readonly commandSeq: number
  readonly relayedTick: number
  readonly leaseMs: number
  readonly events: readonly EventRow[]
  readonly upserts: readonly EntityRow[]
  readonly removals: readonly EntityId[]
  readonly commands: readonly CommandRow[]
  readonly jobs: readonly JobRow[]
  /** The outputs of this tick for all gateways as JSON; empty when there are none. */
  readonly outputs: string
  /** Output rows up to this tick are deleted, because they are older than the resume window. */
  readonly dropOutputsTo: number
}

export type FlushResult = 'committed' | 'fenced'

/** The database refuses the data itself: one of this tick's commands is poison. */
export class PoisonFlush extends Error {}

export interface StartIds {
  readonly definitions: readonly EntityId[]
  readonly rooms: readonly RoomId[]
}

export interface CommandOutcome {
  readonly n: number
  readonly status: number
}

export interface TickStore {
  /**
   * Tries to become leader: takes the lease when it is free or expired, or when its holder's database
   * connection has ended. Null while somebody else leads. `leaseMs` is in milliseconds. When the database
   * has another history than the last leader's, a new timeline begins: its ticks are numbered above all
   * that anybody can have seen.
   */
  acquire(shard: number, owner: string, leaseMs: number): Promise<Checkpoint | null>
  /** Extends the lease of an idle leader. False: somebody else has taken over. */
  renew(shard: number, epoch: number, leaseMs: number): Promise<boolean>
  /**
   * Extends the lease of a leader that still prepares. It has not come past its commands yet, so the
   * attempts stay counted. False: somebody else has taken over.
   */
  prolong(shard: number, epoch: number, leaseMs: number): Promise<boolean>
  /**
   * Begins a new timeline as `acquire` does, because ticks up to `seenTick` were told to somebody and are
   * missing here. Null: somebody else leads by now.
   */
  beginTimeline(shard: number, epoch: number, seenTick: number): Promise<Checkpoint | null>
  /** Records the identity of the command stream this shard now reads. */
  adoptStream(shard: number, epoch: number, tag: string, commandSeq: number): Promise<boolean>
  /** Gives the lease back so that a standby need not wait. */
  release(shard: number, epoch: number): Promise<void>
  /** Writes a tick. Throws `UnknownOutcome` or `PoisonFlush`; any other error is a bug. */
  flush(flush: Flush): Promise<FlushResult>
  /**
   * After an unknown outcome: raises the own epoch, which fences a commit that is still on its way,
   * then reads how far the shard has come. Null: somebody else has taken over.
   */
  settle(shard: number, epoch: number): Promise<{ epoch: number; tick: number } | null>
  /** Entities by id with all that is in them, at any depth. Ids that do not exist are left out. */
  loadTrees(shard: number, roots: readonly EntityId[]): Promise<Entity[]>
  /** Entities by id without what is in them. Ids that do not exist are left out. */
  loadAlone(shard: number, ids: readonly EntityId[]): Promise<Entity[]>
  /** What a leader starts with: what rules read of the definitions, and all rooms that characters are in. */
  startIds(shard: number): Promise<StartIds>
  /** The highest command number recorded for each of the sessions (0 when none). */
  lastNumbers(sessions: readonly SessionId[]): Promise<Map<SessionId, number>>
  /** The recorded outcome of one command, or null. */
  outcome(session: SessionId, n: number): Promise<CommandOutcome | null>
  /** For the relay: events after `tick`, in whole ticks, about `limit` of them at most. */
  eventsAfter(shard: number, tick: number, limit: number): Promise<StoredEvent[]>
  /** For the relay: jobs written after `tick`. */
  jobsAfter(shard: number, tick: number): Promise<(JobRow & { tick: number })[]>
}
