/**
 * Keeps the history that time travel reads: which events concern which entity, and a stage every few
 * thousand events. It works behind the game and does not delay it.
 *
 * Everything is written together with the cursor, so a projector that dies begins again where it
 * was, and two of them at once cannot write anything twice. It only appends.
 */
import { sql, type Transaction } from 'kysely'
import { canonical } from '../../../schema/canonical.ts'
import type { Database } from '../../../schema/db/tables.ts'
import { FIRST_SHARD } from '../../../schema/ids.ts'
import { isIndex } from '../../../schema/world-indexes.ts'
import type { WorldMap } from '../../../schema/world-map.ts'
import type { Db } from '../../platform/database.ts'
import { indexEvents } from './event-index.ts'
import { foldStage, stageBefore } from './world-at.ts'

export interface ProjectOptions {
  readonly shard?: number
  /** Events between two stages: what a look at the past has to fold at most. */
  readonly eventsPerStage?: number
}

/** So many events fold in a fifth of a second; a stage of half as many would weigh nearly as much. */
export const eventsPerStageDefault = 20_000

/**
 * Indexes the committed events after the cursor, up to one stage's worth.
 * @returns how many events were taken in; 0 when there is nothing new
 */
export async function projectOnce(db: Db, options: ProjectOptions = {}): Promise<number> {
  const shard = options.shard ?? FIRST_SHARD
  const eventsPerStage = options.eventsPerStage ?? eventsPerStageDefault
  return await db.transaction().execute(async (work) => {
    const from = await takeCursor(work, shard)
    const stage = await stageBefore(work, shard, Number.MAX_SAFE_INTEGER)
    const waiting = await eventsSince(work, shard, stage, from)
    const to = await endOfBatch(work, shard, from, Math.max(1, eventsPerStage - waiting))
    if (to === undefined) return 0
    const events = await indexEvents(work, shard, from, to)
    if (waiting + events >= eventsPerStage) await writeStage(work, shard, stage, to)
    await sql`update history_cursors set tick = ${to}::bigint where shard = ${shard}`.execute(work)
    return events
  })
}

/** Locks the cursor for this transaction and reads it. */
async function takeCursor(work: Transaction<Database>, shard: number): Promise<number> {
  await sql`insert into history_cursors (shard) values (${shard}) on conflict do nothing`.execute(
    work,
  )
  const { rows } = await sql<{ tick: string }>`
    select tick from history_cursors where shard = ${shard} for update`.execute(work)
  return Number(rows[0]?.tick ?? 0)
}

async function eventsSince(
  work: Transaction<Database>,
  shard: number,
  stage: number,
  upTo: number,
): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from events
    where shard = ${shard} and tick > ${stage}::bigint and tick <= ${upTo}::bigint`.execute(work)
  return Number(rows[0]?.count ?? 0)
}

/** The tick that ends a batch of about `events` events, whole ticks only; undefined: nothing new. */
async function endOfBatch(
  work: Transaction<Database>,
  shard: number,
  from: number,
  events: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ tick: string | null }>`
    select max(tick) as tick from (
      select tick from events where shard = ${shard} and tick > ${from}::bigint
      order by tick, ordinal limit ${events}) batch`.execute(work)
  const tick = rows[0]?.tick
  return tick === null || tick === undefined ? undefined : Number(tick)
}

/** Writes the state of everything that changed since the stage before. */
async function writeStage(
  work: Transaction<Database>,
  shard: number,
  stage: number,
  tick: number,
): Promise<void> {
  const { world, places, events } = await foldStage(work, { shard, stage, tick }, () => undefined)
  await writeStates(work, shard, tick, world)
  await writeContents(work, shard, tick, places)
  await sql`insert into history_stages (shard, tick, events) values (${shard}, ${tick}, ${events})`.execute(
    work,
  )
}

const batchRows = 1_000

async function writeStates(
  work: Transaction<Database>,
  shard: number,
  tick: number,
  world: WorldMap,
): Promise<void> {
  const rows = [...world.entities]
  for (let at = 0; at < rows.length; at += batchRows) {
    const batch = rows.slice(at, at + batchRows)
    const bodies = batch.map(([, entity]) => (entity === null ? null : canonical(entity)))
    await sql`
      insert into entity_states (shard, entity, tick, body)
      select ${shard}::int, u.id, ${tick}::bigint, convert_to(u.body, 'UTF8')
      from unnest(${batch.map(([id]) => id)}::text[], ${bodies}::text[]) as u(id, body)`.execute(
      work,
    )
  }
}

async function writeContents(
  work: Transaction<Database>,
  shard: number,
  tick: number,
  places: WorldMap['places'],
): Promise<void> {
  const rows = [...places].filter(([place]) => !isIndex(place))
  for (let at = 0; at < rows.length; at += batchRows) {
    const batch = rows.slice(at, at + batchRows)
    // An array of arrays would have to be rectangular, so lists travel as JSON.
    const lists = batch.map(([, contents]) => JSON.stringify(contents))
    await sql`
      insert into place_contents (shard, place, tick, contents)
      select ${shard}::int, u.place, ${tick}::bigint,
             array(select jsonb_array_elements_text(u.list::jsonb))
      from unnest(${batch.map(([place]) => place)}::text[], ${lists}::text[]) as u(place, list)`.execute(
      work,
    )
  }
}
