/** All roles in one process: what is the same as with a process for each, and what is not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { subjectsOf } from '../../schema/subjects.ts'
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
import { noBrowser } from '../server/pages/play/browser.ts'
import { failOnBroken } from '../support/bus.ts'
import { testUnless } from '../support/needs.ts'
import { portForLater } from '../support/ports.ts'
import { runMudstream } from '../support/run-mudstream.ts'
import { openAdminView } from './admin-view.ts'
import { whileFrozen } from './freezing.ts'
import { guest, resumed } from './player.ts'

let home: Home
let system: WholeSystem
let ports: Readonly<Record<'tick' | 'worker', number>>
beforeAll(async () => {
  home = await newHome()
  ports = { tick: await portForLater(), worker: await portForLater() }
  system = await startWholeSystem(home, {
    MUD_PROFILE: 'small',
    MUD_METRICS_TICK_PORT: String(ports.tick),
    MUD_METRICS_WORKER_PORT: String(ports.worker),
  })
}, 60_000)
afterAll(async () => {
  await system?.stop()
  home?.remove()
}, 60_000)

const http = (): string => system.gateways[0] ?? ''

const newGame = (before: number | undefined): Promise<number | undefined> =>
  until(
    'another game',
    () => system.pidOf('game'),
    (pid) => pid !== undefined && pid !== before,
    30_000,
  )

test('one process has all roles, and each is reached where it is in a process of its own', async () => {
  expect(
    system
      .processes()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['NATS', 'Postgres', 'door', 'game'])
  const scraped = async (base: string): Promise<string> => {
    // A role hears of the others a moment after it has started.
    await expect.poll(async () => (await fetch(`${base}/readyz`)).status).toBe(200)
    return (await fetch(`${base}/metrics`)).text()
  }
  const metrics = await Promise.all(
    [
      system.metrics[0] ?? '',
      `http://127.0.0.1:${ports.tick}`,
      `http://127.0.0.1:${ports.worker}`,
    ].map(scraped),
  )
  const labels = ['role="gateway",instance="gw1"', 'role="tick",instance="t1"']
  for (const [index, label] of [...labels, 'role="worker",instance="w1"'].entries()) {
    expect(metrics[index]).toContain(`mud_unhandled_rejections_total{${label}} 0`)
  }
})

test('players hear each other, and what they hear does not pass the bus', async () => {
  const url = `nats://admin:${readSecrets(home.dataDir).nats.admin}@127.0.0.1:${home.ports.nats}`
  const bus = await openBus({ url, name: 'listener', onBroken: failOnBroken })
  const subjects = subjectsOf('main')
  const passed: string[] = []
  const listen = (subject: string) =>
    bus.subscribe(subject, { read: (text) => text, heard: (_, from) => passed.push(from) })
  listen(subjects.outputs('gw1'))
  listen(subjects.system('telemetry', '*'))
  await bus.flush()
  const [ann, bob] = [await guest(http()), await guest(http())]
  await ann.play('say is anybody here')
  await bob.next((frame) => JSON.stringify(frame).includes('is anybody here'))
  await until(
    'all reports',
    () => new Set(passed),
    (from) => ['gw1', 't1', 'w1'].every((one) => from.has(subjects.system('telemetry', one))),
  )
  expect(passed).not.toContain(subjects.outputs('gw1'))
  await bus.close()
  ann.drop()
  bob.drop()
})

testUnless(
  noBrowser,
  'the admin page names whoever stands still, also when all roles are one process',
  async () => {
    const view = await openAdminView(http(), 'lantern-and-salt')
    for (const [name, blamed] of [
      ['Postgres', 'Postgres: '],
      ['NATS', 'NATS: no answer'],
      ['game', 'gateway gw1: or the way to it'],
    ] as const) {
      await whileFrozen(system, name, () => expect.poll(view.verdict).toContain(blamed))
      await expect.poll(view.verdict, { message: `after ${name}` }).toBe('All is well.')
    }
    await view.page.getByRole('link', { name: 'Cluster', exact: true }).click()
    await view.page.getByText('Profile small: all roles in one process').waitFor()
    // The terminal is told by the processes, whatever its own settings say.
    const settings = { MUD_DATA_DIR: home.dataDir, MUD_PROFILE: 'full' }
    const { said } = await runMudstream(['status'], settings)
    expect(said).toContain('Profile small: all roles in one process')
    await view.close()
  },
  90_000,
)

// PROMISE RELIABILITY: whatever ends one of them ends that process, and it starts again as a whole
test('a game that is killed starts again, and its players go on where they stood', async () => {
  const player = await guest(http())
  await player.play('say before')
  const before = system.pidOf('game')
  signal(before ?? 0, 'SIGKILL')
  await player.closed
  await newGame(before)
  const again = await resumed(http(), player.session())
  expect(again.frames[0]).toMatchObject({ t: 'welcome', resumed: true, lastN: 1 })
  expect(JSON.stringify(await again.play('say after'))).toContain('after')
  again.drop()
}, 60_000)

test('a game that makes way says goodbye first, and its players go on in the next one', async () => {
  const player = await guest(http())
  const before = system.pidOf('game')
  signal(before ?? 0, 'SIGTERM')
  expect(await player.next(({ t }) => t === 'bye')).toMatchObject({ resume: true })
  await newGame(before)
  const again = await resumed(http(), player.session())
  await again.play('say back again')
  again.drop()
}, 60_000)
