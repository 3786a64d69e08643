/** What a mind reads beside its job, from Postgres: persona, memories, canon in one indexed statement. */
import { type RawBuilder, sql } from 'kysely'
import { authoredLines } from '../../handlers/minds/authored.ts'
import { definitionId } from '../../schema/definitions.ts'
import { type CanonRecord, canonPlace } from '../../schema/events/canon.ts'
import { FIRST_SHARD } from '../../schema/ids.ts'
import type { MobilePrototype } from '../../schema/world-file.ts'
import type { Db } from '../../server/platform/database.ts'
import type { CanonEntry } from '../memory/lore.ts'
import type { Persona } from '../memory/persona.ts'
import type { Context, ContextQuery, MindReads } from '../memory/reads.ts'
import { type MemoryRow, memoryOfRow } from './memories.ts'
import { readNames } from './names.ts'

/** The newest canon that is looked at; older entries are still in the log. */
const canonMax = 200

interface Row {
  readonly part: 'persona' | 'canon' | 'memory'
  readonly body: string
}

/** `parallelMax`: statements that one job may have under way at once; its reads are dealt out to them. */
export function createMindReads(db: Db, parallelMax: number): MindReads {
  const readAll = async (parts: readonly RawBuilder<Row>[]): Promise<readonly Row[]> =>
    (await sql<Row>`${sql.join(parts, sql` union all `)}`.execute(db)).rows
  return {
    async context(query) {
      const { names } = query
      const hands = names === undefined ? parallelMax : Math.max(1, parallelMax - 1)
      const rows = Promise.all(dealt(partsOf(query), hands).map(readAll))
      // A job that may do one thing at a time reads the names afterwards.
      if (parallelMax === 1) await rows
      const vocabulary = names === undefined ? new Set<string>() : readNames(db, names)
      const [found, known] = await Promise.all([rows, vocabulary])
      return { ...contextOf(found.flat()), names: known }
    },
  }
}

/** The parts in at most `hands` groups, none of them empty. */
function dealt<T>(parts: readonly T[], hands: number): T[][] {
  const groups = Array.from({ length: Math.min(hands, parts.length) }, (): T[] => [])
  for (const [at, part] of parts.entries()) groups[at % groups.length]?.push(part)
  return groups
}

/** One connection is opened and the statement planned once, so that no job pays for it. */
export async function warmReads(reads: MindReads): Promise<void> {
  await reads.context({ persona: '', memories: { npc: '', speaker: null }, canon: '' })
}

function partsOf({ persona, memories, canon }: ContextQuery): RawBuilder<Row>[] {
  const parts: RawBuilder<Row>[] = []
  if (persona !== undefined) {
    parts.push(sql`
      (select 'persona' as part, convert_from(body, 'UTF8') as body from entities
       where shard = ${FIRST_SHARD} and id = ${definitionId('mobile', persona)})`)
  }
  if (memories) {
    const { npc, former = npc, speaker } = memories
    parts.push(sql`
      (select 'memory' as part, row_to_json(m)::text as body from memories m
       where npc in (${npc}, ${former}) and about in ('', ${speaker ?? ''}))`)
  }
  if (canon !== undefined) {
    parts.push(sql`
      (select 'canon' as part, convert_from(body, 'UTF8') as body from entities
       where shard = ${FIRST_SHARD} and place = ${canonPlace(canon)} and place <> ''
       order by tick desc limit ${canonMax})`)
  }
  return parts
}

function contextOf(rows: readonly Row[]): Omit<Context, 'names'> {
  const of = (part: Row['part']) =>
    rows.filter((row) => row.part === part).map((row): unknown => JSON.parse(row.body))
  const [found] = of('persona') as Body[]
  const persona = found && personaOf(found)
  return {
    ...(persona ? { persona } : {}),
    memories: (of('memory') as MemoryRow[]).map(memoryOfRow),
    canon: (of('canon') as Body[]).map(canonEntry),
  }
}

interface Body {
  readonly id: string
  readonly data: unknown
}

/** Secrets stay in the database: no prompt holds what may not be told. */
function personaOf({ data }: Body): Persona | undefined {
  const prototype = data as MobilePrototype
  if (!prototype.persona) return undefined
  const { temper, speech, facts } = prototype.persona
  return { temper, speech, facts, lines: authoredLines(prototype) }
}

function canonEntry({ id, data }: Body): CanonEntry {
  const { zone, text, conflict, beat } = data as CanonRecord
  return { id, zone, text, about: conflict === undefined ? [] : [conflict], beat }
}
