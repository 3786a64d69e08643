/**
 * A small world of each released version, as that version's own code left it, comes up with this one: nothing
 * is lost, and the schema goes back as far as a way leads. `released/` holds each row of each table as JSON.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { migrations } from '../../../schema/db/migrations/index.ts'
import { createAccounts } from '../../../server/edge/accounts/accounts.ts'
import {
  type Db,
  migrate,
  migrateBack,
  openDatabase,
  openForLooking,
  schemaState,
} from '../../../server/platform/database.ts'
import { runMudstream } from '../../support/run-mudstream.ts'
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
  const { PATH: _, ...settings } = env
  const told = (line: string) => runMudstream(line.split(' '), settings)
  return { db, url, mudstream, told, applied, events: of('events').length }
}

/** Every subcommand that opens the database and does not fill it. */
const looking = [
  'verify',
  'history Annika',
  'at show Annika',
  'trace abcdefgh',
  'dead list',
  'export FOLDER/world.ndjson',
  'record FOLDER/record --from 1',
  'reverse 1.1',
  'world diff',
  'fork --into FOLDER',
]
const changing = [
  'rebuild',
  'archive',
  'rekey --to FOLDER/key',
  'cache drop',
  'owner link',
  'dead drop j1',
  'forget Annika --yes',
]

/** Every row of every table. */
async function contents(db: Db): Promise<string[]> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I', relname) as name from pg_stat_user_tables order by relname`.execute(db)
  const digests = tables.map(async ({ name }) => {
    const { rows } = await sql<{ digest: string }>`
      select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from ${sql.raw(name)} t`.execute(
      db,
    )
    return `${name} ${rows[0]?.digest}`
  })
  return await Promise.all(digests)
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
    const { db, url, mudstream, told, applied, events } = await restored(file)

    const said = await mudstream('upgrade', '--check')
    expect((await schemaState(db)).applied).toEqual(applied)
    for (const name of Object.keys(migrations).filter((one) => !applied.includes(one)))
      expect(said).toContain(`${name} is applied; `)
    expect(said).toContain('0012-ledger-pages is applied; the way back is a backup from before')

    const artifacts = mkdtempSync(join(tmpdir(), 'mudstream-released-'))
    onTestFinished(() => rmSync(artifacts, { recursive: true }))
    const lines = [...looking, ...changing].map((line) => line.replace('FOLDER', artifacts))
    const before = await contents(db)
    const refused = lines.map(async (line) => ({ line, ...(await told(line)) }))
    for (const { line, said, code } of await Promise.all(refused)) {
      expect(said, line).toMatch(/^This database is older than this version .*`mudstream setup`/m)
      expect(code, line).toBe(1)
    }
    expect((await told('doctor')).said).toContain('WRONG  Postgres: This database is older')
    expect(await contents(db)).toEqual(before)
    await migrate(db)
    const since = await contents(db)

    expect(await mudstream('history', 'Annika')).toContain('hello there')
    const looks = await Promise.all(lines.slice(0, looking.length).map(told))
    expect(looks.filter(({ said }) => said.includes('read-only transaction'))).toEqual([])
    expect(await contents(db)).toEqual(since)
    const looker = openForLooking(url, 'released-test')
    await expect(sql`delete from events`.execute(looker)).rejects.toThrow('read-only transaction')
    await looker.destroy()
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

    expect((await told('verify')).said).toContain('This database is older')
    expect((await schemaState(db)).missing).toEqual(back)
    await migrate(db)
    expect(await mudstream('verify')).toContain('No difference')
    expect(await countOf(db)).toBe(events)
  })
})
