/** Settings of the processes and of the servers that come with them: what runs, where, and for how long. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect } from 'vitest'
import { subjectsOf } from '../../../schema/subjects.ts'
import { connectNats } from '../../../server/platform/bus/connect.ts'
import { openBus } from '../../../server/platform/bus/nats-bus.ts'
import { loadConfig } from '../../../server/platform/config.ts'
import type { RecordedProcess } from '../../../server/run/embedded/data-dir.ts'
import { readSecrets } from '../../../server/run/embedded/secrets.ts'
import { failOnBroken } from '../../support/bus.ts'
import { portForLater } from '../../support/ports.ts'
import { mudstream } from '../../support/program.ts'
import {
  type FreshDatabase,
  freshDatabase,
  natsMonitorUrl,
  natsUrl,
} from '../../support/servers.ts'
import { startTestSystem, type TestSystem } from '../../support/test-system-process.ts'
import { defineArea, type Values } from '../area.ts'
import { openStage, type Stage } from '../stage.ts'

interface Scene {
  /** With servers of its own, and with every setting of them changed. */
  readonly own: TestSystem
  /** On servers that run already, with a gateway that never gets done with stopping. */
  readonly guest: TestSystem
  /** The same with all roles in one process. */
  readonly small: TestSystem
  readonly folders: Readonly<Record<'own' | 'guest' | 'small', string>>
  readonly ports: Readonly<Record<'postgres' | 'nats', number>>
  readonly database: FreshDatabase
  /** A worker that nobody has started but its own command, and what it said. */
  readonly alone: { readonly child: ChildProcess; said: string }
  readonly stage: Stage
  close(): Promise<void>
}

