/** What each role may do on real servers, and above all what it may not. */
import type { NatsConnection } from 'nats'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectNats } from '../../server/platform/bus/connect.ts'
import { migrate, openDatabase } from '../../server/platform/database.ts'
import type { NatsLogin, PostgresLogin } from '../../server/run/embedded/secrets.ts'
import { refusedSubjects } from '../support/refused-subjects.ts'
import { type FreshDatabase, freshDatabase, natsUrl } from '../support/servers.ts'

describe('Postgres', () => {
  let database: FreshDatabase
  const clients = new Map<PostgresLogin, pg.Client>()
  beforeAll(async () => {
    database = await freshDatabase('rights')
    const db = openDatabase(database.url('owner'), 'rights', 1)
    await migrate(db)
    await db.destroy()
    for (const login of ['owner', 'tick', 'gateway', 'worker', 'admin'] as const) {
      const client = new pg.Client({ connectionString: database.url(login) })
      await client.connect()
      clients.set(login, client)
    }
    await clients.get('tick')?.query(
      `insert into events (shard, tick, ordinal, type, version, subject, actor, cause, beat, at_ms, body)
       values (1, 1, 1, 't', 1, 's', '', '', 1, 1, '{}')`,
    )
  })
  afterAll(async () => {
    for (const client of clients.values()) await client.end()
    await database.drop()
  })

  /** Runs a statement and takes it back; false when the server refuses it for want of rights. */
  async function allowed(login: PostgresLogin, statement: string): Promise<boolean> {
    const client = clients.get(login)
    if (!client) throw new Error(`${login} is not connected`)
    await client.query('begin')
    try {
      await client.query(statement)
      return true
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '42501') return false
      throw error
    } finally {
      await client.query('rollback')
    }
  }

  /** Statements that touch no row but need the right all the same, and who has it. */
  const matrix: [string, readonly PostgresLogin[]][] = [
    ['select 1 from events', ['tick', 'gateway', 'worker', 'admin']],
    ['insert into events select * from events where false', ['tick']],
    ['update events set type = type where false', []],
    ['delete from events where false', []],
    ['truncate events', []],
    ['select 1 from event_parts', ['tick', 'gateway', 'worker', 'admin']],
    ['select make_event_parts(0, 100)', ['tick']],
    ['select 1 from storage_samples', ['tick', 'gateway', 'admin']],
    ['select sample_storage()', ['tick']],
    ['select 1 from standbys()', ['gateway', 'admin']],
    ['select 1 from shards', ['tick', 'gateway', 'worker', 'admin']],
    ['update shards set epoch = epoch where false', ['tick']],
    ['delete from shards where false', []],
    ['select 1 from entities', ['tick', 'gateway', 'worker', 'admin']],
    ['insert into entities select * from entities where false', ['tick']],
    ['update entities set body = body where false', ['tick']],
    ['delete from entities where false', ['tick']],
    ['select 1 from commands', ['tick', 'gateway', 'worker', 'admin']],
    ['insert into commands select * from commands where false', ['tick']],
    ['update commands set status = status where false', []],
    ['delete from commands where false', []],
    ['delete from ledger where false', []],
    ['update ledger set session = session where false', []],
    ['select prune_ledger(0, 1, 0)', ['tick']],
    ["select prune_people('-infinity', 1)", ['tick']],
    ['select 1 from outputs', ['tick', 'gateway', 'admin']],
    ['insert into outputs select * from outputs where false', ['tick']],
    ['update outputs set body = body where false', []],
    ['insert into jobs select * from jobs where false', ['tick']],
    ['select body from dead_letters', ['gateway', 'worker', 'admin']],
    ["update dead_letters set state = 'dropped' where false", ['worker', 'admin']],
    ['delete from dead_letters where false', []],
    ['select password_hash from accounts', ['gateway']],
    ['update accounts set role = role where false', ['gateway']],
    ['select hash from tokens', ['gateway']],
    ['insert into tokens select * from tokens where false', ['gateway']],
    ['delete from sessions where false', ['gateway']],
    ['update bans set reason = reason where false', ['gateway']],
    ['create table of_my_own (id int)', []],
    ['drop table events', []],
    ['alter table events disable trigger events_append_only', []],
    ["select pg_read_file('/etc/hostname')", []],
    ["copy (select 1) to program 'true'", []],
    ['create role mud_intruder', []],
    ['set role mud_owner', []],
  ]
  const cells = matrix.flatMap(([statement, may]) =>
    (['tick', 'gateway', 'worker', 'admin'] as const).map(
      (login) => [login, statement, may.includes(login)] as const,
    ),
  )

  test.each(cells)('%s: %s → %s', async (login, statement, expected) => {
    expect(await allowed(login, statement)).toBe(expected)
  })

  test('not even the owner of the tables rewrites what happened', async () => {
    expect(await allowed('owner', "update events set type = 'other'")).toBe(false)
    expect(await allowed('owner', 'delete from events')).toBe(false)
    expect(await allowed('owner', 'truncate events')).toBe(false)
  })

  test('a wrong password is refused', async () => {
    const url = new URL(database.url('tick'))
    url.password = 'guess'
    const client = new pg.Client({ connectionString: url.href })
    await expect(client.connect()).rejects.toThrow(/password/)
  })
})

