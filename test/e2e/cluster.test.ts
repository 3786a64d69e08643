/** The cluster of `npm run cluster` from outside: who may say what on its bus, and who leads what. */
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClusterAnswer } from '../../schema/cluster.ts'
import { type Command, encodeCommands } from '../../schema/envelope.ts'
import { type CharacterId, FIRST_SHARD, type SessionId } from '../../schema/ids.ts'
import { lanes, subjectsOf } from '../../schema/subjects.ts'
import { connectNats } from '../../server/platform/bus/connect.ts'
import { type ClusterSystem, startClusterSystem } from '../chaos/cluster-system.ts'
import { ask, until } from '../chaos/whole-system.ts'
import { telnetGuest } from '../e2e-clients/game.ts'
import type { TelnetClient } from '../e2e-clients/telnet-client.ts'
import { launchBrowser, noBrowser } from '../server/pages/play/browser.ts'
import { describeUnless, testUnless } from '../support/needs.ts'
import { refusedSubjects } from '../support/refused-subjects.ts'
import { runMudstream } from '../support/run-mudstream.ts'
import { openAdminView } from './admin-view.ts'
import { whileFrozen } from './freezing.ts'

const startMs = 180_000
const subjects = subjectsOf('main')
const processes = ['gw1', 'gw2', 't1', 't2', 'w1', 'w2'] as const
type Name = (typeof processes)[number]

let system: ClusterSystem
let visitor: TelnetClient
const open: NatsConnection[] = []

beforeAll(async () => {
  system = await startClusterSystem()
  visitor = await telnetGuest(system.telnetPorts[0] ?? 0)
}, startMs)
afterAll(async () => {
  for (const connection of open) await connection.close()
  visitor?.drop()
  await system?.stop()
}, startMs)

/** A plain client with the login that a running process has. */
async function connectAs(name: Name): Promise<NatsConnection> {
  const environment = readFileSync(`/proc/${system.pidOf(name)}/environ`, 'utf8').split('\0')
  const url = environment.find((one) => one.startsWith('MUD_NATS_URL='))?.slice(13) ?? ''
  const connection = await connectNats(url, `as-${name}`)
  open.push(connection)
  return connection
}

/** Everything that somebody could want to say in another's name, and who may. */
const speaking: [string, (name: Name) => boolean][] = [
  ...processes.flatMap((of): [string, (name: Name) => boolean][] => [
    [subjects.commands(FIRST_SHARD, of), (name) => name === of && of.startsWith('gw')],
    [subjects.results(FIRST_SHARD, of), (name) => name === of && of.startsWith('w')],
    [subjects.system('telemetry', of), (name) => name === of],
    [subjects.system('gateway', of), (name) => name === of && of.startsWith('gw')],
  ]),
  [subjects.system('control', 'probe'), (name) => name.startsWith('gw')],
  [subjects.events(FIRST_SHARD, 'probe'), (name) => name.startsWith('t')],
  ['mud.main.out.gw1', (name) => name.startsWith('t')],
  ['$JS.API.STREAM.DELETE.PROBE', () => false],
  ['$JS.API.STREAM.PURGE.PROBE', () => false],
]

// PROMISE RUNBOOK: each of its gateways, ticks and workers has a login of its own
test.each(processes)('%s speaks as itself and as nobody else', async (name) => {
  const all = speaking.map(([subject]) => subject)
  const wanted = speaking.filter(([, may]) => !may(name)).map(([subject]) => subject)
  expect(await refusedSubjects(await connectAs(name), 'publish', all)).toEqual(wanted)
})

