/**
 * A whole world as a sequence of records: a head, every event, optionally every other row that
 * cannot be derived from events, and a foot that proves nothing is missing. Files, forks and
 * backups are this sequence. Current state is never part of it, because it is folded again.
 */
import { z } from 'zod'

export const archiveHead = z.strictObject({
  mudstream: z.literal('world'),
  v: z.literal(1),
  shard: z.int(),
  tick: z.int().min(0),
  beat: z.int().min(0),
  atMs: z.int().min(0),
  epoch: z.int().min(0),
  commandSeq: z.int().min(0),
  streamTag: z.string(),
  busGeneration: z.int().min(0),
  relayedTick: z.int().min(0),
})
export type ArchiveHead = z.infer<typeof archiveHead>

/** An event exactly as the log has it. */
export const archivedEvent = z.tuple([
  z.literal('event'),
  z.int().positive(),
  z.int().positive(),
  z.string(),
  z.int().positive(),
  z.string(),
  z.string(),
  z.string(),
  z.int().min(0),
  z.int().min(0),
  z.string().nullable(),
  z.record(z.string(), z.unknown()),
])
export type ArchivedEvent = z.infer<typeof archivedEvent>

/** A row of any other table, as Postgres writes it as JSON; kept as text, so that nothing is rounded. */
export type ArchivedRow = readonly ['row', table: string, json: string]

export const archiveFoot = z.strictObject({
  end: z.literal('world'),
  events: z.int().min(0),
  rows: z.int().min(0),
  /** SHA-256 over the current state at the head's tick, as `verify` reports it. */
  state: z.string(),
})
export type ArchiveFoot = z.infer<typeof archiveFoot>

export type ArchiveRecord = ArchiveHead | ArchivedEvent | ArchivedRow | ArchiveFoot

export function isHead(record: ArchiveRecord): record is ArchiveHead {
  return 'mudstream' in record
}

export function isFoot(record: ArchiveRecord): record is ArchiveFoot {
  return 'end' in record
}

export function isEvent(record: ArchiveRecord): record is ArchivedEvent {
  return Array.isArray(record) && record[0] === 'event'
}
