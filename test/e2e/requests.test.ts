/** What became of a command: known at once, on every gateway, to its author and to nobody else. */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signal } from '../../server/run/embedded/processes.ts'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
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
