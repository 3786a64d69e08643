/** How much world there is, for crawlers and the lists that they fill. */
import { sql } from 'kysely'
import type { Db } from '../../platform/database.ts'
import type { MsspRecord } from '../telnet/mssp.ts'

export interface WorldFigures {
  /** By the names of MSSP; empty until they are known. */
  readonly current: () => MsspRecord
  stop(): void
}

/** All rooms are counted, so not too often. */
const refreshMs = 600_000

/** Counts now and again every ten minutes. */
export async function openWorldFigures(db: Db, shard: number): Promise<WorldFigures> {
  let figures: MsspRecord = {}
  const read = async () => {
    const { rows } = await sql<Record<string, number>>`
      select
        count(*) filter (where id like 'def:zone:%')::int as "AREAS",
        count(*) filter (where kind = 'room')::int as "ROOMS",
        count(*) filter (where id like 'def:item:%')::int as "OBJECTS",
        count(*) filter (where id like 'def:mobile:%')::int as "MOBILES",
        count(*) filter (where id like 'def:article:%')::int as "HELPFILES"
      from entities where shard = ${shard} and (kind = 'room' or id like 'def:%')`.execute(db)
    figures = rows[0] ?? {}
  }
  // While the store is away the old figures stay.
  const quietly = () => read().catch(() => undefined)
  await quietly()
  const timer = setInterval(() => void quietly(), refreshMs)
  return { current: () => figures, stop: () => clearInterval(timer) }
}