test('the login of a worker can make nobody say anything, and that of a gateway can', async () => {
  visitor.type('say here I am')
  await visitor.sees('here I am')
  const [row] = await ask<{ id: string; name: string }>(
    system.databaseUrl('admin'),
    `select id, convert_from(body, 'utf8')::json->>'name' as name from entities
     where kind = 'character' and id in (select place from entities where kind = 'session')`,
  )
  if (!row) throw new Error('nobody is there')
  const actor = { character: row.id as CharacterId, name: row.name, role: 'owner' } as const
  const forged = (words: string): string => {
    const session = `forged${words}` as SessionId
    const line: Command = { t: 'line', session, n: 1, line: `say ${words}`, actor, at: Date.now() }
    return encodeCommands([line])
  }
  const worker = (await connectAs('w1')).jetstream()
  await worker.publish(subjects.results(FIRST_SHARD, 'w1'), forged('byworker'))
  // The same words by the login that may say them are heard, and come after the others in the stream.
  const gateway = (await connectAs('gw1')).jetstream()
  await gateway.publish(subjects.commands(FIRST_SHARD, 'gw1'), forged('bygateway'))
  await visitor.sees('bygateway')
  expect(visitor.text()).not.toContain('byworker')
  expect(system.log()).toContain('a worker may not say line')
})

const home = () => dirname(system.dataDir)