describe('NATS', () => {
  const open: NatsConnection[] = []
  afterAll(async () => {
    for (const connection of open) await connection.close()
  })

  /** Which of the subjects the server refuses to a login, by what it says itself. */
  async function refused(
    login: NatsLogin,
    operation: 'publish' | 'subscribe',
    subjects: readonly string[],
  ): Promise<string[]> {
    const nc = await connectNats(natsUrl(login), `rights-${login}`)
    open.push(nc)
    return await refusedSubjects(nc, operation, subjects)
  }

  const stream = 'COMMANDS_main'
  /** Subjects of shards, lanes and processes that no running test listens to. */
  const publishing: [string, readonly NatsLogin[]][] = [
    ['mud.main.cmd.99.probe', ['gateway', 'admin']],
    ['mud.main.res.99.probe', ['worker', 'admin']],
    ['mud.main.out.probe', ['tick', 'admin']],
    ['mud.main.evt.99.probe', ['tick', 'admin']],
    ['mud.main.job.none.probe.probe', ['tick', 'worker', 'admin']],
    ['mud.main.live.probe', ['worker', 'admin']],
    ['mud.main.dead.probe', ['worker', 'admin']],
    ['mud.main.sys.probe.probe', ['admin']],
    ['mud.main.sys.telemetry.probe', ['gateway', 'tick', 'worker', 'admin']],
    ['mud.main.sys.control.probe', ['gateway', 'admin']],
    ['mud.main.sys.dead.probe', ['gateway', 'admin']],
    ['mud.main.sys.gateway.probe', ['gateway', 'admin']],
    ['mud.other.cmd.99.probe', ['admin']],
    ['elsewhere', []],
    ['$SYS.REQ.SERVER.PING', []],
    ['_INBOX_tick.probe', []],
    [`$JS.API.STREAM.INFO.${stream}`, ['gateway', 'tick', 'worker', 'admin']],
    [`$JS.API.CONSUMER.CREATE.${stream}.probe`, ['tick', 'admin']],
    ['$JS.API.STREAM.CREATE.PROBE', ['admin']],
    ['$JS.API.STREAM.DELETE.PROBE', ['admin']],
    ['$JS.API.STREAM.PURGE.PROBE', ['admin']],
    ['$JS.API.STREAM.MSG.DELETE.PROBE', ['admin']],
    [`$JS.API.STREAM.PURGE.${stream}`, ['tick', 'admin']],
    [`$JS.API.STREAM.MSG.GET.${stream}`, ['gateway', 'tick', 'admin']],
    ['$JS.API.STREAM.MSG.GET.EVENTS_main', ['tick', 'admin']],
    [`$JS.API.DIRECT.GET.${stream}`, ['admin']],
  ]
  const subscribing: [string, readonly NatsLogin[]][] = [
    ['mud.main.out.>', ['gateway', 'admin']],
    ['mud.main.out.probe', ['gateway', 'admin']],
    ['mud.main.live.>', ['gateway', 'admin']],
    ['mud.main.cmd.>', ['admin']],
    ['mud.main.job.>', ['admin']],
    ['mud.main.sys.>', ['gateway', 'tick', 'worker', 'admin']],
    ['mud.other.out.>', ['admin']],
    ['_INBOX_gateway.>', ['gateway']],
    ['_INBOX_tick.>', ['tick']],
    ['_INBOX_worker.>', ['worker']],
    ['_INBOX.>', []],
    ['>', []],
    ['$SYS.>', []],
  ]

  test.each(['gateway', 'tick', 'worker', 'admin'] as const)(
    '%s publishes where it may and nowhere else',
    async (login) => {
      const wanted = publishing
        .filter(([, may]) => !may.includes(login))
        .map(([subject]) => subject)
      const all = publishing.map(([subject]) => subject)
      expect(await refused(login, 'publish', all)).toEqual(wanted)
    },
  )

  test.each(['gateway', 'tick', 'worker', 'admin'] as const)(
    '%s listens where it may and nowhere else',
    async (login) => {
      const wanted = subscribing
        .filter(([, may]) => !may.includes(login))
        .map(([subject]) => subject)
      const all = subscribing.map(([subject]) => subject)
      expect(await refused(login, 'subscribe', all)).toEqual(wanted)
    },
  )

  test('nobody is let in without a password', async () => {
    const url = new URL(natsUrl('tick'))
    url.password = 'guess'
    await expect(connectNats(url.href, 'intruder')).rejects.toThrow(/Authorization/i)
  })
})
