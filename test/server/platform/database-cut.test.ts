/** A connection that breaks under a query costs that query, never the process. */

import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../server/platform/database.ts'
import { openWire } from '../../settings/wire.ts'
import { freshDatabase } from '../../support/servers.ts'

test('a link that is cut while the database thinks rejects the query, and nothing else happens', async () => {
  const database = await freshDatabase('cut')
  const wire = await openWire(database.url('owner'))
  const db = openDatabase(wire.url, 'cut', 1)
  onTestFinished(async () => {
    await db.destroy()
    await database.drop()
  })
  const answer = sql`select pg_sleep(30)`.execute(db)
  const rejected = expect(answer).rejects.toThrow('Connection terminated unexpectedly')
  while (!wire.sent().includes('pg_sleep')) await new Promise((resolve) => setTimeout(resolve, 10))
  // An error that nobody caught would end a role, and fails this test.
  wire.end()
  await rejected
})
