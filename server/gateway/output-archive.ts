/** The outputs of committed ticks, read from Postgres for resume and gap repair. */
import type { Output, OutputMessage } from '../../schema/envelope.ts'
import type { Db } from '../platform/database.ts'
import type { OutputArchive } from './ports.ts'

type Stored = Record<string, OutputMessage>

export function outputArchive(db: Db): OutputArchive {
  return {
    async read(shard, after, upTo, gateway) {
      const rows = await db
        .selectFrom('outputs')
        .select(['tick', 'body'])
        .where('shard', '=', shard)
        .where('tick', '>', String(after))
        .where('tick', '<=', String(upTo))
        .orderBy('tick')
        .execute()
      return rows.map((row) => {
        const stored = JSON.parse(row.body.toString('utf8')) as Stored
        return { tick: Number(row.tick), outputs: outputsOf(stored, gateway) }
      })
    },
    async reaches(shard, tick) {
      const row = await db
        .selectFrom('outputs')
        .select('tick')
        .where('shard', '=', shard)
        .where('tick', '<=', String(tick))
        .limit(1)
        .executeTakeFirst()
      return row !== undefined
    },
  }
}

/** One gateway's outputs; or everybody's, put back into the order of the tick. */
function outputsOf(stored: Stored, gateway: string | null): Output[] {
  if (gateway !== null) return [...(stored[gateway]?.outputs ?? [])]
  const all = Object.values(stored).flatMap((message) => message.outputs)
  return all.sort((one, other) => one.k - other.k)
}
