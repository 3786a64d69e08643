/** What `/readyz` says from outside while parts of a whole system sleep; it never waits for them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { subjectsOf } from '../../schema/subjects.ts'
import { connectNats } from '../../server/platform/bus/connect.ts'
import { openBus } from '../../server/platform/bus/nats-bus.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { failOnBroken } from '../support/bus.ts'
import { portForLater } from '../support/ports.ts'
import { whileFrozen } from './freezing.ts'
import { guest } from './player.ts'

let home: Home
let system: WholeSystem
let http: string
let tickPort: number
let ownerToken: Promise<string> | undefined
beforeAll(async () => {
  home = await newHome()
  tickPort = await portForLater()
  system = await startWholeSystem(home, {
    MUD_COMMANDS_MAX_MB: '16',
    MUD_METRICS_TICK_PORT: String(tickPort),
    MUD_SLO_BREACH_STREAK: '1',
  })
  http = system.gateways[0] ?? ''
}, 120_000)
afterAll(async () => {
  await system.stop()
  home.remove()
})

interface Answer {
  readonly code: number
  readonly status: string
  readonly checks: Readonly<Record<string, string>>
}

/** Rejects when the answer takes longer than a second. */
async function readyz(): Promise<Answer> {
  const answer = await fetch(`${http}/readyz`, { signal: AbortSignal.timeout(1_000) })
  const body = (await answer.json()) as Omit<Answer, 'code'>
  return { code: answer.status, ...body }
}

const allIsWell = {
  code: 200,
  status: 'ready',
  checks: { nats: 'ok', postgres: 'ok', tick: 'ok', commands: 'ok', workers: 'ok', models: 'ok' },
}

const untilReady = async () => {
  const found = await until('readiness', readyz, ({ status }) => status === 'ready')
  expect(found).toEqual(allIsWell)
}

/** Waits until it is not ready for this reason; every question on the way is answered within a second. */
async function untilNotReady(check: string, why: RegExp): Promise<void> {
  const wanted = (one: Answer) => why.test(one.checks[check] ?? '')
  const found = await until(`${check}: ${why}`, readyz, wanted)
  expect([found.code, found.status]).toEqual([503, 'not ready'])
}

/** How the newest alert about workers stands, as admins read it. */
async function workersAlert(): Promise<string | undefined> {
  const body = JSON.stringify({ name: 'owner', password: 'lantern-and-salt' })
  const headers = { 'content-type': 'application/json' }
  ownerToken ??= (await fetch(`${http}/v1/sessions`, { method: 'POST', body, headers }))
    .json()
    .then((made) => (made as { token: string }).token)
  const asking = { headers: { authorization: `Bearer ${await ownerToken}` } }
  const slo = (await (await fetch(`${http}/admin/api/slo`, asking)).json()) as {
    readonly alerts: readonly { readonly objective: string; readonly state: string }[]
  }
  return slo.alerts.find(({ objective }) => objective === 'workers')?.state
}

