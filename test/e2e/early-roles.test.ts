/** Roles that are started before their services: they wait, say once for what, and get ready. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer, type Server } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RoleName } from '../../server/platform/roles.ts'
import { until } from '../chaos/whole-system.ts'
import { openStage, type Stage } from '../settings/stage.ts'
import { portForLater } from '../support/ports.ts'
import { mudstream } from '../support/program.ts'
import { natsMonitorUrl, natsUrl } from '../support/servers.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
}, 60_000)
afterAll(() => stage.stop())

/** A port where nobody listens until `come` is called; then it leads to the server of `address`. */
async function serviceToCome(address: string) {
  const real = new URL(address)
  const port = await portForLater()
  let server: Server | undefined
  const there = new URL(address)
  there.port = String(port)
  return {
    url: there.href,
    async come() {
      server = createServer((near) => {
        const far = connect(Number(real.port), real.hostname)
        for (const [one, other] of [
          [near, far],
          [far, near],
        ] as const) {
          one.on('error', () => other.destroy())
          one.pipe(other)
        }
      }).listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    close: () => server?.close(),
  }
}

const portSettings: Readonly<Record<RoleName, string>> = {
  gateway: 'MUD_HTTP_PORT',
  tick: 'MUD_METRICS_TICK_PORT',
  worker: 'MUD_METRICS_WORKER_PORT',
}

function startRole(role: RoleName, settings: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, [mudstream, role, '--instance', `${role}1`], {
    cwd: '/',
    env: {
      PATH: process.env['PATH'],
      MUD_WORLD: stage.world,
      MUD_TELNET_PORT: '0',
      MUD_PERSON_KEY: Buffer.alloc(32, 7).toString('base64url'),
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  child.stderr?.on('data', (chunk) => {
    log += String(chunk)
  })
  const ended = once(child, 'exit')
  return {
    log: () => log,
    waitedFor: () => log.split('\n').filter((line) => line.includes('"service-awaited"')),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

// PROMISE RELIABILITY: A role that is started before Postgres or NATS waits and says once what it waits for
test.each(['gateway', 'tick', 'worker'] as const)(
  'a %s waits for its services, names them, and gets ready when they come',
  async (role) => {
    const nats = await serviceToCome(natsUrl('admin'))
    const postgres = await serviceToCome(stage.url(role))
    const port = await portForLater()
    const running = startRole(role, {
      MUD_NATS_URL: nats.url,
      MUD_NATS_MONITOR_URL: natsMonitorUrl(),
      MUD_DATABASE_URL: postgres.url,
      [portSettings[role]]: String(port),
    })
    const probe = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`, {
        signal: AbortSignal.timeout(1_000),
      })
      return { status: answer.status, text: await answer.text() }
    }
    try {
      const early = await until('a first answer', probe, () => true)
      expect(early.status).toBe(503)
      expect(JSON.parse(early.text)).toEqual({
        status: 'not ready',
        checks: {
          nats: expect.stringContaining('waits for it: '),
          postgres: expect.stringContaining('waits for it: '),
        },
      })
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200)
      await nats.come()
      const half = await until('NATS to be there', probe, ({ text }) =>
        text.includes('"nats":"ok"'),
      )
      expect(half.status).toBe(503)
      expect(running.waitedFor()).toHaveLength(2)
      await postgres.come()
      // A gateway by itself is not ready, for nobody leads; it has come as far as to know that.
      const wanted = role === 'gateway' ? /nobody leads/ : /^/
      const code = role === 'gateway' ? 503 : 200
      await until('the role', probe, ({ status, text }) => status === code && wanted.test(text))
      expect(running.waitedFor()).toHaveLength(2)
      expect(running.isAlive()).toBe(true)
    } finally {
      await running.stop()
      nats.close()
      postgres.close()
    }
  },
  60_000,
)
