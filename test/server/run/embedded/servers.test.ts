import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from 'nats'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { readNatsAddress } from '../../../../server/platform/bus/nats-address.ts'
import {
  type DataDir,
  isDataDirInUse,
  openDataDir,
} from '../../../../server/run/embedded/data-dir.ts'
import { findNats, startNats } from '../../../../server/run/embedded/nats.ts'
import { type RunningPostgres, startPostgres } from '../../../../server/run/embedded/postgres.ts'
import { processesIn, signal, waitUntilGone } from '../../../../server/run/embedded/processes.ts'
import { readSecrets } from '../../../../server/run/embedded/secrets.ts'
import { noRoot, testUnless } from '../../../support/needs.ts'

// A folder that nobody else may enter, as /root is: the server's user cannot reach what is below.
const home = mkdtempSync(join(tmpdir(), 'mudstream-embedded-'))
chmodSync(home, 0o700)
afterAll(() => rmSync(home, { recursive: true, force: true }))

const postgresOn = (dataDir: DataDir, port = 0): Promise<RunningPostgres> =>
  startPostgres({
    dataDir: dataDir.path,
    passwords: readSecrets(dataDir.path).postgres,
    port,
    sharedBuffersMb: 16,
    logFile: join(dataDir.folder('logs'), 'postgres.log'),
    searchPath: '',
  })

const natsOn = (dataDir: DataDir, port = 0) =>
  startNats({
    dataDir: dataDir.path,
    passwords: readSecrets(dataDir.path).nats,
    port,
    world: 'main',
    storeMaxGb: 1,
    instances: [
      { role: 'gateway', instance: 'gw1' },
      { role: 'tick', instance: 't1' },
      { role: 'worker', instance: 'w1' },
    ],
    logFile: join(dataDir.folder('logs'), 'nats.log'),
    searchPath: '',
  })

const query = async (url: string, text: string): Promise<unknown[][]> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query({ text, rowMode: 'array' })).rows
  } finally {
    await client.end()
  }
}

/** Every file below a folder that somebody else could read or enter. */
const openToOthers = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    const open = (statSync(path).mode & 0o077) === 0 ? [] : [path]
    return entry.isDirectory() ? [...open, ...openToOthers(path)] : open
  })

