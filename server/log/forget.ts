/**
 * Forgets a person: deletes their key, and by that every word they put into the log; then makes again,
 * without these words, what was derived from them (decision 0015).
 *
 * The log is not touched. Afterwards the state folds from it exactly as it stands in the tables, so
 * `verify` holds. The shard is locked for as long as that takes (about as long as a verify), and its
 * leader is fenced: it becomes a standby, and leads again with the new state.
 */

import { sql, type Transaction } from 'kysely'
import type { Database } from '../../schema/db/tables.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { characterLeft, personForgotten, sessionClosed } from '../../schema/events/presence.ts'
import { type AccountId, type CharacterId, FIRST_SHARD, fnv1a } from '../../schema/ids.ts'
import { canonicalName, skeletonsOf } from '../../schema/names.ts'
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
  readonly character: CharacterId
  /** What the character is called from now on. */
  readonly pseudonym: string
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
  const shard = options.shard ?? FIRST_SHARD
  return await db.transaction().execute(async (work) => {
    const account = await accountOf(work, nameOrId)
    const head = await takeShard(work, shard)
    await destroyKey(work, account.character)
    const folded = await foldLog(work, {
      shard,
      upToTick: head.tick,
      ...(options.onProgress ? { onProgress: options.onProgress } : {}),
    })
    const pseudonym = pseudonymOf(account.character)
    const world = new WorldMap(folded.world)
    const tick = head.tick + 1
    const farewell = farewellOf(world, account.character, pseudonym)
    const meta = { ...head, shard, tick, ordinal: 1 }
    const rows = recordEvents(world, farewell, { meta, actor: '', cause: 'forget' })
    await writeEventRows(work, shard, loggedRows(rows, meta))
    world.mergeDown()
    const rewritten = await writeDifferences(work, shard, tick, folded.world)
    const deleted = await deleteTraces(work, account)
    await clearHistory(work, shard)
    return { account: account.id, character: account.character, pseudonym, rewritten, deleted }
  })
}

interface Account {
  readonly id: AccountId
  readonly name: string
  readonly character: CharacterId
}

async function accountOf(work: Transaction<Database>, nameOrId: string): Promise<Account> {
  const found = await work
    .selectFrom('accounts')
    .select(['id', 'name', 'character', 'role'])
    .where((on) => on.or([on('id', '=', nameOrId), on('skeleton', 'in', skeletonsOf(nameOrId))]))
    .executeTakeFirst()
  if (!found) throw new Error(`There is no account ${nameOrId}.`)
  if (found.role === 'owner') throw new Error('The owner of the world cannot be forgotten.')
  return found
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

async function destroyKey(work: Transaction<Database>, person: CharacterId): Promise<void> {
  await sql`
    insert into person_keys (person, wrapped, erased_at) values (${person}, null, now())
    on conflict (person) do update set wrapped = null, erased_at = now()`.execute(work)
}

/** The events by which the character leaves the world, as by a kick, and becomes a pseudonym. */
function farewellOf(world: WorldMap, id: CharacterId, pseudonym: string): NewEvent[] {
  const character = world.get(id)
  if (character?.kind !== 'character') return []
  return [...leaving(character), personForgotten({ character: id, pseudonym })]
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

/** Everything besides the log that speaks of the person or in their words. */
async function deleteTraces(
  work: Transaction<Database>,
  { id, name, character }: Account,
): Promise<Record<string, number>> {
  const mention = (column: string) =>
    sql`position(convert_to(${JSON.stringify(character)}, 'UTF8') in ${sql.ref(column)}) > 0
      or position(convert_to(${JSON.stringify(name)}, 'UTF8') in ${sql.ref(column)}) > 0`
  const statements = {
    // Outputs that sessions may still resume from, jobs under way and jobs that failed.
    outputs: sql`delete from outputs where ${mention('body')}`,
    jobs: sql`delete from jobs where ${mention('body')}`,
    dead_letters: sql`delete from dead_letters where ${mention('body')}`,
    memories: sql`delete from memories where about = ${character}`,
    llm_meters: sql`delete from llm_meters where key in (${`p:${character}`}, ${`pd:${character}`})`,
    // A kept answer may name a character that was not there. It is a cache, so it is made again.
    kept_answers: sql`delete from kept_answers`,
    // Tokens and sessions go with their account.
    sessions: sql`delete from sessions where account = ${id} or character = ${character}`,
    accounts: sql`delete from accounts where id = ${id}`,
    bans: sql`delete from bans where kind = 'name' and value = ${canonicalName(name)}`,
  }
  const deleted: Record<string, number> = {}
  for (const [table, statement] of Object.entries(statements)) {
    const { numAffectedRows } = await statement.execute(work)
    deleted[table] = Number(numAffectedRows ?? 0)
  }
  return deleted
}

/** States of the past hold the old words. The projector makes the history again from the log. */
async function clearHistory(work: Transaction<Database>, shard: number): Promise<void> {
  for (const table of ['event_subjects', 'entity_states', 'place_contents', 'history_stages']) {
    await sql`delete from ${sql.ref(table)} where shard = ${shard}`.execute(work)
  }
  await sql`delete from history_cursors where shard = ${shard}`.execute(work)
}
