/** The world's clock as of the last committed tick, read at most once a second. */
import type { Clock } from '../../server/platform/ambient.ts'
import type { Db } from '../../server/platform/database.ts'

const freshMs = 1_000

export function createWorldBeat(db: Db, clock: Clock): (shard: number) => Promise<number> {
  const known = new Map<number, { beat: number; at: number }>()
  return async (shard) => {
    const copy = known.get(shard)
    if (copy && clock.mono() - copy.at < freshMs) return copy.beat
    const row = await db
      .selectFrom('shards')
      .select('beat')
      .where('shard', '=', shard)
      .executeTakeFirst()
    const beat = Number(row?.beat ?? 0)
    known.set(shard, { beat, at: clock.mono() })
    return beat
  }
}
