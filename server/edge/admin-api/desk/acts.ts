/** What admins did, from the records that every action leaves in the log. */
import { sql } from 'kysely'
import type { ActRow } from '../../../../schema/admin-desk.ts'
import { FIRST_SHARD } from '../../../../schema/ids.ts'
import { canonicalName } from '../../../../schema/names.ts'
import type { Db } from '../../../platform/database.ts'

export interface ActQuery {
  /** A name: who did it, or to whom. */
  readonly person?: string | undefined
  readonly action?: string | undefined
  /** Only those before this tick. */
  readonly before?: number | undefined
  readonly limit: number
}

const readAtMost = 5_000

/** The newest first. Parts of the log that were packed or moved into files are not looked at. */
export async function actsOf(db: Db, query: ActQuery): Promise<ActRow[]> {
  const before = query.before ?? Number.MAX_SAFE_INTEGER
  const { rows } = await sql<{
    tick: number
    ordinal: number
    atMs: number
    body: string
    name: string | null
  }>`
    select e.tick::float8 as tick, e.ordinal, e.at_ms::float8 as "atMs",
      convert_from(e.body, 'UTF8') as body,
      (select c.name from characters c
        where c.id = convert_from(e.body, 'UTF8')::jsonb ->> 'by') as name
    from events e
    where e.shard = ${FIRST_SHARD} and e.type = 'admin-acted' and e.tick < ${before}::bigint
    order by e.tick desc, e.ordinal desc limit ${readAtMost}`.execute(db)
  return rows
    .map(({ tick, ordinal, atMs, body, name }): ActRow => {
      const { by, action, target, reason, details = {} } = JSON.parse(body)
      const { what = action, ...more } = details
      return {
        at: `${tick}.${ordinal}`,
        atMs,
        by: name ?? by,
        action: what,
        target,
        reason,
        details: more,
      }
    })
    .filter((act) => isWanted(act, query))
    .slice(0, query.limit)
}

function isWanted(act: ActRow, { person, action }: ActQuery): boolean {
  if (action !== undefined && act.action !== action) return false
  if (person === undefined) return true
  const name = canonicalName(person)
  return [act.by, act.target].some((one) => canonicalName(one) === name)
}
