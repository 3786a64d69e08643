/** Rooms with who and what is in them, and jobs with how they fare. */
import { sql } from 'kysely'
import type { JobRow, RoomRow } from '../../../../schema/admin-desk.ts'
import { FIRST_SHARD } from '../../../../schema/ids.ts'
import type { Db } from '../../../platform/database.ts'

export interface RoomQuery {
  /** A part of an id, a zone or a title. */
  readonly search: string
  readonly onlyPeopled: boolean
}

/** Those with most people first, two hundred at most. */
export async function roomsOf(db: Db, { search, onlyPeopled }: RoomQuery): Promise<RoomRow[]> {
  const part = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<RoomRow>`
    select r.id, b.body ->> 'zone' as zone, b.body ->> 'title' as title,
      coalesce(i.people, '{}') as people, coalesce(i.mobiles, 0)::int as mobiles,
      coalesce(i.items, 0)::int as items
    from entities r cross join lateral (select convert_from(r.body, 'UTF8')::jsonb as body) b
    left join lateral (
      select array_agg(convert_from(e.body, 'UTF8')::jsonb ->> 'name' order by e.id)
          filter (where e.kind = 'character') as people,
        count(*) filter (where e.kind = 'mobile') as mobiles,
        count(*) filter (where e.kind = 'item') as items
      from entities e where e.shard = r.shard and e.place = r.id
    ) i on true
    where r.shard = ${FIRST_SHARD} and r.kind = 'room'
      and (${search} = '' or r.id ilike ${part} or b.body ->> 'title' ilike ${part})
      and (not ${onlyPeopled}::boolean or i.people is not null)
    order by coalesce(cardinality(i.people), 0) desc, r.id limit 200`.execute(db)
  return rows
}

export interface JobQuery {
  readonly lane?: string | undefined
  readonly state?: JobRow['state'] | undefined
}

/** The newest two hundred. A job is answered once the ledger knows its answer. */
export async function jobsOf(db: Db, query: JobQuery): Promise<JobRow[]> {
  const { lane, state } = { lane: null, state: null, ...query }
  const { rows } = await sql<JobRow>`
    select * from (
      select j.id, j.lane, j.kind, j.key, j.created_ms::float8 as "askedMs",
        (select count(*)::int from job_tries t where t.job = j.id) as tries,
        coalesce((select t.why from job_tries t where t.job = j.id order by t.delivery desc limit 1), '') as why,
        case when d.job is not null then d.state when c.session is not null then 'answered'
          else 'waiting' end as state,
        greatest(0, coalesce(c.done_ms, extract(epoch from now()) * 1000) - j.created_ms)::float8 as "tookMs"
      from jobs j left join dead_letters d on d.job = j.id
      left join commands c on c.session = j.id and c.n = 1
      where j.shard = ${FIRST_SHARD} and (${lane}::text is null or j.lane = ${lane})
      order by j.tick desc, j.id desc limit 2000
    ) found where ${state}::text is null or state = ${state} limit 200`.execute(db)
  return rows
}
