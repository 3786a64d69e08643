/**
 * The contents of the memory store: the tables of Postgres as plain maps, with the statements of the
 * tick as functions over them. A function runs whole or not at all, as a statement does.
 */

import type { BeingId, SessionId } from '../../../schema/ids.ts'
import type { EventRow } from '../../../schema/record-events.ts'
import type { CommandRow, Flush, FlushResult, JobRow, LostTicks } from './tick-store.ts'
import { PoisonFlush } from './tick-store.ts'

export interface ShardState {
  owner: string
  /** The connection that holds the lease; 0 when nobody does. */
  backend: number
  leaseUntilMs: number
  epoch: number
  tick: number
  beat: number
  commandSeq: number
  streamTag: string
  busGeneration: number
  relayedTick: number
  atMs: number
  attemptSeq: number
  attempts: number
  timeline: number
  lost: readonly LostTicks[]
}

export interface EntityState {
  readonly kind: string
  readonly place: string
  readonly body: string
}

export interface LedgerRow {
  readonly session: SessionId
  readonly n: number
  readonly tick: number
  readonly status: number
  readonly code: string
  readonly actor: BeingId
}

export interface LoggedEvent extends EventRow {
  readonly tick: number
  readonly ordinal: number
  readonly beat: number
  readonly atMs: number
}

/** One shard's tables. */
export interface MemoryTables {
  readonly shard: ShardState
  readonly events: LoggedEvent[]
  readonly entities: Map<string, EntityState>
  readonly ledger: Map<string, LedgerRow>
  readonly lastNumbers: Map<string, number>
  /** The JSON of all gateways' outputs by tick, in the order of ticks. */
  readonly outputs: Map<number, string>
  readonly jobs: Map<string, JobRow & { readonly tick: number }>
  /** Every commit in order: which epoch wrote which tick. */
  readonly commits: { readonly epoch: number; readonly tick: number }[]
}

export function createTables(): MemoryTables {
  return {
    shard: {
      owner: '',
      backend: 0,
      leaseUntilMs: Number.NEGATIVE_INFINITY,
      epoch: 0,
      tick: 0,
      beat: 0,
      commandSeq: 0,
      streamTag: '',
      busGeneration: 0,
      relayedTick: 0,
      atMs: 0,
      attemptSeq: -1,
      attempts: 0,
      timeline: 0,
      lost: [],
    },
    events: [],
    entities: new Map(),
    ledger: new Map(),
    lastNumbers: new Map(),
    outputs: new Map(),
    jobs: new Map(),
    commits: [],
  }
}

const intMax = 2_147_483_647

/** The flush as `flushSql` defines it: fence, then everything, or nothing. Throws `PoisonFlush`. */
export function writeFlush(tables: MemoryTables, flush: Flush, nowMs: number): FlushResult {
  const { shard } = tables
  if (shard.epoch !== flush.epoch || shard.tick !== flush.tick - 1) return 'fenced'
  refuseBadData(tables, flush)
  shard.tick = flush.tick
  shard.beat = flush.beat
  shard.atMs = flush.atMs
  shard.commandSeq = flush.commandSeq
  shard.relayedTick = Math.max(shard.relayedTick, flush.relayedTick)
  shard.leaseUntilMs = nowMs + flush.leaseMs
  tables.commits.push({ epoch: flush.epoch, tick: flush.tick })
  writeLog(tables, flush)
  writeState(tables, flush)
  if (flush.outputs !== '') tables.outputs.set(flush.tick, flush.outputs)
  for (const tick of tables.outputs.keys()) {
    if (tick > flush.dropOutputsTo) break
    tables.outputs.delete(tick)
  }
  return 'committed'
}

function writeLog(tables: MemoryTables, flush: Flush): void {
  const { tick, beat, atMs } = flush
  flush.events.forEach((event, index) => {
    tables.events.push({ ...event, tick, ordinal: index + 1, beat, atMs })
  })
  for (const { session, n, status, code, actor } of flush.commands) {
    tables.ledger.set(`${session}/${n}`, { session, n, tick, status, code, actor })
    tables.lastNumbers.set(session, Math.max(n, tables.lastNumbers.get(session) ?? 0))
  }
  for (const job of flush.jobs) {
    if (!tables.jobs.has(job.id)) tables.jobs.set(job.id, { ...job, tick })
  }
}

function writeState(tables: MemoryTables, flush: Flush): void {
  for (const { id, kind, place, body } of flush.upserts) {
    // A row that exists keeps its kind, as in the statement.
    tables.entities.set(id, { kind: tables.entities.get(id)?.kind ?? kind, place, body })
  }
  for (const id of flush.removals) tables.entities.delete(id)
}

/** Throws `PoisonFlush` for data that Postgres would refuse: keys twice, numbers out of range, NUL. */
function refuseBadData(tables: MemoryTables, flush: Flush): void {
  const numbers = flush.commands.map((row) => `${row.session}/${row.n}`)
  const isDone = ({ session, n }: CommandRow) => n <= (tables.lastNumbers.get(session) ?? 0)
  if (flush.commands.some(isDone) || hasRepeat(numbers)) refuse('a number twice')
  if (hasRepeat(flush.upserts.map((row) => row.id))) refuse('an entity twice')
  if (flush.commands.some((row) => row.n > intMax)) refuse('a number out of range')
  if (textsOf(flush).some((text) => text.includes('\0'))) refuse('text with NUL')
}

function textsOf(flush: Flush): string[] {
  return [
    ...flush.events.flatMap((row) => [row.type, row.subject, row.actor, row.cause, row.body]),
    ...flush.upserts.flatMap((row) => [row.id, row.kind, row.place, row.body]),
    ...flush.commands.flatMap((row) => [row.session, row.code, row.actor]),
    ...flush.jobs.flatMap((row) => [row.id, row.lane, row.kind, row.key, row.body]),
    flush.outputs,
  ]
}

function hasRepeat(keys: readonly string[]): boolean {
  return new Set(keys).size < keys.length
}

function refuse(why: string): never {
  throw new PoisonFlush(`flush refused: ${why}`)
}
