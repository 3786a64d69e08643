/**
 * Forgets a person: deletes their key, and by that every word they put into the log; then makes again,
 * without these words, what was derived from them (decision 0015).
 *
 * The log is not touched. Afterwards the state folds from it exactly as it stands in the tables, so
 * `verify` holds. The leader of the shard is fenced: it becomes a standby, and leads again with the new
 * state.
 */

import { sql, type Transaction } from 'kysely'
import type { Database } from '../../schema/db/tables.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { characterLeft, personForgotten, sessionClosed } from '../../schema/events/presence.ts'
import { type AccountId, type CharacterId, FIRST_SHARD, fnv1a } from '../../schema/ids.ts'
import { skeletonsOf } from '../../schema/names.ts'
import { recordEvents } from '../../schema/record-events.ts'
import { WorldMap } from '../../schema/world-map.ts'
import type { Db } from '../platform/database.ts'
import { loggedRows, writeEventRows } from './event-rows.ts'
import { type FoldProgress, foldLog } from './verify/fold-log.ts'
import { upsertEntities } from './verify/rebuild.ts'

export interface ForgetOptions {
  readonly shard?: number
  readonly onProgress?: (progress: FoldProgress) => void
}

export interface Forgotten {
  readonly account: AccountId
  /** The characters, and what they are called from now on. */
  readonly persons: readonly { readonly character: CharacterId; readonly pseudonym: string }[]
  /** Entities that held something of the person and were made again. */
  readonly rewritten: number
  /** Rows that were deleted, by table. */
  readonly deleted: Readonly<Record<string, number>>
}

/** Forgets the person of an account (by name or id). Throws when there is no such account. */
export async function forgetPerson(
  db: Db,
  nameOrId: string,
  options: ForgetOptions = {},
): Promise<Forgotten> {
  const id = await accountOf(db, nameOrId)
  await sql`select begin_leaving(${id})`.execute(db)
  const forgotten = await forgetLeaving(db, options)
  const own = forgotten.find(({ account }) => account === id)
  if (!own) throw new Error('Somebody else forgets this person just now.')
  return own
}

/**
 * Forgets everybody who has asked for it. Safe to repeat: what an end of the process leaves undone is
 * done the next time. The log is folded beside the game; the shard is locked for what came meanwhile.
 */
export async function forgetLeaving(
  db: Db,
  { shard = FIRST_SHARD, onProgress }: ForgetOptions = {},
): Promise<Forgotten[]> {
  const { rows: those } = await sql<Leaving>`select * from accounts_leaving()`.execute(db)
  if (those.length === 0) return []
  for (const { account } of those) await sql`select erase_keys_of(${account})`.execute(db)
  const { rows } = await sql<{ tick: number }>`
    select tick::float8 as tick from shards where shard = ${shard}`.execute(db)
  const progress = onProgress ? { onProgress } : {}
  const upToTick = rows[0]?.tick ?? 0
  const { world: folded } = await foldLog(db, { shard, upToTick, ...progress })
  return await db.transaction().execute(async (work) => {
    const head = await takeShard(work, shard)
    await foldLog(work, { shard, afterTick: upToTick, upToTick: head.tick, world: folded })
    const world = new WorldMap(folded)
    const tick = head.tick + 1
    const meta = { ...head, shard, tick, ordinal: 1 }
    const farewell = those.flatMap(({ persons }) => persons).flatMap((id) => farewellOf(world, id))
    const recorded = recordEvents(world, farewell, { meta, actor: '', cause: 'forget' })
    await writeEventRows(work, shard, loggedRows(recorded, meta))
    world.mergeDown()
    const rewritten = await writeDifferences(work, shard, tick, folded)
    const forgotten: Forgotten[] = []
    for (const { account, persons } of those) {
      const deleted = await deleteTraces(work, account)
      forgotten.push({ account, persons: persons.map(nowCalled), rewritten, deleted })
    }
    return forgotten
  })
}

interface Leaving {
  readonly account: AccountId
  readonly persons: CharacterId[]
}

const nowCalled = (character: CharacterId) => ({ character, pseudonym: pseudonymOf(character) })

async function accountOf(db: Db, nameOrId: string): Promise<AccountId> {
  const found = await db
    .selectFrom('accounts')
    .select(['id', 'role'])
    .where((on) => on.or([on('id', '=', nameOrId), on('skeleton', 'in', skeletonsOf(nameOrId))]))
    .executeTakeFirst()
  if (!found) throw new Error(`There is no account ${nameOrId}.`)
  if (found.role === 'owner') throw new Error('The owner of the world cannot be forgotten.')
  return found.id
}

/** A name that says nothing about anybody and is the same however often it is made. */
function pseudonymOf(character: CharacterId): string {
  return `Someone${(fnv1a(character) % 1_679_616).toString(36).padStart(4, '0')}`
}

interface Head {
  readonly shard: number
  readonly tick: number
  readonly beat: number
  readonly atMs: number
}

/** Locks the shard and fences its leader, which may take the lease again after the commit. */
async function takeShard(work: Transaction<Database>, shard: number): Promise<Omit<Head, 'shard'>> {
  const { rows } = await sql<{ tick: number; beat: number; atMs: number }>`
    update shards set epoch = epoch + 1, tick = tick + 1, owner = '', lease_until = '-infinity'
    where shard = ${shard}
    returning (tick - 1)::float8 as tick, beat::float8 as beat, at_ms::float8 as "atMs"`.execute(
    work,
  )
  const [head] = rows
  if (!head) throw new Error('This database holds no world yet.')
  return head
}

/** The events by which the character leaves the world, as by a kick, and becomes a pseudonym. */
function farewellOf(world: WorldMap, id: CharacterId): NewEvent[] {
  const character = world.get(id)
  if (character?.kind !== 'character') return []
  return [...leaving(character), personForgotten(nowCalled(id))]
}

function leaving(character: Character): NewEvent[] {
  const { id, place, session } = character
  return [
    ...(place === '' ? [] : [characterLeft({ character: id, room: place, reason: 'kicked' })]),
    ...(session === undefined ? [] : [sessionClosed({ session, character: id, reason: 'kicked' })]),
  ]
}

/** Brings the table of entities to what the log says now; only rows that differ are written. */
async function writeDifferences(
  work: Transaction<Database>,
  shard: number,
  tick: number,
  world: WorldMap,
): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    select id from entities where shard = ${shard}`.execute(work)
  const unseen = new Set(rows.map(({ id }) => id))
  const entities = [...world.entities.values()].filter((entity) => entity !== null)
  for (const { id } of entities) unseen.delete(id)
  const written = await upsertEntities(work, shard, entities, tick)
  const gone = [...unseen]
  await sql`delete from entities where shard = ${shard} and id = any(${gone}::text[])`.execute(work)
  return written + gone.length
}

/** Everything besides the log that speaks of the person or in their words; rows by table. */
async function deleteTraces(
  work: Transaction<Database>,
  account: AccountId,
): Promise<Record<string, number>> {
  const { rows } = await sql<{ source: string; gone: number }>`
    select source, gone::float8 as gone from forget_traces_of(${account})`.execute(work)
  return Object.fromEntries(rows.map(({ source, gone }) => [source, gone]))
}
