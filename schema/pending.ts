/** The jobs that are under way, and the talks that they belong to: small records in the world. */
import {
  type BeingId,
  DEFINITIONS_PLACE,
  type MobileId,
  type RecordId,
  type RoomId,
} from './ids.ts'
import type { JobKind } from './jobs.ts'
import { recordData, type WorldReader, type WorldWriter } from './world.ts'

/** A job that is under way. */
export interface Pending {
  readonly kind: JobKind
  readonly key: string
  readonly room: RoomId
  readonly npc?: MobileId
  readonly speaker?: BeingId
  readonly private?: boolean
  /** What the speaker said; absent in work of older ticks, where the talk's latest line stands for it. */
  readonly line?: string
  readonly conflict?: string
  readonly phase?: string
  /** The choices that the worker may pick from. */
  readonly options?: readonly string[]
  readonly occupants?: string
  readonly request?: string
  /** World beat at which rules answer instead of the worker; 0 when nobody waits. */
  readonly due: number
  /** World beat after which the answer is stale. */
  readonly until: number
}

export const pendingId = 'pending:work'
/** Most jobs under way at once; beyond that the oldest is given up. */
export const pendingJobsMax = 400

export function pendingJobs(world: WorldReader): Readonly<Record<string, Pending>> {
  return recordData<Readonly<Record<string, Pending>>>(world, pendingId) ?? {}
}

/** The key of a pending job: the position of the event that asked for it. Its answer carries it as `work`. */
export function pendingJobKey(event: { shard: number; tick: number; ordinal: number }): string {
  return `${event.shard}.${event.tick}.${event.ordinal}`
}

export function putPendingJobs(world: WorldWriter, data: Readonly<Record<string, Pending>>): void {
  world.put({ id: pendingId, kind: 'record', of: 'pending', place: DEFINITIONS_PLACE, data })
}

/** Takes a job off the list. */
export function dropPendingJob(world: WorldWriter, work: string): void {
  const { [work]: known, ...others } = pendingJobs(world)
  if (known) putPendingJobs(world, others)
}

interface Turn {
  readonly by: 'npc' | 'player'
  readonly text: string
}
type Talk = Readonly<Record<string, readonly Turn[]>>
const turnsKept = 8
const speakersKept = 6

export function talkId(npc: MobileId): RecordId {
  return `talk:${npc}`
}

export function turnsBetween(world: WorldReader, npc: MobileId, speaker: BeingId): readonly Turn[] {
  return recordData<Talk>(world, talkId(npc))?.[speaker] ?? []
}

/** Adds one line to the talk of a mobile with a player, and forgets the oldest. */
export function keepTurn(
  world: WorldWriter,
  between: { readonly npc: MobileId; readonly speaker: BeingId },
  turn: Turn,
): void {
  const { npc, speaker } = between
  if (world.get(npc)?.kind !== 'mobile' || turn.text === '') return
  const { [speaker]: turns = [], ...others } = recordData<Talk>(world, talkId(npc)) ?? {}
  const kept = [...turns, { ...turn, text: turn.text.slice(0, 512) }].slice(-turnsKept)
  const speakers = [...Object.entries(others), [speaker, kept] as const].slice(-speakersKept)
  const data = Object.fromEntries(speakers)
  world.put({ id: talkId(npc), kind: 'record', of: 'talk', place: npc, data })
}
