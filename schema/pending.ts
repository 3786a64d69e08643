/** Work of writers that is under way, and the talks it belongs to: two small records in the world. */
import { DEFINITIONS_PLACE, type EntityId } from './ids.ts'
import type { JobKind } from './jobs.ts'
import type { WorldReader, WorldWriter } from './world.ts'

/** One piece of work that is under way. */
export interface Pending {
  readonly kind: JobKind
  readonly key: string
  readonly room: EntityId
  readonly npc?: EntityId
  readonly speaker?: EntityId
  readonly private?: boolean
  readonly conflict?: EntityId
  readonly phase?: string
  /** The choices a writer may pick from. */
  readonly options?: readonly string[]
  readonly occupants?: string
  readonly request?: string
  /** World beat at which rules speak in the writer's place; 0 when nobody waits. */
  readonly due: number
  /** World beat after which the answer is stale. */
  readonly until: number
}

export const pendingId = 'pending:work'
/** More than this under way at once is a flood: the oldest is given up. */
export const pendingMax = 400

export function pendingWork(world: WorldReader): Readonly<Record<string, Pending>> {
  const record = world.get(pendingId)
  return record?.kind === 'record' ? (record.data as Record<string, Pending>) : {}
}

/** How pending work is called: by the event that asked for it, which is what an answer names. */
export function workId(event: { shard: number; tick: number; ordinal: number }): string {
  return `${event.shard}.${event.tick}.${event.ordinal}`
}

export function putPending(world: WorldWriter, data: Readonly<Record<string, Pending>>): void {
  world.put({ id: pendingId, kind: 'record', of: 'pending', place: DEFINITIONS_PLACE, data })
}

/** Takes a piece of work off the list. */
export function dropWork(world: WorldWriter, work: string): void {
  const { [work]: known, ...others } = pendingWork(world)
  if (known) putPending(world, others)
}

interface Turn {
  readonly by: 'npc' | 'player'
  readonly text: string
}
type Talk = Readonly<Record<EntityId, readonly Turn[]>>
const turnsKept = 8
const speakersKept = 6

export function talkId(npc: EntityId): EntityId {
  return `talk:${npc}`
}

export function turnsBetween(
  world: WorldReader,
  npc: EntityId,
  speaker: EntityId,
): readonly Turn[] {
  const record = world.get(talkId(npc))
  return record?.kind === 'record' ? ((record.data as Talk)[speaker] ?? []) : []
}

/** Adds one line to the talk of a mobile with a player, and forgets the oldest. */
export function keepTurn(
  world: WorldWriter,
  npc: EntityId,
  speaker: EntityId,
  by: 'npc' | 'player',
  text: string,
): void {
  if (world.get(npc)?.kind !== 'mobile' || text === '') return
  const record = world.get(talkId(npc))
  const { [speaker]: turns = [], ...others } =
    record?.kind === 'record' ? (record.data as Talk) : {}
  const kept = [...turns, { by, text: text.slice(0, 512) }].slice(-turnsKept)
  const speakers = [...Object.entries(others), [speaker, kept] as const].slice(-speakersKept)
  const data = Object.fromEntries(speakers)
  world.put({ id: talkId(npc), kind: 'record', of: 'talk', place: npc, data })
}