describe('a gateway', () => {
  // PROMISE PROTOCOL 4: `/readyz` answers within a second from what is known already; it never waits for what is away.
  test.each([
    ['Postgres', 'postgres', /does not answer/],
    ['NATS', 'nats', /away|does not answer|cannot be stored/],
    ['t1', 'tick', /is silent|nobody leads/],
  ])(
    'is not ready while %s sleeps, and says so within a second',
    async (name, check, why) => {
      await untilReady()
      await whileFrozen(system, name, () => untilNotReady(check, why))
      await untilReady()
    },
    120_000,
  )

  test('is not ready while the flush hangs over a command', async () => {
    await untilReady()
    const player = await guest(http)
    await whileFrozen(system, 'Postgres', async () => {
      player.send({ t: 'cmd', n: 1, line: 'say held' })
      await player.next(({ t }) => t === 'ack')
      await player.next((frame) => frame['kind'] === 'waiting')
      await untilNotReady('tick', /stored commands are not applied/)
      // The tick process says so itself, too.
      const tick = () => fetch(`http://127.0.0.1:${tickPort}/readyz`)
      await until('the tick', tick, ({ status }) => status === 503)
    })
    await player.next(({ t }) => t === 'done')
    await untilReady()
    player.drop()
  }, 120_000)

  test('is not ready while the command stream is full', async () => {
    await untilReady()
    const password = readSecrets(home.dataDir).nats.admin
    const nc = await connectNats(`nats://admin:${password}@127.0.0.1:${home.ports.nats}`, 'filler')
    const subject = subjectsOf('main').commands(1, 'gw1')
    await whileFrozen(system, 't1', async () => {
      // The last ones fill what the large ones leave.
      for (const bytes of [900_000, 60_000, 5_000]) {
        for (let part = 0; part < 20; part += 1) nc.publish(subject, Buffer.alloc(bytes, 'x'))
      }
      await nc.flush()
      await untilNotReady('nats', /commands cannot be stored/)
    })
    await nc.close()
  }, 120_000)

  test('is degraded, not unready, while no worker takes jobs', async () => {
    const worker = system.pidOf('w1') ?? 0
    await whileFrozen(system, 'w1', async () => {
      const wanted = ({ checks }: Answer) => checks['workers'] !== 'ok' && checks['nats'] === 'ok'
      const found = await until('no worker', readyz, wanted)
      expect(found).toMatchObject({
        code: 200,
        status: 'degraded',
        checks: { workers: 'no worker takes jobs: people answer by rules', tick: 'ok' },
      })
      await until('the alert', workersAlert, (state) => state === 'raised', 60_000)
      const figures = await (await fetch(`${system.metrics[0]}/metrics`)).text()
      expect(figures).toMatch(/^mud_workers_alive\{.*\} 0$/m)
    })
    expect(system.pidOf('w1')).toBe(worker)
    await untilReady()
    await until('the end of the alert', workersAlert, (state) => state === 'recovered', 60_000)
  }, 120_000)

  // PROMISE PROTOCOL 4: While the store hangs, a call that only reads, and any call of somebody who has to be looked up, is answered 503 in words
  test('answers calls in words while Postgres sleeps', async () => {
    await untilReady()
    const player = await guest(http)
    const [done] = (await player.play('look')).filter(({ t }) => t === 'done')
    const token = player.frames.find((frame) => frame.t === 'welcome' && frame['token'])?.['token']
    const call = async (method: string, path: string) => {
      const signal = AbortSignal.timeout(2_800)
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
      const body = method === 'GET' ? null : '{"line":"look"}'
      const answer = await fetch(`${http}${path}`, { method, headers, body, signal })
      return [answer.status, await answer.json()]
    }
    const request = `/v1/requests/${done?.['request']}`
    expect(await call('GET', request)).toMatchObject([200, { status: 'completed' }])
    await whileFrozen(system, 'Postgres', async () => {
      const refusal = { code: 'unavailable', detail: expect.stringContaining('Try again') }
      for (const [method, path] of [
        ['GET', request],
        ['GET', '/v1/settings'],
        ['GET', '/v1/sessions'],
        ['POST', '/v1/commands'],
      ] as const) {
        expect(await call(method, path)).toMatchObject([503, refusal])
      }
    })
    await until(
      'the answer',
      () => call('GET', request),
      ([status]) => status === 200,
    )
    player.drop()
  }, 120_000)

  // PROMISE PROTOCOL 4: the leader found that the stream had lost commands
  test('is degraded once the leader finds stored commands gone, and so is the tick', async () => {
    await untilReady()
    const player = await guest(http)
    const password = readSecrets(home.dataDir).nats.admin
    const url = `nats://admin:${password}@127.0.0.1:${home.ports.nats}`
    const bus = await openBus({ url, name: 'thief', onBroken: failOnBroken })
    const { commands } = subjectsOf('main').streams
    await whileFrozen(system, 't1', async () => {
      player.send({ t: 'cmd', n: 1, line: 'say gone' })
      await player.next(({ t }) => t === 'ack')
      await bus.streams.dropTo(commands, (await bus.streams.state(commands)).lastSeq)
      // It must not read what it has been sent already.
      signal(system.pidOf('t1') ?? 0, 'SIGKILL')
    })
    // The news of the loss and of the new leader do not arrive together.
    const isLost = ({ checks }: Omit<Answer, 'code'>) =>
      /^lost: /.test(checks['commands'] ?? '') && checks['tick'] === 'ok'
    const found = await until('lost commands', readyz, isLost)
    expect([found.code, found.status]).toEqual([200, 'degraded'])
    const tick = await fetch(`http://127.0.0.1:${tickPort}/readyz`)
    expect(await tick.json()).toMatchObject({
      status: 'degraded',
      checks: { commands: found.checks['commands'] },
    })
    await bus.close()
    player.drop()
  }, 120_000)
})
