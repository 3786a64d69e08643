import { createServer } from 'node:net'
import pg from 'pg'
import { expect, test } from 'vitest'
import { coerceError, weatherOf } from '../../../server/platform/errors.ts'
import { freePort } from '../../../server/run/embedded/ports.ts'
import { freshDatabase } from '../../support/servers.ts'

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a port nobody listens on is weather whose outcome is known', async () => {
  const client = new pg.Client({ host: '127.0.0.1', port: await freePort(), user: 'x' })
  const weather = weatherOf(await caught(client.connect()))
  expect(weather).toMatchObject({ code: 'ECONNREFUSED', outcomeUnknown: false })
})

test('a server that hangs up leaves the outcome unknown', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'x' })
  expect(weatherOf(await caught(client.connect()))?.outcomeUnknown).toBe(true)
  server.close()
})

test('a terminated backend is weather, a statement that is wrong is not', async () => {
  const database = await freshDatabase('errors')
  const client = new pg.Client({ connectionString: database.url('owner') })
  client.on('error', () => undefined)
  await client.connect()
  expect(weatherOf(await caught(client.query('selekt 1')))).toBeUndefined()
  const ended = await caught(client.query('select pg_terminate_backend(pg_backend_pid())'))
  expect(weatherOf(ended)).toMatchObject({ code: '57P01', outcomeUnknown: true })
  await database.drop()
})

test('the weather behind a wrapped error is found', () => {
  const inner = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
  expect(weatherOf(new Error('flush failed', { cause: inner }))?.code).toBe('ECONNRESET')
  expect(weatherOf(new AggregateError([inner], 'all addresses failed'))?.code).toBe('ECONNRESET')
})

test('whatever was thrown becomes an error with words', () => {
  const loop: { self?: unknown } = {}
  loop.self = loop
  expect(coerceError('plain words').message).toBe('plain words')
  expect(coerceError({ a: 1 }).message).toBe('{"a":1}')
  expect(coerceError(undefined).message).toBe('undefined')
  expect(coerceError(loop)).toMatchObject({ message: 'a thrown object', cause: loop })
})
