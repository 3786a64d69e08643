/** Which events concern which entity: one row per entity and batch, with the places of its events. */

import { sql } from 'kysely'
import { z } from 'zod'
import { eventType } from '../../../schema/events/index.ts'
import type { BeingId, EntityId } from '../../../schema/ids.ts'
import { ownOf } from '../../../schema/own.ts'
import type { Reader } from '../verify/read-log.ts'

interface IndexedRow {
  readonly tick: number
  readonly ordinal: number
  readonly type: string
  readonly subject: string
  readonly actor: BeingId
  readonly changed: string | null
  readonly data: Record<string, unknown>
}

interface Posting {
  readonly firstTick: number
  lastTick: number
  /** As `subject_spots` of the database reads them. */
  spots: string
}

/** Indexes the events of `(from, to]`; returns how many there were. */
export async function indexEvents(
  db: Reader,
  shard: number,
  from: number,
  to: number,
): Promise<number> {
  const rows = await readRows(db, shard, from, to)
  const changedBy = rows.map((row) => new Set(changedIds(row)))
  const namedBy = rows.map(namesIn)
  const changed = new Set(changedBy.flatMap((ids) => [...ids]))
  const unsure = new Set(namedBy.flatMap((ids) => [...ids]).filter((id) => !changed.has(id)))
  // A word that is no entity ("quit", "north") gets no row.
  const real = await existing(db, shard, [...unsure])
  const postings = new Map<EntityId, Posting>()
  for (const [at, row] of rows.entries()) {
    const sure = changedBy[at] ?? new Set()
    for (const id of sure) post(postings, id, { tick: row.tick, spot: changedSpot(row) })
    for (const id of namedBy[at] ?? []) {
      if (!sure.has(id) && (changed.has(id) || real.has(id))) {
        post(postings, id, { tick: row.tick, spot: namedSpot(row) })
      }
    }
  }
  await writePostings(db, shard, postings)
  return rows.length
}

/** The entities that the event changed; a row that names none changed its subject alone. */
function changedIds(row: IndexedRow): readonly EntityId[] {
  if (row.changed === null) return [row.subject]
  return row.changed.split(' ').filter((id) => id !== '')
}

/** An ordinal and whether the event changed the entity, as one number. */
const changedSpot = ({ ordinal }: IndexedRow): number => ordinal * 2 + 1
const namedSpot = ({ ordinal }: IndexedRow): number => ordinal * 2

function post(
  postings: Map<EntityId, Posting>,
  id: EntityId,
  { tick, spot }: { readonly tick: number; readonly spot: number },
): void {
  const posting = postings.get(id)
  if (!posting) {
    postings.set(id, { firstTick: tick, lastTick: tick, spots: `0.${spot}` })
    return
  }
  posting.spots += ` ${tick - posting.lastTick}.${spot}`
  posting.lastTick = tick
}

async function readRows(db: Reader, shard: number, from: number, to: number) {
  const { rows } = await sql<Omit<IndexedRow, 'data'> & { body: string }>`
    select tick::float8 as tick, ordinal, type, subject, actor, changed, convert_from(body, 'UTF8') as body
    from events where shard = ${shard} and tick > ${from}::bigint and tick <= ${to}::bigint
    order by tick, ordinal`.execute(db)
  return rows.map(({ body, ...row }): IndexedRow => ({ ...row, data: JSON.parse(body) }))
}

/** Ids that an event speaks of: its subject, its actor, and its fields that can hold one. */
export function namesIn(row: {
  type: string
  subject: string
  actor: BeingId
  data: Readonly<Record<string, unknown>>
}): Set<EntityId> {
  const ids = new Set<EntityId>()
  for (const field of idFields(row.type)) {
    const value = ownOf(row.data, field)
    if (typeof value === 'string' && idLike.test(value)) ids.add(value)
    else if (Array.isArray(value)) {
      for (const one of value) if (typeof one === 'string' && idLike.test(one)) ids.add(one)
    }
  }
  if (row.subject !== '') ids.add(row.subject)
  if (row.actor !== '') ids.add(row.actor)
  return ids
}

/** Ids are made by the server or by world files; they hold no blanks and are short. */
const idLike = /^[a-z0-9][a-z0-9:._~-]{0,79}$/

const fieldsByType = new Map<string, readonly string[]>()

/** Fields that hold texts or lists of texts by their declaration, without words of persons. */
function idFields(type: string): readonly string[] {
  const known = fieldsByType.get(type)
  if (known) return known
  const declared = eventType(type)
  const schema = z.toJSONSchema(declared.data) as {
    properties?: Record<string, { type?: string; enum?: unknown; items?: { type?: string } }>
  }
  const personal = new Set(declared.personal ?? [])
  const fields = Object.entries(schema.properties ?? {})
    .filter(([name]) => !personal.has(name))
    .filter(([, one]) => one.enum === undefined && (one.items ?? one).type === 'string')
    .map(([name]) => name)
  fieldsByType.set(type, fields)
  return fields
}

async function existing(
  db: Reader,
  shard: number,
  ids: readonly EntityId[],
): Promise<ReadonlySet<EntityId>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select u.id from unnest(${ids}::text[]) as u(id)
    where exists (select from entities e where e.shard = ${shard} and e.id = u.id)
       or exists (select from event_subjects s where s.shard = ${shard} and s.entity = u.id)`.execute(
    db,
  )
  return new Set(rows.map((row) => row.id))
}

const batchRows = 1_000

async function writePostings(
  db: Reader,
  shard: number,
  postings: ReadonlyMap<EntityId, Posting>,
): Promise<void> {
  const all = [...postings]
  for (let at = 0; at < all.length; at += batchRows) {
    const batch = all.slice(at, at + batchRows)
    await sql`
      insert into event_subjects (first_tick, shard, entity, spots)
      select u.first, ${shard}::int, u.entity, u.spots
      from unnest(${batch.map(([id]) => id)}::text[], ${batch.map(([, one]) => one.firstTick)}::bigint[],
                  ${batch.map(([, one]) => one.spots)}::text[]) as u(entity, first, spots)`.execute(
      db,
    )
  }
}
