/** The reads of a tick from Postgres: entities, and the ledger's rows of earlier commands. */
import type pg from 'pg'
import { definitionId, loaderKinds } from '../../../schema/definitions.ts'
import type { Entity } from '../../../schema/entities.ts'
import { DEFINITIONS_PLACE, type EntityId, type SessionId } from '../../../schema/ids.ts'
import { classifyError } from '../../platform/errors.ts'
import { type Mend, type StoredRow, soundEntities } from './sound-rows.ts'
import type { SteadyClient } from './steady-client.ts'
import type { CommandOutcome, TickStore } from './tick-store.ts'

type Reads = Pick<TickStore, 'loadTrees' | 'loadAlone' | 'startIds' | 'lastNumbers' | 'outcome'>

// The index holds only entities that are somewhere; without `<> ''` Postgres would read all entities.
const treesSql = `
with recursive tree as (
  select id, place, kind, body, 0 as depth from entities where shard = $1::int and id = any($2::text[])
  union all
  select e.id, e.place, e.kind, e.body, t.depth + 1
  from tree t join entities e on e.shard = $1::int and e.place = t.id and e.place <> ''
  where t.depth < 16
)
select id, kind, place, BODY from tree order by depth`

const aloneSql = `
select id, kind, place, BODY from entities where shard = $1::int and id = any($2::text[])`

const startSql = `
select id, true as declared from entities
where shard = $1::int and place = $2 and place <> '' and not (id like any($3::text[]))
union all
select distinct place, false from entities where shard = $1::int and kind = 'character' and place <> ''`

/** `mend` makes broken rows again; without it they are an error. */
export function createReads({ query }: SteadyClient, mend?: Mend): Reads {
  const read = async (name: string, text: string, values: unknown[]): Promise<StoredRow[]> => {
    const asText = text.replace('BODY', `convert_from(body, 'UTF8') as body`)
    try {
      return await query<Row>(name, asText, values)
    } catch (error) {
      // One body that is no text refuses the whole answer; as bytes each of them can be looked at.
      if (!mend || classifyError(error).code !== notInEncoding) throw error
      return await query<Row>(`${name}-bytes`, text.replace('BODY', 'body'), values)
    }
  }
  const entities = async (rows: readonly StoredRow[], shard: number): Promise<Entity[]> =>
    mend
      ? await soundEntities(rows, shard, mend)
      : rows.map(({ body }) => JSON.parse(String(body)) as Entity)
  return {
    async loadTrees(shard, roots) {
      return await entities(await read('trees', treesSql, [shard, roots]), shard)
    },
    async loadAlone(shard, ids) {
      return await entities(await read('alone', aloneSql, [shard, ids]), shard)
    },
    async startIds(shard) {
      const notRead = loaderKinds.map((of) => `${definitionId(of, '')}%`)
      const values = [shard, DEFINITIONS_PLACE, notRead]
      const rows = await query<{ id: EntityId; declared: boolean }>('start', startSql, values)
      const idsOf = (wanted: boolean): string[] =>
        rows.filter(({ declared }) => declared === wanted).map(({ id }) => id)
      return { definitions: idsOf(true), rooms: idsOf(false) }
    },
    async lastNumbers(sessions) {
      const rows = await query<{ session: SessionId; n: number }>(
        'last-numbers',
        'select session, max(last_n) as n from ledger where session = any($1::text[]) group by session',
        [sessions],
      )
      const known = new Map(rows.map((row) => [row.session, row.n]))
      return new Map(sessions.map((session) => [session, known.get(session) ?? 0]))
    },
    async outcome(session, n) {
      const [row] = await query<CommandOutcome & pg.QueryResultRow>(
        'outcome',
        `select c.n, c.status from ledger l, ledger_lines(l.base_tick, l.base_ms, l.entries) c
         where l.session = $1 and l.page = ($2::int - 1) / 64 and c.n = $2`,
        [session, n],
      )
      return row ?? null
    },
  }
}

type Row = StoredRow & pg.QueryResultRow

/** SQLSTATE character_not_in_repertoire. */
const notInEncoding = '22021'
