/**
 * The tick's store in memory, which passes the same contract suite as the one on Postgres. Replays and
 * tests of rules use it as it is; the simulation puts its faults in front of it.
 *
 * Like a database it has connections: a lease is free as soon as the connection that took it has
 * ended. Nothing here is durable, so a running game must not use it.
 */
import { isLoadersOwn } from '../../../schema/definitions.ts'
import type { Entity } from '../../../schema/entities.ts'
import type { OutputMessage } from '../../../schema/envelope.ts'
import { DEFINITIONS_PLACE, type SessionId } from '../../../schema/ids.ts'
import {
  createTables,
  type LoggedEvent,
  type MemoryTables,
  type ShardState,
  writeFlush,
} from './memory-tables.ts'
import { storedOutputs, type Whose } from './stored-outputs.ts'
import {
  type Checkpoint,
  type JobRow,
  type LostTicks,
  lostTicksMax,
  type TickStore,
} from './tick-store.ts'

export interface MemoryTickStore extends TickStore {
  /** Ends the connection; its lease is free from now on. */
  close(): Promise<void>
}

/** The outputs of committed ticks, in the shape that gateways read them in. */
export interface MemoryOutputArchive {
  read(
    shard: number,
    after: number,
    upTo: number,
    whose: Whose,
  ): Promise<Pick<OutputMessage, 'tick' | 'outputs'>[]>
  newest(shard: number): Promise<number>
  timeline(shard: number): Promise<number>
  reaches(shard: number, tick: number): Promise<boolean>
}

export interface MemoryDatabase {
  /** Opens a connection. */
  connect(): MemoryTickStore
  readonly archive: MemoryOutputArchive
  tables(shard: number): MemoryTables
}

/** Creates an empty database. `nowMs` is its clock, by which leases run out; in milliseconds. */
export function createMemoryDatabase(nowMs: () => number): MemoryDatabase {
  const shards = new Map<number, MemoryTables>()
  const open = new Set<number>()
  let connections = 0

  function tables(shard: number): MemoryTables {
    const known = shards.get(shard) ?? createTables()
    shards.set(shard, known)
    return known
  }

  return {
    tables,
    archive: createArchive(tables),
    connect() {
      connections += 1
      const backend = connections
      open.add(backend)
      return {
        ...createLeases(tables, backend, open, nowMs),
        ...createReads(tables, shards),
        flush: async (flush) => writeFlush(tables(flush.shard), flush, nowMs()),
        async close() {
          open.delete(backend)
        },
      }
    },
  }
}

type Tables = (shard: number) => MemoryTables

function onNewTimeline(state: ShardState, seenTick: number, nowMs: number): ShardState {
  const after = state.tick
  state.tick = Math.max(seenTick + 1, Math.floor(nowMs))
  state.timeline = state.tick
  const lost: LostTicks = [after, state.timeline]
  state.lost = [...state.lost, lost].slice(-lostTicksMax)
  return state
}

function createLeases(tables: Tables, backend: number, open: Set<number>, nowMs: () => number) {
  const owned = (shard: number, epoch: number, change: (state: ShardState) => void): boolean => {
    const state = tables(shard).shard
    if (state.epoch !== epoch) return false
    change(state)
    return true
  }
  return {
    async acquire(shard: number, owner: string, leaseMs: number) {
      const state = tables(shard).shard
      const free =
        state.leaseUntilMs < nowMs() || state.backend === backend || !open.has(state.backend)
      if (!free) return null
      state.attempts = state.commandSeq === state.attemptSeq ? state.attempts + 1 : 0
      state.attemptSeq = state.commandSeq
      state.owner = owner
      state.backend = backend
      state.epoch += 1
      state.leaseUntilMs = nowMs() + leaseMs
      return checkpointOf(shard, state)
    },
    async beginTimeline(shard: number, epoch: number, seenTick: number) {
      const state = tables(shard).shard
      const isBehind = state.epoch === epoch && state.tick < seenTick
      return isBehind ? checkpointOf(shard, onNewTimeline(state, seenTick, nowMs())) : null
    },
    async renew(shard: number, epoch: number, leaseMs: number) {
      return owned(shard, epoch, (state) => {
        state.attempts = 0
        state.leaseUntilMs = nowMs() + leaseMs
      })
    },
    async prolong(shard: number, epoch: number, leaseMs: number) {
      return owned(shard, epoch, (state) => {
        state.leaseUntilMs = nowMs() + leaseMs
      })
    },
    async adoptStream(shard: number, epoch: number, tag: string, commandSeq: number) {
      return owned(shard, epoch, (state) => {
        state.streamTag = tag
        state.commandSeq = commandSeq
        state.busGeneration += 1
      })
    },
    async release(shard: number, epoch: number) {
      owned(shard, epoch, (state) => {
        Object.assign(state, { leaseUntilMs: Number.NEGATIVE_INFINITY, owner: '', attempts: 0 })
      })
    },
    async settle(shard: number, epoch: number) {
      const state = tables(shard).shard
      const mine = owned(shard, epoch, (own) => {
        own.epoch += 1
        own.backend = backend
      })
      return mine ? { epoch: state.epoch, tick: state.tick } : null
    },
  }
}

