/**
 * Memories in Postgres. Each change reads one pair's memories (all of the mobile only when it has as
 * many as it may), applies the pure rules of `memory.ts`, and writes the difference.
 */
import { type Selectable, sql, type Transaction } from 'kysely'
import type { Database } from '../../schema/db/tables.ts'
import type { PrototypeId } from '../../schema/ids.ts'
import type { Db } from '../../server/platform/database.ts'
import { type Memory, memoryLimits, remember, summarised } from '../memory/memory.ts'
import type { MemoryStore, Pair } from '../memory/memory-store.ts'

type Rules = (known: readonly Memory[]) => readonly Memory[]
type Tx = Transaction<Database>

export function createMemoryStore(db: Db): MemoryStore {
  return {
    keep: (memory) =>
      change(db, memory, (known) =>
        // A job that is done twice remembers once.
        remember(
          known.filter((other) => other.id !== memory.id),
          memory,
        ),
      ),
    async condense(pair, sources, summary) {
      const wanted = new Set(sources)
      await change(db, pair, (known) => {
        const there = known.filter((memory) => wanted.has(memory.id))
        return there.length === 0 ? known : summarised(known, there, summary)
      })
    },
  }
}

async function change(db: Db, { npc, about }: Pair, rules: Rules): Promise<readonly Memory[]> {
  return db.transaction().execute(async (tx) => {
    // Without the lock, two workers that remember for one mobile would each overwrite the other's change.
    await sql`select pg_advisory_xact_lock(hashtextextended(${npc}, 0))`.execute(tx)
    const { count } = await tx
      .selectFrom('memories')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('npc', '=', npc)
      .executeTakeFirstOrThrow()
    const whole = Number(count) >= memoryLimits.perNpc
    const before = await readWhere(tx, npc, whole ? null : [about ?? ''])
    const after = rules(before)
    await writeDifference(tx, before, after)
    return after.filter((memory) => memory.about === about)
  })
}

async function readWhere(
  db: Db | Tx,
  npc: PrototypeId,
  abouts: readonly string[] | null,
): Promise<Memory[]> {
  let query = db.selectFrom('memories').selectAll().where('npc', '=', npc)
  if (abouts) query = query.where('about', 'in', abouts)
  const rows = await query.execute()
  return rows.map(memoryOfRow)
}

/** A memory as its row is read; `bigint` may arrive as text or as a number. */
export type MemoryRow = Omit<Selectable<Database['memories']>, 'beat'> & {
  readonly beat: string | number
}

export function memoryOfRow(row: MemoryRow): Memory {
  return {
    id: row.id,
    npc: row.npc,
    about: row.about === '' ? null : row.about,
    kind: row.kind,
    text: row.words,
    importance: row.importance,
    beat: Number(row.beat),
    pinned: row.pinned,
    span: row.span,
  }
}

async function writeDifference(
  tx: Tx,
  before: readonly Memory[],
  after: readonly Memory[],
): Promise<void> {
  const known = new Map(before.map((memory) => [keyOf(memory), JSON.stringify(memory)]))
  const kept = new Set(after.map(keyOf))
  for (const memory of before) {
    if (kept.has(keyOf(memory))) continue
    await tx
      .deleteFrom('memories')
      .where('npc', '=', memory.npc)
      .where('about', '=', memory.about ?? '')
      .where('id', '=', memory.id)
      .execute()
  }
  const fresh = after.filter((memory) => known.get(keyOf(memory)) !== JSON.stringify(memory))
  if (fresh.length === 0) return
  await tx
    .insertInto('memories')
    .values(fresh.map(rowOf))
    .onConflict((conflict) =>
      conflict.columns(['npc', 'about', 'id']).doUpdateSet(({ ref }) => ({
        kind: ref('excluded.kind'),
        words: ref('excluded.words'),
        importance: ref('excluded.importance'),
        beat: ref('excluded.beat'),
        pinned: ref('excluded.pinned'),
        span: ref('excluded.span'),
      })),
    )
    .execute()
}

function keyOf(memory: Memory): string {
  return `${memory.about ?? ''}/${memory.id}`
}

function rowOf(memory: Memory) {
  const { npc, about, id, kind, text, importance, beat, pinned, span } = memory
  return { npc, about: about ?? '', id, kind, words: text, importance, beat, pinned, span }
}
