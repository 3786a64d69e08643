/** Servers of yours that may lose what they confirm: refused with words, by set-up and by roles. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDataDir } from '../../../server/run/embedded/data-dir.ts'
import { findNats } from '../../../server/run/embedded/nats.ts'
import { startPostgres } from '../../../server/run/embedded/postgres.ts'
import { postgresUser } from '../../../server/run/embedded/postgres-user.ts'
import { type PostgresLogin, readSecrets } from '../../../server/run/embedded/secrets.ts'
import { until } from '../../chaos/whole-system.ts'
import { testUnless } from '../../support/needs.ts'
import { portForLater } from '../../support/ports.ts'
import { runMudstream } from '../../support/run-mudstream.ts'
import {
  type FreshDatabase,
  freshDatabase,
  natsMonitorUrl,
  natsUrl,
} from '../../support/servers.ts'

const home = mkdtempSync(join(tmpdir(), 'mudstream-durable-'))
const servers: ChildProcess[] = []
let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase('durable')
})
afterAll(async () => {
  for (const server of servers) {
    if (server.exitCode !== null || server.signalCode !== null) continue
    server.kill('SIGKILL')
    await once(server, 'exit')
  }
  await database.drop()
  rmSync(home, { recursive: true })
})

interface Nats {
  readonly name: string
  readonly url: string
  readonly monitor: string
  stop(): Promise<void>
}

/** A NATS server as an operator would write it. */
async function startNats(
  name: string,
  sync: string,
  port?: number,
  samePort?: number,
): Promise<Nats> {
  const [client, monitorPort] = [port ?? (await portForLater()), samePort ?? (await portForLater())]
  const conf = join(home, `${name}.conf`)
  const jetStream = `store_dir: "${join(home, name)}", max_file_store: 8GB, ${sync}`
  const listen = `listen: "127.0.0.1:${client}"\nhttp: "127.0.0.1:${monitorPort}"`
  writeFileSync(conf, `server_name: ${name}\n${listen}\njetstream { ${jetStream} }\n`)
  const server = spawn(findNats(process.env['PATH'] ?? ''), ['-c', conf], { stdio: 'ignore' })
  servers.push(server)
  const monitor = `http://127.0.0.1:${monitorPort}`
  const healthy = async () => (await fetch(`${monitor}/healthz`)).ok
  await until('NATS to be healthy', healthy, Boolean)
  return {
    name,
    url: `nats://127.0.0.1:${client}`,
    monitor,
    async stop() {
      server.kill('SIGTERM')
      await once(server, 'exit')
    },
  }
}

const settings = (nats: Nats, monitors: readonly Nats[], login: PostgresLogin = 'owner') => ({
  MUD_DATA_DIR: home,
  MUD_NATS_URL: nats.url,
  MUD_NATS_MONITOR_URL: monitors.map(({ monitor }) => monitor).join(','),
  MUD_DATABASE_URL: database.url(login),
  MUD_PERSON_KEY: Buffer.alloc(32, 3).toString('base64url'),
  MUD_COMMANDS_MAX_MB: '64',
})

const roles = ['tick', 'gateway', 'worker'] as const

/** Resolves when it is ready; `ended` tells how it ends. */
async function startRole(role: (typeof roles)[number], nats: Nats) {
  const port = String(await portForLater())
  const ports = {
    tick: { MUD_METRICS_TICK_PORT: port },
    gateway: { MUD_HTTP_PORT: port, MUD_TELNET_PORT: '0' },
    worker: { MUD_METRICS_WORKER_PORT: port },
  }
  const ended = runMudstream([role], { ...settings(nats, [nats], role), ...ports[role] })
  const readyz = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).text()
  // A gateway is degraded while no worker is there.
  const isThere = (said: string) => /"status":"(ready|degraded)"/.test(said)
  await until(`the ${role} to be ready`, readyz, isThere, 60_000)
  return { ended }
}