describe('Postgres', () => {
  const dataDir = openDataDir(join(home, 'postgres'))

  test('starts below a closed folder, lets in only with a password, keeps its settings', async () => {
    const server = await postgresOn(dataDir)
    const [settings] = await query(
      server.url('owner'),
      `select current_setting('fsync'), current_setting('synchronous_commit'),
        current_setting('shared_buffers'), current_user::text, current_database()::text`,
    )
    expect(settings).toEqual(['on', 'on', '16MB', 'mud_owner', 'mudstream'])
    const wrong = server.url('tick').replace(/:[^:@]+@/, ':wrong@')
    await expect(query(wrong, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    const superuser = server.url('tick').replace('mud_tick', 'postgres')
    await expect(query(superuser, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    await expect(query(server.url('tick'), 'create table mine (a int)')).rejects.toMatchObject({
      code: '42501',
    })
    await server.stop()
    expect(processesIn(join(dataDir.path, 'postgres'))).toEqual([])
  })

  testUnless(noRoot, 'is not run as root by root', async () => {
    const server = await postgresOn(dataDir)
    expect(statSync(join(dataDir.path, 'postgres')).uid).not.toBe(0)
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0)
    await server.stop()
  })

  test('recovers what was committed when everything of it is killed', async () => {
    const server = await postgresOn(dataDir)
    await query(server.url('owner'), 'create table if not exists kept (word text)')
    const word = randomUUID()
    await query(server.url('owner'), `insert into kept values ('${word}')`)
    for (const { pid } of processesIn(join(dataDir.path, 'postgres'))) signal(pid, 'SIGKILL')
    await server.exited
    const again = await postgresOn(dataDir, server.port)
    expect(again.port).toBe(server.port)
    const found = await query(again.url('owner'), `select 1 from kept where word = '${word}'`)
    expect(found).toHaveLength(1)
    await again.stop()
  })

  test('ends a server that outlived its owner, even a stopped one, before it starts', async () => {
    const orphan = await postgresOn(dataDir)
    signal(orphan.pid, 'SIGSTOP')
    const server = await postgresOn(dataDir)
    expect(await waitUntilGone([orphan.identity], 0)).toBe(true)
    expect(await query(server.url('gateway'), 'select 1')).toEqual([[1]])
    await server.stop()
  })

  test('takes new passwords when the secrets were lost', async () => {
    rmSync(join(dataDir.path, 'secrets.json'))
    const server = await postgresOn(dataDir)
    expect(await query(server.url('worker'), 'select 1')).toEqual([[1]])
    await server.stop()
  })
})

describe('NATS', () => {
  const dataDir = openDataDir(join(home, 'nats'))
  const open = (url: string): Promise<NatsConnection> =>
    connect({ ...readNatsAddress(url), reconnect: false })

  /** The subjects the server refused while `work` ran; refusals arrive before the flush's answer. */
  const refusals = async (connection: NatsConnection, work: () => void): Promise<string[]> => {
    const refused: string[] = []
    const watch = async (): Promise<void> => {
      for await (const status of connection.status()) {
        const context = 'permissionContext' in status ? status.permissionContext : undefined
        refused.push((context as { subject?: string } | undefined)?.subject ?? String(status.data))
      }
    }
    void watch()
    work()
    await connection.flush()
    await connection.close()
    return refused
  }

  test('keeps what it acknowledged when it is killed, on the same port', async () => {
    const server = await natsOn(dataDir)
    const admin = await open(server.url('admin'))
    const manager = await admin.jetstreamManager()
    await manager.streams.add({ name: 'COMMANDS_main', subjects: ['mud.main.cmd.>'] })
    const gateway = await open(server.url('gateway'))
    const stored = await gateway.jetstream().publish('mud.main.cmd.0.gw1', 'x')
    signal(server.pid, 'SIGKILL')
    await server.exited
    await Promise.allSettled([admin.closed(), gateway.closed()])
    const again = await natsOn(dataDir, server.port)
    const reader = await open(again.url('admin'))
    const found = await (await reader.jetstreamManager()).streams.getMessage('COMMANDS_main', {
      seq: stored.seq,
    })
    expect(found.string()).toBe('x')
    await reader.close()
    await again.stop()
  })

  test('refuses each role what is not its own', async () => {
    const server = await natsOn(dataDir)
    const forbidden = {
      gateway: [
        'mud.main.out.gw1',
        'mud.main.res.0.gw1',
        'mud.main.evt.0.x',
        'mud.main.job.talk.a.b',
        'mud.other.cmd.0.x',
      ],
      tick: ['mud.main.live.x', 'mud.main.cmd.0.t1', 'mud.main.res.0.t1'],
      worker: [
        'mud.main.cmd.0.w1',
        'mud.main.out.gw1',
        'mud.main.evt.0.x',
        '$JS.API.STREAM.DELETE.JOBS_main',
      ],
    } as const
    for (const login of ['gateway', 'tick', 'worker'] as const) {
      for (const subject of forbidden[login]) {
        const connection = await open(server.url(login))
        const refused = await refusals(connection, () => connection.publish(subject, 'x'))
        expect(refused.join(), `${login} publishing ${subject}`).toContain(subject)
      }
    }
    const curious = await open(server.url('worker'))
    const refused = await refusals(curious, () => {
      curious.subscribe('_INBOX_tick.>', { callback: () => undefined })
    })
    expect(refused.join()).toContain('_INBOX_tick.>')
    await expect(connect({ servers: `127.0.0.1:${server.port}` })).rejects.toThrow(/[Aa]uth/)
    await server.stop()
  })

  test('lets no process speak or hear as another of its role', async () => {
    const server = await natsOn(dataDir)
    const roles = { gw1: 'gateway', t1: 'tick', w1: 'worker' } as const
    const forbidden = {
      gw1: ['mud.main.cmd.0.gw2', 'mud.main.sys.gateway.gw2', 'mud.main.sys.telemetry.t1'],
      t1: ['mud.main.sys.telemetry.t2', 'mud.main.cmd.0.t1', 'mud.main.sys.control.order'],
      w1: ['mud.main.res.0.w2', 'mud.main.cmd.0.w1', 'mud.main.sys.control.order'],
    } as const
    const allowed = {
      gw1: ['mud.main.cmd.0.gw1', 'mud.main.sys.gateway.gw1', 'mud.main.sys.control.order'],
      t1: ['mud.main.sys.telemetry.t1', 'mud.main.out.gw1'],
      w1: ['mud.main.res.0.w1', 'mud.main.sys.telemetry.w1'],
    } as const
    for (const instance of ['gw1', 't1', 'w1'] as const) {
      const url = server.url(roles[instance], instance)
      for (const subject of [...forbidden[instance], ...allowed[instance]]) {
        const connection = await open(url)
        const refused = await refusals(connection, () => connection.publish(subject, 'x'))
        const isForbidden = (forbidden[instance] as readonly string[]).includes(subject)
        expect(refused.join().includes(subject), `${instance} publishing ${subject}`).toBe(
          isForbidden,
        )
      }
    }
    for (const subject of ['mud.main.out.gw2', 'mud.main.out.>', '_INBOX_gateway.>']) {
      const curious = await open(server.url('gateway', 'gw1'))
      const refused = await refusals(curious, () => {
        curious.subscribe(subject, { callback: () => undefined })
      })
      expect(refused.join()).toContain(subject)
    }
    await server.stop()
  })

  test('lets the tick read commands and the worker take jobs', async () => {
    const server = await natsOn(dataDir)
    const admin = await open(server.url('admin'))
    const manager = await admin.jetstreamManager()
    await manager.streams.add({ name: 'JOBS_main', subjects: ['mud.main.job.>'] })
    await manager.consumers.add('JOBS_main', {
      durable_name: 'talk',
      ack_policy: 'explicit' as never,
      filter_subject: 'mud.main.job.talk.>',
    })
    const tick = await open(server.url('tick'))
    const ordered = await tick.jetstream().consumers.get('COMMANDS_main', { opt_start_seq: 1 })
    const command = await ordered.next({ expires: 5_000 })
    expect(command?.string()).toBe('x')
    await tick.jetstream().publish('mud.main.job.talk.npc-reply.k1', 'job')
    const worker = await open(server.url('worker'))
    const consumer = await worker.jetstream().consumers.get('JOBS_main', 'talk')
    const job = await consumer.next({ expires: 5_000 })
    expect(job?.string()).toBe('job')
    expect(await job?.ackAck()).toBe(true)
    await Promise.all([admin.close(), tick.close(), worker.close()])
    await server.stop()
  })

  test('is looked for on PATH only after the package, with a clear word when there is none', () => {
    expect(findNats('')).toContain('nats-server')
  })
})

describe('the data folder', () => {
  test('is closed to everybody else, with all that is in it', async () => {
    const dataDir = openDataDir(join(home, 'closed'))
    const [postgres, nats] = await Promise.all([postgresOn(dataDir), natsOn(dataDir)])
    await Promise.all([postgres.stop(), nats.stop()])
    expect(statSync(dataDir.path).mode & 0o777).toBe(0o700)
    const open = openToOthers(dataDir.path)
    // What the NATS server makes itself lies below a folder that only the owner may enter.
    expect(open.filter((path) => !path.includes('/nats/jetstream/'))).toEqual([])
  })

  test('is refused to a second user while the first lives, and says who that is', () => {
    const path = join(home, 'twice')
    const first = openDataDir(path)
    first.announce('http://127.0.0.1:4000')
    const second = (): unknown => openDataDir(path)
    expect(second).toThrow(`process ${process.pid}`)
    expect(second).toThrow('http://127.0.0.1:4000')
    try {
      openDataDir(path)
    } catch (error) {
      expect(isDataDirInUse(error)).toBe(true)
    }
    first.release()
    openDataDir(path).release()
  })

  test('is made private when it was open', () => {
    const path = join(home, 'was-open')
    mkdirSync(path, { mode: 0o755 })
    openDataDir(path).release()
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })
})