function createReads(tables: Tables, shards: ReadonlyMap<number, MemoryTables>) {
  return {
    async loadTrees(shard: number, roots: readonly string[]) {
      return treesOf(tables(shard), roots)
    },
    async loadAlone(shard: number, ids: readonly string[]) {
      const { entities } = tables(shard)
      const found = ids.flatMap((id) => entities.get(id) ?? [])
      return found.map(({ body }) => JSON.parse(body) as Entity)
    },
    async startIds(shard: number) {
      const definitions: string[] = []
      const rooms = new Set<string>()
      for (const [id, { kind, place }] of tables(shard).entities) {
        if (place === DEFINITIONS_PLACE && !isLoadersOwn(id)) definitions.push(id)
        if (kind === 'character' && place !== '') rooms.add(place)
      }
      return { definitions, rooms: [...rooms] }
    },
    async lastNumbers(sessions: readonly string[]) {
      const last = (session: SessionId) =>
        Math.max(0, ...[...shards.values()].map((one) => one.lastNumbers.get(session) ?? 0))
      return new Map(sessions.map((session) => [session, last(session)]))
    },
    async outcome(session: SessionId, n: number) {
      for (const { ledger } of shards.values()) {
        const row = ledger.get(`${session}/${n}`)
        if (row) return { n, status: row.status }
      }
      return null
    },
    async eventsAfter(shard: number, tick: number, limit: number) {
      const later = eventsFrom(tables(shard).events, tick)
      // Only whole ticks, as in the statement: up to the tick of the row at `limit`.
      const upTo = later[limit]?.tick ?? Number.POSITIVE_INFINITY
      return later.filter((event) => event.tick <= upTo).map((event) => storedOf(shard, event))
    },
    async jobsAfter(shard: number, tick: number): Promise<(JobRow & { tick: number })[]> {
      return [...tables(shard).jobs.values()].filter((job) => job.tick > tick)
    },
  }
}

/** The log is in order of ticks, so the end is searched backwards. */
function eventsFrom(events: readonly LoggedEvent[], tick: number): LoggedEvent[] {
  return events.slice(events.findLastIndex((event) => event.tick <= tick) + 1)
}

function storedOf(shard: number, event: LoggedEvent) {
  const { tick, ordinal, type, version, beat, atMs, body } = event
  const data = JSON.parse(body) as Record<string, unknown>
  return { shard, tick, ordinal, type, version, beat, atMs, data }
}

/** Roots and everything in them, level by level, as deep as the statement looks. */
function treesOf({ entities }: MemoryTables, roots: readonly string[]): Entity[] {
  const byPlace = new Map<string, string[]>()
  for (const [id, { place }] of entities) {
    if (place === '') continue
    const ids = byPlace.get(place)
    if (ids) ids.push(id)
    else byPlace.set(place, [id])
  }
  const found: Entity[] = []
  let level = [...new Set(roots)]
  for (let depth = 0; depth <= 16 && level.length > 0; depth += 1) {
    const here = level.filter((id) => entities.has(id))
    for (const id of here) found.push(JSON.parse(entities.get(id)?.body ?? '') as Entity)
    level = here.flatMap((id) => byPlace.get(id) ?? [])
  }
  return found
}

function createArchive(tables: Tables): MemoryOutputArchive {
  return {
    async read(shard, after, upTo, whose) {
      const found = []
      for (const [tick, body] of tables(shard).outputs) {
        if (tick > after && tick <= upTo) found.push({ tick, outputs: storedOutputs(body, whose) })
      }
      return found
    },
    newest: async (shard) => tables(shard).shard.tick,
    timeline: async (shard) => tables(shard).shard.timeline,
    async reaches(shard, tick) {
      const [oldest] = tables(shard).outputs.keys()
      return oldest !== undefined && oldest <= tick
    },
  }
}

function checkpointOf(shard: number, state: ShardState): Checkpoint {
  const { epoch, tick, beat, commandSeq, streamTag, busGeneration } = state
  const { relayedTick, atMs, attempts, timeline, lost } = state
  return {
    shard,
    epoch,
    tick,
    beat,
    commandSeq,
    streamTag,
    busGeneration,
    relayedTick,
    atMs,
    attempts,
    timeline,
    lost,
  }
}