async function open(): Promise<Scene> {
  const folders = {
    own: mkdtempSync(join(tmpdir(), 'mudstream-own-')),
    guest: mkdtempSync(join(tmpdir(), 'mudstream-guest-')),
    small: mkdtempSync(join(tmpdir(), 'mudstream-small-')),
  }
  const ports = { postgres: await portForLater(), nats: await portForLater() }
  const ofOwn: Values = {
    MUD_DATA_DIR: folders.own,
    MUD_POSTGRES_PORT: String(ports.postgres),
    MUD_NATS_PORT: String(ports.nats),
    MUD_POSTGRES_SHARED_BUFFERS_MB: '40',
    MUD_NATS_STORE_MAX_GB: '3',
    MUD_GATEWAYS: '2',
    MUD_TICKS: '2',
    MUD_WORKERS: '3',
    MUD_LOG_LEVEL: 'debug',
  }
  const own = startTestSystem(ofOwn as Record<string, string>)
  const database = await freshDatabase('settings')
  const guest = startTestSystem({
    MUD_DATA_DIR: folders.guest,
    MUD_NATS_URL: natsUrl('admin'),
    MUD_NATS_MONITOR_URL: natsMonitorUrl(),
    MUD_DATABASE_URL: database.url('owner'),
    MUD_PERSON_KEY: Buffer.alloc(32, 9).toString('base64url'),
    MUD_TICKS: '0',
    MUD_WORKERS: '0',
    MUD_LOG_LEVEL: 'error',
    MUD_SHUTDOWN_MAX_MS: '1000',
    NODE_HANGING_ROLE: 'gateway',
  })
  const small = startTestSystem({
    MUD_DATA_DIR: folders.small,
    MUD_NATS_URL: natsUrl('admin'),
    MUD_DATABASE_URL: database.url('owner'),
    MUD_PERSON_KEY: Buffer.alloc(32, 9).toString('base64url'),
    MUD_PROFILE: 'small',
    MUD_LOG_LEVEL: 'error',
  })
  const stage = await openStage()
  const child = spawn(process.execPath, [mudstream, 'worker'], {
    env: {
      PATH: process.env['PATH'],
      MUD_WORLD: stage.world,
      MUD_INSTANCE: 'w77',
      MUD_NATS_URL: natsUrl('worker'),
      MUD_NATS_MONITOR_URL: natsMonitorUrl(),
      MUD_DATABASE_URL: stage.url('worker'),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const alone = { child, said: '' }
  child.stderr?.on('data', (chunk) => {
    alone.said += String(chunk)
  })
  await Promise.all([own.ready, guest.ready, small.ready])
  return {
    own,
    guest,
    small,
    folders,
    ports,
    database,
    alone,
    stage,
    async close() {
      for (const process of [own.child, guest.child, small.child, child])
        await ended(process, 'SIGTERM')
      await stage.stop()
      await database.drop()
      for (const folder of Object.values(folders)) rmSync(folder, { recursive: true })
    },
  }
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

const readProcesses = (folder: string): RecordedProcess[] =>
  JSON.parse(readFileSync(join(folder, 'processes.json'), 'utf8')) as RecordedProcess[]

const processesIn = (folder: string): string[] => readProcesses(folder).map(({ name }) => name)

const named = (folder: string, prefix: RegExp): number =>
  processesIn(folder).filter((name) => prefix.test(name)).length

/** The answer of a database to one question. */
async function answer(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return Object.values((await client.query(question)).rows[0])[0]
  } finally {
    await client.end()
  }
}

const ownDatabase = ({ folders, ports }: Scene): string => {
  const { owner } = readSecrets(folders.own).postgres
  return `postgres://mud_owner:${owner}@127.0.0.1:${ports.postgres}/mudstream`
}

const ownBus = (folders: Scene['folders'], ports: Scene['ports']): string =>
  `nats://admin:${readSecrets(folders.own).nats.admin}@127.0.0.1:${ports.nats}`

export const processes = defineArea({
  open,
  close: (scene: Scene) => scene.close(),
  rows: {
    async MUD_DATA_DIR({ folders }) {
      for (const folder of Object.values(folders)) {
        expect(existsSync(join(folder, 'lock.json'))).toBe(true)
      }
      expect(readSecrets(folders.own)).not.toEqual(readSecrets(folders.guest))
    },
    async MUD_POSTGRES_PORT(scene) {
      expect(await answer(ownDatabase(scene), 'select inet_server_port()')).toBe(
        scene.ports.postgres,
      )
    },
    async MUD_POSTGRES_SHARED_BUFFERS_MB(scene) {
      expect(await answer(ownDatabase(scene), 'show shared_buffers')).toBe('40MB')
    },
    async MUD_NATS_PORT({ folders, ports }) {
      const nc = await connectNats(ownBus(folders, ports), 'settings-test')
      expect(nc.info?.port).toBe(ports.nats)
      await nc.close()
    },
    async MUD_NATS_STORE_MAX_GB({ folders, ports }) {
      const bus = await openBus({ url: ownBus(folders, ports), name: 't', onBroken: failOnBroken })
      const prepare = (megabytes: string) =>
        bus.streams.prepare(subjectsOf('main'), loadConfig({ MUD_COMMANDS_MAX_MB: megabytes }))
      // Streams reserve what they may hold: this and what the others want is more than 3 GB.
      await expect(prepare('2048')).rejects.toThrow('MUD_NATS_STORE_MAX_GB')
      await prepare('1024')
      await bus.close()
    },
    async MUD_NATS_URL({ folders }) {
      expect(processesIn(folders.guest)).not.toContain('NATS')
      expect(processesIn(folders.own)).toContain('NATS')
    },
    async MUD_DATABASE_URL({ folders, database }) {
      expect(processesIn(folders.guest)).not.toContain('Postgres')
      const held = `select count(*)::int from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`
      expect(await answer(database.url('owner'), held)).toBeGreaterThan(0)
    },
    async MUD_PROFILE({ folders, small }) {
      expect(processesIn(folders.small).sort()).toEqual(['door', 'game'])
      // All three roles run in there and can be reached where a gateway can.
      const [, http = ''] = /http=(\S+)/.exec(await small.ready) ?? []
      const answer = await (await fetch(http)).text()
      const recorded = readProcesses(folders.small)
      expect(answer).toBe(String(recorded.find(({ name }) => name === 'game')?.pid))
      expect(processesIn(folders.guest)).not.toContain('game')
    },
    async MUD_GATEWAYS({ folders }) {
      expect([named(folders.own, /^gw/), named(folders.guest, /^gw/)]).toEqual([2, 1])
    },
    async MUD_TICKS({ folders }) {
      expect([named(folders.own, /^t/), named(folders.guest, /^t/)]).toEqual([2, 0])
    },
    async MUD_WORKERS({ folders }) {
      expect([named(folders.own, /^w/), named(folders.guest, /^w/)]).toEqual([3, 0])
    },
    async MUD_INSTANCE({ alone }) {
      const connections = async () =>
        alone.child.exitCode === null
          ? await (await fetch(`${natsMonitorUrl()}/connz`)).text()
          : `the worker has ended: ${alone.said}`
      await expect.poll(connections).toContain('"mudstream-w77"')
    },
    async MUD_LOG_LEVEL({ own, guest }) {
      expect(own.err()).toContain('"level":"debug"')
      expect(guest.err()).not.toMatch(/"level":"(debug|info|warn)"/)
    },
    async MUD_ARCHIVE_DIR({ folders, stage }) {
      const chosen = join(folders.own, 'elsewhere')
      for (const [values, folder] of [
        [{ MUD_ARCHIVE_DIR: chosen }, chosen],
        [{}, join(folders.own, 'archive')],
      ] as const) {
        expect(existsSync(folder)).toBe(false)
        const env = {
          PATH: process.env['PATH'],
          MUD_DATA_DIR: folders.own,
          MUD_DATABASE_URL: stage.url('owner'),
          ...values,
        }
        await once(
          spawn(process.execPath, [mudstream, 'archive'], { env, stdio: 'ignore' }),
          'exit',
        )
        expect(existsSync(folder)).toBe(true)
      }
    },
    async MUD_SHUTDOWN_MAX_MS({ guest }) {
      guest.child.kill('SIGTERM')
      // Nine seconds pass before a gateway is killed that has the time it has by itself.
      const patience = new Promise((_, reject) => {
        setTimeout(() => reject(new Error('it goes on stopping')), 8_000).unref()
      })
      await Promise.race([guest.ended, patience])
    },
  },
})
