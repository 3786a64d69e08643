/**
 * A small world of each released version, as that version's own code left it, comes up with this one: nothing
 * is lost, and the schema goes back as far as a way leads. `released/` holds each row of each table as JSON.
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, describe, expect, test } from 'vitest'
import { migrations } from '../../../schema/db/migrations/index.ts'
import { createAccounts } from '../../../server/edge/accounts/accounts.ts'
import {
  type Db,
  migrateBack,
  openDatabase,
  schemaState,
} from '../../../server/platform/database.ts'
import { type FreshDatabase, freshDatabase } from '../../support/servers.ts'

const folder = fileURLToPath(new URL('released', import.meta.url))
const program = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))
const run = promisify(execFile)

interface Line {
  readonly table: string
  readonly row: Readonly<Record<string, unknown>>
}

const opened: { db: Db; database: FreshDatabase }[] = []
afterAll(async () => {
  for (const { db, database } of opened) {
    await db.destroy()
    await database.drop()
  }
})

/** The database as the version left it: its own migrations, then its rows. */
async function restored(file: string) {
  const lines = gunzipSync(readFileSync(`${folder}/${file}`))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
  const of = (table: string) => lines.filter((line) => line.table === table).map(({ row }) => row)
  const database = await freshDatabase('released')
  const url = database.url('owner')
  const db = openDatabase(url, 'released-test', 2)
  opened.push({ db, database })
  const applied = of('kysely_migration').map(({ name }) => String(name))
  const known = Object.fromEntries(applied.map((name) => [name, migrations[name] ?? never(name)]))
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } })
  expect((await migrator.migrateToLatest()).error).toBeUndefined()
  for (const { table, row } of lines.filter((line) => !/^(kysely|test)_/.test(line.table))) {
    await sql`insert into ${sql.table(table)} overriding system value
      select * from json_populate_record(null::${sql.table(table)}, ${JSON.stringify(row)})`.execute(
      db,
    )
  }
  const personKey = String(of('test_person_key')[0]?.['key'])
  const env = { PATH: process.env['PATH'], MUD_DATABASE_URL: url, MUD_PERSON_KEY: personKey }
  const mudstream = async (...words: string[]) =>
    (await run(process.execPath, [program, ...words], { env })).stdout
  return { db, mudstream, applied, events: of('events').length }
}

const never = (name: string) => {
  throw new Error(`the released migration ${name} is gone`)
}

const countOf = async (db: Db) => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from events`.execute(
    db,
  )
  return rows[0]?.count
}

describe.each(readdirSync(folder).filter((name) => name.endsWith('.gz')))('%s', (file) => {
  test('is looked at without being changed, comes up whole, goes back and comes up again', async () => {
    const { db, mudstream, applied, events } = await restored(file)

    const said = await mudstream('upgrade', '--check')
    expect((await schemaState(db)).applied).toEqual(applied)
    for (const name of Object.keys(migrations).filter((one) => !applied.includes(one)))
      expect(said).toContain(`${name} is applied; `)
    expect(said).toContain('0012-ledger-pages is applied; the way back is a backup from before')

    expect(await mudstream('history', 'Annika')).toContain('hello there')
    expect((await schemaState(db)).missing).toEqual([])
    const account = await createAccounts(db).signIn('Annika', 'a lantern in the fog')
    expect(account?.name).toBe('Annika')

    const back = Object.keys(migrations).filter((name) => name > '0015-event-pages')
    expect(await mudstream('upgrade', '--back-to', '0015-event-pages')).toBe(
      `taken back\n${back
        .toReversed()
        .map((name) => `  ${name}\n`)
        .join('')}`,
    )
    expect((await schemaState(db)).missing).toEqual(back)
    await expect(migrateBack(db, '0006-shared-work')).rejects.toThrow(
      'restore a backup from before',
    )

    expect(await mudstream('verify')).toContain('No difference')
    expect((await schemaState(db)).missing).toEqual([])
    expect(await countOf(db)).toBe(events)
  })
})
