/** What became of a command: known at once, on every gateway, to its author and to nobody else. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type GameClient, type Outcome, openClient } from '../../server/client/index.ts'
import { signal } from '../../server/run/embedded/processes.ts'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { openBlockingProxy } from '../support/blocking-proxy.ts'
import { whileFrozen } from './freezing.ts'
import { connect, guest, type Player, resumed } from './player.ts'

let home: Home
let system: WholeSystem
let gateways: readonly string[]
beforeAll(async () => {
  home = await newHome(2)
  system = await startWholeSystem(home)
  gateways = system.gateways
}, 60_000)
afterAll(async () => {
  await system.stop()
  home.remove()
})

interface Status {
  readonly code: number
  readonly status?: string
  readonly enqueuedAt?: string
  readonly startedAt?: string
  readonly completedAt?: string
}

async function statusOf(http: string, request: unknown, token: string): Promise<Status> {
  const answer = await fetch(`${http}/v1/requests/${String(request)}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { ...((await answer.json()) as object), code: answer.status }
}

const tokenOf = ({ frames }: Player) =>
  String(frames.findLast((frame) => frame.t === 'welcome' && frame['character'])?.['token'])

async function account(name: string): Promise<string> {
  const answer = await fetch(`${gateways[0]}/v1/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: 'a lantern in the fog' }),
  })
  return ((await answer.json()) as { token: string }).token
}

async function post(http: string, token: string, line: string): Promise<string> {
  const answer = await fetch(`${http}/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ line }),
  })
  expect(answer.status).toBe(202)
  return ((await answer.json()) as { request: string }).request
}

/** Sends a command while nothing is applied; returns its request. */
async function storedOnly(player: Player, n: number, line: string): Promise<string> {
  player.send({ t: 'cmd', n, line })
  const ack = await player.next((frame) => frame.t === 'ack' && frame['n'] === n)
  return String(ack['request'])
}

// PROMISE PROTOCOL 4: knows every acknowledged command at once, on every gateway, for its author
test('a stored command is queued on every gateway, also for a guest, and then completed', async () => {
  const [one = '', two = ''] = gateways
  const player = await guest(one)
  const token = tokenOf(player)
  const ownToken = await account('Wilma')
  const stranger = await account('Xanthe')
  await player.play('say before')
  const [request, posted] = await whileFrozen(system, 't1', async () => {
    const stored = await storedOnly(player, 2, 'say held')
    const overHttp = await post(one, ownToken, 'look')
    for (const http of gateways) {
      expect(await statusOf(http, stored, token)).toMatchObject({ code: 200, status: 'queued' })
      expect(await statusOf(http, overHttp, ownToken)).toMatchObject({
        code: 200,
        status: 'queued',
      })
      // Whose it is not learns nothing, not even that it is there.
      expect((await statusOf(http, stored, stranger)).code).toBe(404)
      expect((await statusOf(http, overHttp, token)).code).toBe(404)
    }
    expect(await statusOf(two, stored, token)).not.toHaveProperty('startedAt')
    return [stored, overHttp]
  })
  await player.next((frame) => frame.t === 'done' && frame['n'] === 2)
  for (const [id, secret] of [
    [request, token],
    [posted, ownToken],
  ] as const) {
    const ended = await until(
      'the end',
      () => statusOf(two, id, secret),
      ({ status }) => status === 'completed',
    )
    const { enqueuedAt = '', startedAt = '', completedAt = '' } = ended
    expect(enqueuedAt < startedAt && startedAt <= completedAt).toBe(true)
  }
  expect((await statusOf(one, request, stranger)).code).toBe(404)
  expect((await statusOf(one, 'sbogus-1', token)).code).toBe(404)
  player.drop()
}, 60_000)

test('a command is known after the gateway that took it has died', async () => {
  const [one = '', two = ''] = gateways
  const player = await guest(two)
  await player.play('say before')
  const token = tokenOf(player)
  const request = await whileFrozen(system, 't1', async () => {
    const stored = await storedOnly(player, 2, 'say held')
    signal(system.pidOf('gw2') ?? 0, 'SIGKILL')
    await player.closed
    expect(await statusOf(one, stored, token)).toMatchObject({ code: 200, status: 'queued' })
    return stored
  })
  const completed = () => statusOf(one, request, token)
  await until('the end', completed, ({ status }) => status === 'completed')
  // Whoever comes back is given a token again.
  const back = await resumed(one, player.session())
  expect(await statusOf(one, request, tokenOf(back))).toMatchObject({ status: 'completed' })
  back.drop()
}, 60_000)

// PROMISE PROTOCOL 4: `processing` with a true `startedAt`
test('a command that a tick has taken and cannot commit is being processed', async () => {
  const [one = '', two = ''] = gateways
  const player = await guest(one)
  await player.play('say before')
  const token = tokenOf(player)
  const request = await whileFlushHangs(async () => {
    const stored = await storedOnly(player, 2, 'say held')
    const taken = await until(
      'the tick to take it',
      () => statusOf(two, stored, token),
      ({ status }) => status === 'processing',
    )
    const { enqueuedAt = '', startedAt = '' } = taken
    expect(startedAt >= enqueuedAt).toBe(true)
    expect(Date.now() - Date.parse(startedAt)).toBeLessThan(20_000)
    return stored
  })
  await player.next((frame) => frame.t === 'done' && frame['n'] === 2)
  expect(await statusOf(two, request, token)).toMatchObject({ status: 'completed' })
  player.drop()
}, 60_000)

