/** The history of a thing: who did what to it and when, in words, with the cause of each event. */
import { type QueryExecutorProvider as Reader, sql } from 'kysely'
import type { NewEvent, Perception, ViewRole } from '../../../schema/define-event.ts'
import { eventType } from '../../../schema/events/index.ts'
import { newestOf } from '../../../schema/fold.ts'
import { type BeingId, type EntityId, FIRST_SHARD } from '../../../schema/ids.ts'
import { toPlain } from '../../../schema/markup.ts'
import { beingIn } from '../../../schema/world.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { LogRow } from '../verify/read-log.ts'
import { readTimelines } from './timelines.ts'
import { foldStage, stageBefore } from './world-at.ts'

/** One event of a timeline. */
export interface HistoryEntry {
  readonly tick: number
  /** The tick at which the timeline of the event began; 0 for the first one. */
  readonly timeline: number
  readonly ordinal: number
  readonly atMs: number
  readonly type: string
  readonly actor: BeingId
  /** What the actor was called then; empty for the world itself. */
  readonly actorName: string
  /** The request, or what else brought it about; empty for what the world does by itself. */
  readonly cause: string
  /** True when the event changed the thing, false when it only speaks of it. */
  readonly changed: boolean
  /** What bystanders perceived, or what the declaration says about such events. */
  readonly words: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface HistoryQuery {
  readonly shard?: number
  /** The newest are returned; the order is from old to new. */
  readonly limit?: number
  /** Only events up to and with this tick. */
  readonly upToTick?: number
  /** Only events whose type or words contain this, whatever the letter case. */
  readonly filter?: string
  /** Only events that changed the thing. */
  readonly changesOnly?: boolean
}

/** Where an event stands, and whether it changed the thing that is looked at. */
export interface Place {
  readonly tick: number
  readonly ordinal: number
  readonly changed: boolean
}

const searchedAtMost = 5_000

/** The timeline of a thing. Reads the index, and the end of the log that is not indexed yet. */
export async function historyOf(
  db: Reader,
  id: EntityId,
  query: HistoryQuery = {},
): Promise<HistoryEntry[]> {
  const { shard = FIRST_SHARD, limit = 50 } = query
  const filter = query.filter?.toLowerCase() ?? ''
  const places = await placesOf(db, shard, id, query)
  const entries: HistoryEntry[] = []
  // From the newest backwards, a stage at a time, until enough of them match.
  let searched = 0
  for (let end = places.length; end > 0 && entries.length < limit && searched < searchedAtMost; ) {
    const stage = await stageBefore(db, shard, tickAt(places, end - 1) - 1)
    const wanted = filter === '' ? limit - entries.length : searchedAtMost
    const begin = beginOf(places, { end, stage, wanted })
    const part = await describe(db, shard, stage, places.slice(begin, end))
    const found = part.filter((entry) => matches(entry, filter))
    entries.unshift(...found.slice(-(limit - entries.length)))
    searched += end - begin
    end = begin
  }
  return entries
}

const tickAt = (places: readonly Place[], at: number): number => places[at]?.tick ?? 1

/** Where the part begins that ends before `end`, lies after `stage` and holds at most `wanted`. */
function beginOf(
  places: readonly Place[],
  { end, stage, wanted }: { end: number; stage: number; wanted: number },
): number {
  let begin = end - 1
  while (begin > 0 && tickAt(places, begin - 1) > stage && end - begin < wanted) begin -= 1
  return begin
}

function matches(entry: HistoryEntry, filter: string): boolean {
  if (filter === '') return true
  return [entry.type, entry.words, entry.actorName, entry.cause].some((text) =>
    text.toLowerCase().includes(filter),
  )
}

async function placesOf(
  db: Reader,
  shard: number,
  id: EntityId,
  { upToTick = Number.MAX_SAFE_INTEGER, changesOnly = false }: HistoryQuery,
): Promise<Place[]> {
  const { rows } = await sql<{ tick: number; ordinal: number; changed: boolean }>`
    select * from (
      select p.tick::float8 as tick, p.spot / 2 as ordinal, p.spot % 2 = 1 as changed
      from event_subjects s, subject_spots(s.first_tick, s.spots) p
      where s.shard = ${shard} and s.entity = ${id} and s.first_tick <= ${upToTick}::bigint
      union all
      select tick::float8, ordinal, id_changed as changed from (
        select tick, ordinal, coalesce(${id} = any(string_to_array(changed, ' ')), subject = ${id}) as id_changed,
          subject, actor, body
        from events where shard = ${shard}
          and tick > coalesce((select tick from history_cursors where shard = ${shard}), 0)
      ) fresh
      where id_changed or subject = ${id} or actor = ${id}
        or position(convert_to(${JSON.stringify(id)}, 'UTF8') in body) > 0
    ) found where tick <= ${upToTick}::bigint and (changed or not ${changesOnly}::boolean)
    order by tick, ordinal`.execute(db)
  return rows
}

/** Events of one tick, described with names as they were when each of them happened. */
export async function entriesAt(
  db: Reader,
  shard: number,
  places: readonly Place[],
): Promise<HistoryEntry[]> {
  const tick = places[0]?.tick
  if (tick === undefined) return []
  return await describe(db, shard, await stageBefore(db, shard, tick - 1), places)
}

/** Folds one stage and describes the wanted events on the way, with names as they were then. */
async function describe(
  db: Reader,
  shard: number,
  stage: number,
  places: readonly Place[],
): Promise<HistoryEntry[]> {
  const wanted = new Map(places.map((place) => [`${place.tick}.${place.ordinal}`, place]))
  const tick = places.at(-1)?.tick ?? stage
  const timelineOf = await readTimelines(db, shard)
  let entries: HistoryEntry[] = []
  await foldStage(
    db,
    { shard, stage, tick },
    () => undefined,
    () => {
      // Each pass begins again; only the last one knows all the names.
      entries = []
      return (row, world) => {
        const place = wanted.get(`${row.tick}.${row.ordinal}`)
        if (place) entries.push({ timeline: timelineOf(row.tick), ...entryOf(row, place, world) })
      }
    },
  )
  return entries
}

function entryOf(row: LogRow, place: Place, world: WorldMap): Omit<HistoryEntry, 'timeline'> {
  const { actor } = row
  const being = actor === '' ? undefined : beingIn(world, actor)
  const event = newestOf(row)
  return {
    tick: row.tick,
    ordinal: row.ordinal,
    atMs: row.atMs,
    type: row.type,
    actor,
    actorName: being?.name ?? '',
    cause: row.cause,
    changed: place.changed,
    words: wordsFor(event, world),
    data: event.data,
  }
}

/** The words are taken from the view of the first of these roles that has one. */
const tellers: readonly ViewRole[] = ['others', 'target', 'actor']

function wordsFor({ type, data }: NewEvent, world: WorldMap): string {
  const declared = eventType(type)
  const seen = declared.perceive?.(world, data) ?? []
  for (const role of tellers) {
    const told = seen.find((one) => one.role === role)
    const words = told ? say(type, told) : ''
    if (words !== '') return words
  }
  return declared.about
}

function say(type: string, told: Perception): string {
  // Views reach their renderer as JSON, so they are put in words from what JSON keeps.
  const data = JSON.parse(JSON.stringify(told.data))
  return toPlain(eventType(type).text?.[told.role]?.(data) ?? '')
}
