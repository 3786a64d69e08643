/**
 * Errors as real servers and the real client libraries throw them, in the one classification. What the
 * tick's store makes of them is in `test/server/core/store/store-errors.test.ts`.
 */
import { createServer } from 'node:net'
import type { NatsConnection } from 'nats'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import {
  classifyError,
  coerceError,
  passesByItself,
  RetryableError,
  UnknownOutcome,
} from '../../../server/platform/errors.ts'
import { portForLater } from '../../support/ports.ts'
import { type FreshDatabase, freshDatabase, natsUrl } from '../../support/servers.ts'

const caught = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  )

test('a port nobody listens on is retryable', async () => {
  const client = new pg.Client({ host: '127.0.0.1', port: await portForLater(), user: 'x' })
  const error = await caught(client.connect())
  expect(classifyError(error)).toEqual({ kind: 'retryable', code: 'ECONNREFUSED' })
  expect(passesByItself(error)).toBe(true)
})

test('a server that hangs up leaves the outcome unknown', async () => {
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'x' })
  const error = await caught(client.connect())
  expect(classifyError(error).kind).toBe('unknown-outcome')
  expect(passesByItself(error)).toBe(true)
  server.close()
})

describe('of Postgres', () => {
  let database: FreshDatabase
  let client: pg.Client
  let other: pg.Client
  const connect = async () => {
    const made = new pg.Client({ connectionString: database.url('owner') })
    made.on('error', () => undefined)
    await made.connect()
    return made
  }
  beforeAll(async () => {
    database = await freshDatabase('errors')
    client = await connect()
    other = await connect()
    await client.query('create table kept (id int primary key, words text)')
    await client.query(`insert into kept values (1, ''), (2, '')`)
  })
  afterAll(async () => {
    await client.end()
    await other.end()
    await database.drop()
  })

  test.each([
    ['a key twice', `insert into kept values (1, '')`, 'terminal', '23505'],
    ['a number out of range', `insert into kept values (2147483648, '')`, 'terminal', '22003'],
    ['NUL in a text', 'select chr(0)', 'terminal', '54000'],
    ['a statement that is wrong', 'selekt 1', 'bug', '42601'],
    ['a table that is missing', 'select * from lost', 'bug', '42P01'],
  ])('%s', async (_what, statement, kind, code) => {
    const error = await caught(client.query(statement))
    expect(classifyError(error)).toEqual({ kind, code })
    expect(passesByItself(error)).toBe(false)
  })

  test('a statement that runs out of time, or waits too long for a lock, is retryable', async () => {
    await client.query(`set statement_timeout = 50`)
    const slow = await caught(client.query('select pg_sleep(5)'))
    await client.query(`set statement_timeout = 0; set lock_timeout = 50`)
    await other.query('begin')
    await other.query(`update kept set words = 'x' where id = 1`)
    const locked = await caught(client.query(`update kept set words = 'y' where id = 1`))
    await other.query('rollback')
    expect(classifyError(slow)).toEqual({ kind: 'retryable', code: '57014' })
    expect(classifyError(locked)).toEqual({ kind: 'retryable', code: '55P03' })
  })

  test('a serialization failure is retryable', async () => {
    await other.query('begin isolation level repeatable read')
    await other.query('select * from kept')
    await client.query(`update kept set words = 'first' where id = 2`)
    const error = await caught(other.query(`update kept set words = 'second' where id = 2`))
    await other.query('rollback')
    expect(classifyError(error)).toEqual({ kind: 'retryable', code: '40001' })
  })

  test('a backend that is terminated leaves the outcome unknown, and so does its client afterwards', async () => {
    const victim = await connect()
    const ended = await caught(victim.query('select pg_terminate_backend(pg_backend_pid())'))
    expect(classifyError(ended)).toEqual({ kind: 'unknown-outcome', code: '57P01' })
    await expect
      .poll(async () => classifyError(await caught(victim.query('select 1'))).code)
      .toBe('08003')
  })
})

describe('of NATS', () => {
  let nc: NatsConnection
  beforeAll(async () => {
    nc = await connectNats(natsUrl('admin'), 'errors')
  })
  afterAll(() => nc.close())

  test('a request that nobody takes is retryable', async () => {
    const error = await caught(nc.jetstream().publish('mud.nowhere.cmd', ''))
    expect(classifyError(error)).toEqual({ kind: 'retryable', code: '503' })
  })

  test('a request that is not answered in time leaves the outcome unknown', async () => {
    const silent = nc.subscribe('mud.main.sys.errors')
    const error = await caught(nc.request('mud.main.sys.errors', '', { timeout: 100 }))
    silent.unsubscribe()
    expect(classifyError(error)).toEqual({ kind: 'unknown-outcome', code: 'TIMEOUT' })
  })

  test('a message beyond the limit is terminal', async () => {
    const error = await caught(nc.jetstream().publish('mud.main.evt.x', 'x'.repeat(2_000_000)))
    expect(classifyError(error)).toEqual({ kind: 'terminal', code: 'MAX_PAYLOAD_EXCEEDED' })
  })

  test('a connection that is closed leaves the outcome unknown', async () => {
    const closed = await connectNats(natsUrl('admin'), 'errors-closed')
    await closed.close()
    const error = await caught(closed.jetstream().publish('mud.main.evt.x', ''))
    expect(classifyError(error)).toEqual({ kind: 'unknown-outcome', code: 'CONNECTION_CLOSED' })
  })
})

test('the kind of a wrapped error is found', () => {
  const inner = Object.assign(new Error('reset'), { code: 'ECONNRESET' })
  const unknown = { kind: 'unknown-outcome', code: 'ECONNRESET' }
  expect(classifyError(new Error('flush failed', { cause: inner }))).toEqual(unknown)
  expect(classifyError(new AggregateError([inner], 'all addresses failed'))).toEqual(unknown)
  expect(classifyError(new UnknownOutcome('no answer', { cause: inner }))).toEqual(unknown)
  const retryable = { kind: 'retryable', code: 'ECONNRESET' }
  expect(classifyError(new RetryableError('away', { cause: inner }))).toEqual(retryable)
})

test('what the table does not know is a bug, and no name of a code is taken for an SQLSTATE', () => {
  const named = Object.assign(new Error('odd'), { code: '08XYZ1' })
  expect(classifyError(new TypeError('x is not a function'))).toEqual({ kind: 'bug', code: '' })
  expect(classifyError(named)).toEqual({ kind: 'bug', code: '08XYZ1' })
  expect(classifyError('words')).toEqual({ kind: 'bug', code: '' })
})

test('whatever was thrown becomes an error with words', () => {
  const loop: { self?: unknown } = {}
  loop.self = loop
  expect(coerceError('plain words').message).toBe('plain words')
  expect(coerceError({ a: 1 }).message).toBe('{"a":1}')
  expect(coerceError(undefined).message).toBe('undefined')
  expect(coerceError(loop)).toMatchObject({ message: 'a thrown object', cause: loop })
})