test('nobody is a guest by a secret that was made up, and an account has no such token', async () => {
  const [one = ''] = gateways
  const player = await guest(one)
  const [done] = (await player.play('say hello')).filter(({ t }) => t === 'done')
  const [session = ''] = tokenOf(player).split('_')
  for (const token of [`${session}_${'x'.repeat(27)}`, session, `${session}_`]) {
    expect((await statusOf(one, done?.['request'], token)).code).toBe(401)
  }
  const registered = await connect(one)
  registered.send({ t: 'hello', token: await account('Yvaine') })
  const welcome = await registered.next((frame) => frame.t === 'welcome')
  expect(welcome['character']).toMatchObject({ name: 'Yvaine' })
  expect(welcome).not.toHaveProperty('token')
  for (const one of [player, registered]) one.drop()
}, 60_000)

/** Holds a table that every flush writes to, as a hanging disk would; it can be read. */
async function whileFlushHangs<T>(act: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: system.databaseUrl('owner') })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('lock table commands in share row exclusive mode')
    return await act()
  } finally {
    await client.query('rollback')
    await client.end()
  }
}

describe('the client module', () => {
  const password = 'a lantern in the fog'
  const playing = (client: GameClient) =>
    expect.poll(() => client.status().phase, { timeout: 20_000 }).toBe('playing')
  const textsOf = ({ frames }: Outcome) => frames.map(({ text }) => text ?? '').join('\n')

  test('is what the package exports', () => {
    const target = import.meta.resolve('mudstream/client')
    expect(target).toMatch(/server\/client\/index\.ts$/)
  })

  test('plays, keeps views true, and says each line once over the death of a gateway', async () => {
    await account('Klientine')
    const client = openClient({ url: gateways[0] ?? '', as: { name: 'Klientine', password } })
    await playing(client)
    expect(await client.send('look')).toMatchObject({ status: 'completed' })
    await expect.poll(() => client.view('room')?.['title']).toBeTruthy()
    const phases: string[] = []
    client.on({ status: ({ phase }) => phases.push(phase) })
    process.kill(system.pidOf('gw1') ?? 0, 'SIGKILL')
    const said = await client.send('say Over the gap.')
    expect(said.status).toBe('completed')
    expect(textsOf(said).match(/Over the gap/g)).toHaveLength(1)
    expect(phases).toContain('waiting')
    expect(await client.send('dance with dragons and unicorns')).toMatchObject({
      status: 'refused',
    })
    client.close()
  }, 60_000)

  test.each([
    ['an event stream', true],
    ['asking about requests, where streams are blocked too', false],
  ])('plays where sockets are blocked, by %s', async (_how, streams) => {
    const name = streams ? 'Rivulet' : 'Pollard'
    await account(name)
    const proxy = await openBlockingProxy(gateways[0] ?? '', { streams })
    const heard: string[] = []
    const client = openClient({ url: proxy.url, as: { name, password } })
    client.on({ frame: (frame) => frame.t === 'event' && heard.push(frame.text ?? '') })
    await playing(client)
    expect(proxy.refused()).toBeGreaterThan(1)
    expect(await client.send('say By calls alone.')).toMatchObject({ status: 'completed' })
    expect(await client.send('dance with dragons and unicorns')).toMatchObject({
      status: 'refused',
    })
    if (streams) await expect.poll(() => heard.join('\n')).toContain('By calls alone.')
    client.close()
    await proxy.close()
  })

  test('is a console: answers what is typed, and shows when the link is lost and found', async () => {
    await account('Tabulon')
    const program = fileURLToPath(new URL('../../server/client/console/play.ts', import.meta.url))
    const child = spawn(process.execPath, [program, gateways[1] ?? '', '--name', 'Tabulon'], {
      env: { PATH: process.env['PATH'], MUD_PASSWORD: password },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let shown = ''
    child.stdout.on('data', (chunk) => {
      shown += String(chunk)
    })
    const ended = once(child, 'exit')
    await expect.poll(() => shown, { timeout: 20_000 }).toContain('[connected]')
    child.stdin.write('say Typed by hand.\n')
    await expect.poll(() => shown).toContain('You say: “Typed by hand.”')
    process.kill(system.pidOf('gw2') ?? 0, 'SIGKILL')
    child.stdin.write('say Typed in the dark.\n')
    await expect.poll(() => shown).toContain('[link lost, trying again…]')
    await expect.poll(() => shown, { timeout: 20_000 }).toContain('You say: “Typed in the dark.”')
    expect(shown.match(/\[connected\]/g)).toHaveLength(2)
    expect(shown).toContain('[processing…]')
    child.stdin.write('quit\n')
    expect((await ended)[0]).toBe(0)
  }, 60_000)
})
