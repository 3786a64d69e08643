/** Everything that is kept of one person, for that person. */
import type { QueryExecutorProvider as Reader } from 'kysely'
import { sql } from 'kysely'
import type { CharacterId } from '../../../schema/ids.ts'
import { historyOf } from '../../log/travel/history.ts'
import type { Db } from '../../platform/database.ts'
import type { Accounts } from './accounts.ts'
import type { SignedInAccount, Tokens } from './tokens.ts'

/** Pieces of one JSON text. Rejects with the database's error while it is away. */
export type ExportOf = (account: Pick<SignedInAccount, 'id'>) => AsyncGenerator<string>

/** The newest of what each character did; older deeds stand in the log and are of the world. */
const deedsMax = 500

interface Sources {
  readonly accounts: Pick<Accounts, 'charactersOf'>
  readonly tokens: Pick<Tokens, 'list'>
}

export function createExportOf(db: Db, { accounts, tokens }: Sources): ExportOf {
  return async function* exportOf({ id }) {
    const account = await db
      .selectFrom('accounts')
      .select(['id', 'name', 'role', 'email', 'created_at as since'])
      .select(['settings', 'text_settings'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const { settings, text_settings, ...known } = account
    const own = {
      account: known,
      settings: JSON.parse(settings),
      textSettings: JSON.parse(text_settings),
      signIns: await tokens.list(id),
    }
    yield `${JSON.stringify(own).slice(0, -1)},"characters":[`
    let separator = ''
    for (const character of await accounts.charactersOf(id)) {
      yield separator + JSON.stringify({ ...character, ...(await lifeOf(db, character.id)) })
      separator = ','
    }
    yield ']}'
  }
}

async function lifeOf(db: Reader, character: CharacterId) {
  const { rows } = await sql<{ body: string }>`
    select convert_from(body, 'UTF8') as body from entities
    where id = ${character} or place = ${character}`.execute(db)
  const remembered = await sql`
    select npc as by, kind, words from memories where about = ${character}`.execute(db)
  const history = await historyOf(db, character, { limit: deedsMax })
  const deeds = history.filter(({ actor }) => actor === character)
  return {
    state: rows.map(({ body }) => JSON.parse(body)),
    remembered: remembered.rows,
    deeds: deeds.map(({ atMs, type, words, data }) => ({
      at: new Date(atMs).toISOString(),
      type,
      words,
      data,
    })),
  }
}
