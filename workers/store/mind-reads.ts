/** What a mind reads beside its job, from Postgres: personas, memories, canon. One indexed read each. */
import { FIRST_SHARD } from '../../schema/ids.ts'
import { definitionId } from '../../schema/definitions.ts'
import { canonPlace, type CanonRecord } from '../../schema/events/canon.ts'
import type { MobilePrototype } from '../../schema/world-file.ts'
import type { Db } from '../../server/platform/database.ts'
import type { CanonEntry } from '../mind/lore.ts'
import type { MindReads } from '../mind/reads.ts'
import type { MemoryStore } from './memories.ts'

/** The newest canon that is looked at; older entries are still in the log. */
const canonMax = 200

export function mindReads(db: Db, memories: MemoryStore): MindReads {
  return {
    async persona(prototype) {
      const row = await db
        .selectFrom('entities')
        .select('body')
        .where('shard', '=', FIRST_SHARD)
        .where('id', '=', definitionId('mobile', prototype))
        .executeTakeFirst()
      const persona = row && (bodyOf(row.body).data as MobilePrototype).persona
      // Secrets stay in the database: no prompt holds what may not be told.
      return persona && { temper: persona.temper, speech: persona.speech, facts: persona.facts }
    },
    memories: (npc, speaker) => memories.read(npc, speaker),
    async canon(zone) {
      const rows = await db
        .selectFrom('entities')
        .select('body')
        .where('shard', '=', FIRST_SHARD)
        .where('place', '=', canonPlace(zone))
        .orderBy('tick', 'desc')
        .limit(canonMax)
        .execute()
      return rows.map((row) => canonEntry(bodyOf(row.body)))
    },
  }
}

interface Body {
  readonly id: string
  readonly data: unknown
}

function bodyOf(body: Buffer): Body {
  return JSON.parse(body.toString('utf8')) as Body
}

function canonEntry({ id, data }: Body): CanonEntry {
  const { zone, text, conflict, beat } = data as CanonRecord
  return { id, zone, text, about: conflict === undefined ? [] : [conflict], beat }
}
