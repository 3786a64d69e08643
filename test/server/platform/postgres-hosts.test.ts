/** A database on several servers: the one that takes writes is found, and found again. */
import { createServer } from 'node:net'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSteadyClient } from '../../../server/core/store/steady-client.ts'
import { migrate, openDatabase } from '../../../server/platform/database.ts'
import { eachHost } from '../../../server/platform/each-host.ts'
import { type FreshDatabase, freshDatabase } from '../../support/servers.ts'

let database: FreshDatabase
let owner: pg.Client
beforeAll(async () => {
  database = await freshDatabase('hosts')
  const db = openDatabase(database.url('owner'), 'test')
  await migrate(db)
  await db.destroy()
  owner = new pg.Client({ connectionString: database.url('owner') })
  await owner.connect()
})
afterAll(async () => {
  await owner.end()
  await database.drop()
})

test('an address with several servers is one address for each', () => {
  expect(eachHost('postgres://u:p@a:1,b:2/db?target_session_attrs=read-write&x=1')).toEqual([
    'postgres://u:p@a:1/db?x=1',
    'postgres://u:p@b:2/db?x=1',
  ])
  expect(eachHost('postgres://u:p@a:1/db')).toEqual(['postgres://u:p@a:1/db'])
})

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function twoHosts(): Promise<string> {
  const url = new URL(database.url('tick'))
  return database.url('tick').replace(url.host, `127.0.0.1:${await deadPort()},${url.host}`)
}

test('a server that is away is passed over, by the tick and by everybody else', async () => {
  const url = await twoHosts()
  const db = openDatabase(url, 'test')
  const client = openSteadyClient(url)
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  expect(await client.query('one', 'select 1 as one', [])).toEqual([{ one: 1 }])
  await client.close()
  await db.destroy()
})

test('a server that takes no writes counts as away', async () => {
  const { rows } = await owner.query<{ name: string }>('select current_database() as name')
  const name = `"${rows[0]?.name}"`
  await owner.query(`alter database ${name} set default_transaction_read_only = on`)
  const url = await twoHosts()
  const db = openDatabase(url, 'test')
  const client = openSteadyClient(url)
  try {
    await expect(sql`select 1`.execute(db)).rejects.toThrow()
    await expect(client.query('one', 'select 1', [])).rejects.toThrow('no connection')
  } finally {
    await owner.query(`alter database ${name} reset default_transaction_read_only`)
  }
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  expect(await client.query('one', 'select 1 as one', [])).toEqual([{ one: 1 }])
  await client.close()
  await db.destroy()
})

test('a connection to a server that has become a standby is not used again', async () => {
  const url = await twoHosts()
  const db = openDatabase(url, 'test', 1)
  const client = openSteadyClient(url)
  const becomesStandby = 'set default_transaction_read_only = on'
  await sql.raw(becomesStandby).execute(db)
  await client.query('standby', becomesStandby, [])
  await expect(sql`select 1`.execute(db)).rejects.toThrow()
  const write = "update shards set owner = '' where false"
  await expect(client.query('write', write, [])).rejects.toThrow('a standby')
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }])
  expect(await client.query('write', write, [])).toEqual([])
  await client.close()
  await db.destroy()
})