const signIn = async (): Promise<string> => {
  const answer = await fetch(`${system.gateways[0]}/v1/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'owner', password: 'lantern-and-salt' }),
  })
  return ((await answer.json()) as { token: string }).token
}

/** What a gateway tells an admin. */
const clusterOver = async (token: string): Promise<ClusterAnswer> => {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(`${system.gateways[1]}/admin/api/cluster`, { headers })
  return (await answer.json()) as ClusterAnswer
}

/** What the command line tells. */
const clusterByCommand = async (): Promise<ClusterAnswer> => {
  const { said } = await runMudstream(['cluster', 'status', '--json'], { MUD_DATA_DIR: home() })
  return JSON.parse(said) as ClusterAnswer
}

const leaderOf = ({ groups }: ClusterAnswer, name: string) =>
  groups.find((one) => one.name === name)?.leader

// PROMISE RUNBOOK: shows who leads what and who follows how closely
test('tells admins and the command line who leads what', async () => {
  const token = await signIn()
  const whole = (answer: ClusterAnswer) =>
    answer.processes.length === 6 &&
    answer.standbys[0]?.confirms === 'sync' &&
    // What a tick has applied is told by it once a second.
    (answer.shards[0]?.applied ?? 0) > 0
  for (const read of [() => clusterOver(token), clusterByCommand]) {
    const now = await until('everybody to be there', read, whole)
    expect(now.servers.map(({ name, trouble, syncs }) => [name, trouble, syncs])).toEqual(
      ['nats-1', 'nats-2', 'nats-3'].map((name) => [name, null, true]),
    )
    expect(now.servers.filter(({ leads }) => leads)).toHaveLength(1)
    for (const name of [...Object.values(subjects.streams), ...lanes]) {
      const group = now.groups.find((one) => one.name === name)
      expect(group?.leader, name).toMatch(/^nats-[123]$/)
      expect(group?.copies, name).toHaveLength(3)
    }
    expect(
      now.groups.some(({ name, of }) => name.startsWith('feed-') && of === 'COMMANDS_main'),
    ).toBe(true)
    expect(now.databases.map(({ part }) => part)).toEqual(['primary', 'standby'])
    expect(now.standbys.map(({ name, state }) => [name, state])).toEqual([
      ['postgres_2', 'streaming'],
    ])
    const [shard] = now.shards
    expect(shard).toMatchObject({
      shard: FIRST_SHARD,
      leader: expect.stringMatching(/^t[12]$/),
      stuck: null,
    })
    const leading = now.processes.filter(({ leads }) => leads).map(({ instance }) => instance)
    expect(leading).toEqual([shard?.leader])
  }
  expect((await fetch(`${system.gateways[0]}/admin/api/cluster`)).status).toBe(401)
}, 60_000)

/** How admin page and command line call a Postgres server. */
const addressOf = (name: string): string => {
  const known = readFileSync(join(system.dataDir, 'postgres-pair.json'), 'utf8')
  return `127.0.0.1:${(JSON.parse(known) as { ports: Record<string, number> }).ports[name]}`
}

/** The first line that the command line says, and its exit code. */
const verdictByCommand = async () => {
  const { said, code } = await runMudstream(['cluster', 'status'], { MUD_DATA_DIR: home() })
  return { verdict: said.split('\n')[0], code }
}

test('the command line answers while servers stand still, and names them', async () => {
  const [bus, store] = ['NATS server nats-2', `Postgres server ${addressOf('postgres-2')}`]
  const isStill = (...names: string[]) =>
    expect.poll(verdictByCommand).toEqual({ verdict: `Not well: ${names.join(', ')}.`, code: 1 })
  const isWell = () =>
    expect.poll(verdictByCommand).toEqual({ verdict: 'Every server answers.', code: 0 })
  await isWell()
  await whileFrozen(system, 'nats-2', async () => {
    await isStill(bus)
    await whileFrozen(system, 'postgres-2', () => isStill(bus, store))
  })
  await isWell()
}, 90_000)

testUnless(
  noBrowser,
  'the admin page names the server or process that stands still, and is green again afterwards',
  async () => {
    const view = await openAdminView(system.gateways[0] ?? '', 'lantern-and-salt')
    const monitor = new URL(system.monitorUrl('nats-2')).host
    for (const [name, blamed] of [
      ['nats-2', `NATS server ${monitor}: no answer`],
      ['postgres-2', `Postgres server ${addressOf('postgres-2')}: no answer`],
      ['gw2', 'gateway gw2: no sign of life'],
      ['w2', 'worker w2: no sign of life'],
    ] as const) {
      await whileFrozen(system, name, () => expect.poll(view.verdict).toContain(blamed))
      await expect.poll(view.verdict, { message: `after ${name}` }).toBe('All is well.')
    }
    await view.close()
  },
  120_000,
)

test('tells it as well while a server and a standby are away', async () => {
  const token = await signIn()
  const lost = leaderOf(await clusterOver(token), subjects.streams.commands) ?? ''
  process.kill(system.pidOf(lost) ?? 0, 'SIGKILL')
  process.kill(system.pidOf('postgres-2') ?? 0, 'SIGKILL')
  const passed = (answer: ClusterAnswer) => {
    const leader = leaderOf(answer, subjects.streams.commands)
    return leader !== null && leader !== lost && answer.standbys.length === 0
  }
  for (const read of [() => clusterOver(token), clusterByCommand]) {
    const now = await until('another leader', read, passed)
    expect(now.servers.filter(({ trouble }) => trouble !== null).map(({ name }) => name)).toEqual([
      lost,
    ])
    const held = now.groups.find(({ name }) => name === subjects.streams.commands)?.copies
    expect(held?.filter(({ up }) => !up).map(({ server }) => server)).toEqual([lost])
  }
  // Whoever has started the cluster reads it without asking.
  await until('the change to be told', system.log, (log) =>
    new RegExp(`^leads .*COMMANDS_main: nats-. \\(was (${lost}|nobody)\\)`, 'm').test(log),
  )
}, 90_000)

describeUnless(noBrowser, 'the admin page of a cluster', () => {
  test('shows it on a desk and on a phone, with one server away', async () => {
    const browser = await launchBrowser()
    try {
      for (const [name, width] of [
        ['wide', 1360],
        ['phone', 390],
      ] as const) {
        const page = await browser.newPage({ viewport: { width, height: 900 } })
        // Whoever leads may have lost its server as well: another one has to be found first.
        page.setDefaultTimeout(60_000)
        await page.goto(`${system.gateways[0]}/admin`)
        await page.getByLabel('Name').fill('owner')
        await page.getByLabel('Password').fill('lantern-and-salt')
        await page.keyboard.press('Enter')
        await page.getByRole('link', { name: 'Cluster', exact: true }).click()
        const panel = page.getByRole('region', { name: 'Cluster: who leads what' })
        await panel.getByText(/^away: /).waitFor()
        await panel.getByRole('row', { name: /^shard 1 .*led by t[12]/ }).waitFor()
        await panel.getByRole('row', { name: /^COMMANDS_main .*nats-/ }).waitFor()
        await panel.getByRole('row', { name: /meta leader .*up/ }).waitFor()
        // Nothing of it is cut off: its tables fit into it.
        expect(await panel.evaluate((one) => one.scrollWidth - one.clientWidth), name).toBe(0)
        await mkdir('test-artifacts/admin', { recursive: true })
        await panel.screenshot({ path: `test-artifacts/admin/cluster-${name}.png` })
        await page.close()
      }
    } finally {
      await browser.close()
    }
  }, 180_000)
})