// PROMISE RUNBOOK: A role that runs ends when NATS comes back and may lose something
// PROMISE RUNBOOK: sync_interval: always an acknowledgement that is not on disk is none
// PROMISE RUNBOOK: refuse a NATS that may lose what it has acknowledged
it('refuses a NATS that syncs now and then, until it syncs every message', async () => {
  const loose = await startNats('loose', 'sync_interval: "2m"')
  const refused = await runMudstream(['setup'], settings(loose, [loose]))
  expect(refused.said).toContain('It needs sync_interval: always')
  expect(refused.said).toContain('loose syncs every 120 s')
  expect(refused.code).not.toBe(0)
  await loose.stop()

  const mended = await startNats('loose', 'sync_interval: always', Number(new URL(loose.url).port))
  const done = await runMudstream(['setup'], settings(mended, [mended]))
  expect(done.said).toContain('setup done')
  const port = Number(new URL(loose.url).port)
  const monitorPort = Number(new URL(mended.monitor).port)
  const running = await Promise.all(roles.map((role) => startRole(role, mended)))
  await mended.stop()

  // Somebody has changed it since; the streams are there, and a role would write into them.
  const again = await startNats('loose', 'sync_interval: "10s"', port, monitorPort)
  for (const { ended } of running) {
    const { said, code } = await ended
    expect(said).toContain('loose syncs every 10 s')
    expect(code).not.toBe(0)
  }
  for (const role of roles) {
    const { said, code } = await runMudstream([role], settings(again, [again], role))
    expect(said, role).toContain('loose syncs every 10 s')
    expect(code, role).not.toBe(0)
  }
}, 300_000)

it('refuses when one server of several syncs now and then', async () => {
  const [good, loose] = [
    await startNats('good', 'sync_interval: always'),
    await startNats('other', ''),
  ]
  const { said, code } = await runMudstream(['setup'], settings(good, [good, loose]))
  expect(said).toContain('other syncs every 120 s')
  expect(said).not.toContain('good syncs')
  expect(code).not.toBe(0)
}, 60_000)

// PROMISE RUNBOOK: What nobody tells them they do not believe
it('says where it cannot be known, and how to have it told', async () => {
  const [dumb, stranger] = [
    await startNats('dumb', 'sync_interval: always'),
    await startNats('stranger', 'sync_interval: always'),
  ]
  const { said, code } = await runMudstream(['setup'], settings(dumb, [stranger]))
  expect(said).toContain('Nothing tells of dumb, to which MUD_NATS_URL leads')
  expect(said).toContain(`${stranger.monitor} is that of stranger`)
  expect(said).toContain('MUD_NATS_MONITOR_URL')
  expect(code).not.toBe(0)
  const unset = await runMudstream(['setup'], settings(dumb, []))
  expect(unset.said).toContain('http://127.0.0.1:8222')
}, 120_000)

it('refuses a Postgres whose files do not survive a power loss', async () => {
  const dataDir = openDataDir(join(home, 'postgres'))
  const server = await startPostgres({
    dataDir: dataDir.path,
    passwords: readSecrets(dataDir.path).postgres,
    port: 0,
    sharedBuffersMb: 16,
    logFile: join(dataDir.folder('logs'), 'postgres.log'),
    searchPath: '',
    settings: { fsync: 'off', full_page_writes: 'off' },
  })
  const { said, code } = await runMudstream(['setup'], {
    MUD_NATS_URL: natsUrl('admin'),
    MUD_NATS_MONITOR_URL: natsMonitorUrl(),
    MUD_DATABASE_URL: server.url('owner'),
  })
  await server.stop()
  expect(said).toContain('fsync = on (it is off)')
  expect(said).toContain('full_page_writes = on (it is off)')
  expect(code).not.toBe(0)
}, 60_000)

const olderPostgres = '/usr/lib/postgresql/15/bin'
const noOlder = existsSync(`${olderPostgres}/postgres`) ? undefined : 'there is no Postgres 15 here'

testUnless(
  noOlder,
  'refuses a Postgres that is too old, and says which it needs',
  async () => {
    const folder = join(home, 'older')
    mkdirSync(folder)
    const runAs = postgresUser(folder)
    // Its user has to reach it by its path.
    for (const path of [home, folder]) if (runAs) chownSync(path, runAs.uid, runAs.gid)
    const options = { cwd: folder, ...runAs }
    const made = spawnSync(
      `${olderPostgres}/initdb`,
      ['-D', folder, '-U', 'postgres', '--auth=trust'],
      options,
    )
    expect(made.status, String(made.stderr)).toBe(0)
    const port = await portForLater()
    const args = ['-D', folder, '-p', String(port), '-c', 'unix_socket_directories=']
    const server = spawn(`${olderPostgres}/postgres`, args, { ...options, stdio: 'ignore' })
    servers.push(server)
    const setUp = () =>
      runMudstream(['setup'], {
        MUD_NATS_URL: natsUrl('admin'),
        MUD_NATS_MONITOR_URL: natsMonitorUrl(),
        MUD_DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/postgres`,
      })
    const { said, code } = await until(
      'Postgres to answer',
      setUp,
      (run) => !/starting up|ECONNREFUSED/.test(run.said),
    )
    expect(said).toContain('version 16 or newer (it is 15)')
    expect(code).not.toBe(0)
  },
  60_000,
)
