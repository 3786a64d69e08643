/** Reads the outputs of committed ticks from Postgres, for resume and for gaps. */
import { sql } from 'kysely'
import type { OutputMessage } from '../../../schema/envelope.ts'
import { storedOutputs } from '../../core/store/stored-outputs.ts'
import type { Db } from '../../platform/database.ts'
import type { OutputArchive } from './ports.ts'

/** Ticks read at once: the outputs of some minutes of a busy shard are hundreds of megabytes. */
const ticksPerPage = 500

export function createOutputArchive(db: Db): OutputArchive {
  return {
    async read(shard, after, upTo, whose) {
      const found: Pick<OutputMessage, 'tick' | 'outputs'>[] = []
      // The database leaves out the ticks whose outputs do not contain the wanted id at all.
      const mentioned = 'gateway' in whose ? whose.gateway : whose.session
      for (let from = after; ; ) {
        const rows = await db
          .selectFrom('outputs')
          .select(['tick', 'body'])
          .where('shard', '=', shard)
          .where('tick', '>', String(from))
          .where('tick', '<=', String(upTo))
          .where(sql<boolean>`position(convert_to(${`"${mentioned}"`}, 'UTF8') in body) > 0`)
          .orderBy('tick')
          .limit(ticksPerPage)
          .execute()
        for (const row of rows) {
          const outputs = storedOutputs(row.body.toString('utf8'), whose)
          found.push({ tick: Number(row.tick), outputs })
        }
        const last = rows.at(-1)
        if (!last || rows.length < ticksPerPage) return found
        from = Number(last.tick)
      }
    },
    async newest(shard) {
      const row = await db
        .selectFrom('shards')
        .select('tick')
        .where('shard', '=', shard)
        .executeTakeFirst()
      return Number(row?.tick ?? 0)
    },
    async timeline(shard) {
      const row = await db
        .selectFrom('shards')
        .select('timeline')
        .where('shard', '=', shard)
        .executeTakeFirst()
      return Number(row?.timeline ?? 0)
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
