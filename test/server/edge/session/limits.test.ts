/** The limits of a gateway behind a proxy, from outside and over every way in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunningRole } from '../../../../server/platform/roles.ts'
import { runGateway } from '../../../../server/roles/gateway.ts'
import { connect, type Player } from '../../../e2e/player.ts'
import { openTelnet } from '../../../e2e-clients/telnet-client.ts'
import { startWholeGame, type WholeGame } from './whole-game.ts'

let game: WholeGame
beforeAll(async () => {
  game = await startWholeGame({
    MUD_TRUST_PROXY: '1',
    MUD_LIMIT_SIGN_INS: '10',
    MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '5',
    // Slow, so that a busy machine does not refill an allowance while a test uses it up.
    MUD_LIMIT_COMMANDS_PER_SECOND: '1',
    MUD_LIMIT_COMMAND_BURST: '20',
  })
}, 60_000)
afterAll(() => game.stop())

/** Calls as the proxy does for a caller at `forwarded`; returns status and headers. */
function post(path: string, body: object, headers: Record<string, string>): Promise<Response> {
  return fetch(`${game.url}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
}

const from = (forwarded: string) => ({ 'x-forwarded-for': forwarded })

describe('the address of a client behind a proxy', () => {
  // PROMISE SETTINGS: Proxies in front of us, whose X-Forwarded-For says where a player is
  it('what callers write into X-Forwarded-For gives them no further sign-in tries', async () => {
    const statuses: number[] = []
    for (let i = 0; i < 45; i += 1) {
      const headers = from(`10.0.${i}.7, 203.0.113.9`)
      const answer = await post('/v1/sessions', { name: 'owner', password: 'wrong' }, headers)
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([...Array(10).fill(401), ...Array(35).fill(429)])
  })

  // PROMISE RUNBOOK: what a caller wrote into it is never looked at
  it('nor further sockets; the neighbour at another address still gets in', async () => {
    const open = await Promise.all(
      Array.from({ length: 5 }, (_, i) => connect(game.url, from(`10.1.${i}.7, 203.0.113.10`))),
    )
    await expect(connect(game.url, from('10.1.99.7, 203.0.113.10'))).rejects.toThrow('429')
    open.push(await connect(game.url, from('10.1.0.7, 203.0.113.11')))
    for (const player of open) player.drop()
  })
})

let addresses = 0
/** An address that no other test uses. */
function newAddress(): string {
  addresses += 1
  return `198.51.100.${addresses}`
}

async function newAccount(name: string) {
  const { token } = await game.account(name)
  return { token, authorization: `Bearer ${token}` }
}

/** Signs in with `hello` and waits until the character is played. */
async function enter(hello: Parameters<Player['send']>[0]): Promise<Player> {
  const player = await connect(game.url, from(newAddress()))
  player.send(hello)
  await player.next((frame) => frame.t === 'welcome' && frame['character'] !== null)
  return player
}

/** Sends `count` commands at once; returns how many were refused as too fast. */
async function hurry(player: Player, count: number): Promise<number> {
  const { lastN = 0 } = (player.frames.findLast((frame) => frame.t === 'welcome') ?? {}) as {
    lastN?: number
  }
  let refused = 0
  let n = lastN
  for (let i = 0; i < count; i += 1) {
    n += 1
    const sent = player.frames.length
    player.send({ t: 'cmd', n, line: 'look' })
    const answer = await player.next(
      (frame) => (frame.t === 'ack' || frame.t === 'reject') && frame['n'] === n,
      sent,
    )
    if (answer.t === 'ack') continue
    expect(answer['code']).toBe('too-fast')
    refused += 1
    n -= 1
  }
  return refused
}

describe('the allowance of commands', () => {
  // PROMISE PROTOCOL 1: 10 commands/s with a burst of 20 per account
  it('holds over HTTP, and says when to come back', async () => {
    const { authorization } = await newAccount('Adelina')
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post('/v1/commands', { line: 'look' }, { authorization })),
    )
    const late = answers.filter(({ status }) => status === 429)
    expect(late.length).toBeGreaterThanOrEqual(10)
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
    expect(await late[0]?.json()).toMatchObject({ code: 'too-fast', detail: 'Not so fast!' })
    expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(20)
  })

  // PROMISE PROTOCOL 1: over HTTP, sockets and telnet of all gateways together
  it('is not filled up by a reconnect, and HTTP takes from the same', async () => {
    const { token, authorization } = await newAccount('Brunella')
    const first = await enter({ t: 'hello', token })
    expect(await hurry(first, 20)).toBe(0)
    first.drop()
    const second = await enter({ t: 'hello', token })
    expect(await hurry(second, 20)).toBeGreaterThan(0)
    const overHttp = await Promise.all(
      Array.from({ length: 9 }, () => post('/v1/commands', { line: 'look' }, { authorization })),
    )
    expect(overHttp.map(({ status }) => status)).toContain(429)
    second.drop()
  })

  it('is not filled up for a guest who resumes', async () => {
    const first = await connect(game.url, from(newAddress()))
    first.send({ t: 'hello' })
    first.send({ t: 'guest' })
    await first.next((frame) => frame.t === 'welcome' && frame['character'] !== null)
    expect(await hurry(first, 20)).toBe(0)
    const resume = first.session()
    first.drop()
    const second = await enter({ t: 'hello', resume })
    expect(await hurry(second, 20)).toBeGreaterThan(0)
    second.drop()
  })

  it('a line over HTTP may be as long as one of a socket', async () => {
    const { authorization } = await newAccount('Clelia')
    const send = (line: string) => post('/v1/commands', { line }, { authorization })
    expect((await send(`say ${'x'.repeat(508)}`)).status).toBe(202)
    expect(await (await send(`say ${'x'.repeat(509)}`)).json()).toMatchObject({
      status: 400,
      code: 'too-long',
    })
    expect((await send('look\nlook')).status).toBe(400)
  })
})

describe('guesses at a password', () => {
  const signIn = (password: string, name: string, address: string) =>
    post('/v1/sessions', { name, password }, from(address)).then(({ status }) => status)
  const right = 'a lantern in the fog'

  // PROMISE PROTOCOL 1: 30 for a name from all addresses together (not where its owner has signed in before)
  it('are bounded over all addresses, and its owner still gets in from home', async () => {
    await newAccount('Dorotea')
    const home = newAddress()
    expect(await signIn(right, 'Dorotea', home)).toBe(201)
    const statuses: number[] = []
    for (let i = 0; i < 45; i += 1) {
      // Another spelling is the same account.
      const name = i % 2 === 0 ? 'Dorotea' : ' DOROTEA '
      statuses.push(await signIn('wrong', name, i % 5 === 0 ? newAddress() : `192.0.2.${i}`))
    }
    expect(statuses).toEqual([...Array(30).fill(401), ...Array(15).fill(429)])
    expect(await signIn(right, 'Dorotea', newAddress())).toBe(429)
    expect(await signIn(right, 'Dorotea', home)).toBe(201)
    const socket = await connect(game.url, from(newAddress()))
    socket.send({ t: 'hello' })
    socket.send({ t: 'login', name: 'Dorotea', password: right })
    expect(await socket.next((frame) => frame.t === 'reject')).toMatchObject({
      code: 'too-many-tries',
    })
    socket.drop()
  })

  // PROMISE PROTOCOL 1: 100 new accounts and guests from one address
  it('somebody new cannot be made without end from one address, over sockets or HTTP', async () => {
    const address = newAddress()
    let refused = 0
    for (let i = 0; i < 103; i += 1) {
      const one = await connect(game.url, from(address))
      one.send({ t: 'hello' })
      one.send({ t: 'guest' })
      const answer = await one.next(
        ({ t, code, character }) => code !== undefined || (t === 'welcome' && character !== null),
      )
      if (answer['code'] === 'too-many-tries') refused += 1
      one.drop()
    }
    expect(refused).toBe(3)
    const over = { name: 'Eufemia', password: right }
    expect((await post('/v1/accounts', over, from(address))).status).toBe(429)
    expect((await post('/v1/accounts', over, from(newAddress()))).status).toBe(201)
  })
})

describe('two gateways', () => {
  let second: RunningRole
  let secondUrl: string
  beforeAll(async () => {
    second = await runGateway(game.parts('gw2', 'gateway'))
    secondUrl = `http://${second.http?.host}:${second.http?.port}`
  })
  afterAll(() => second?.stop())

  const postTo = (url: string, authorization: string) =>
    fetch(`${url}/v1/commands`, {
      method: 'POST',
      body: JSON.stringify({ line: 'look' }),
      headers: { 'content-type': 'application/json', authorization, ...from(newAddress()) },
    })

  // PROMISE PROTOCOL 1: what was taken too much before is owed
  it('give one allowance, over a socket, HTTP and telnet', async () => {
    const { token, authorization } = await newAccount('Fiammetta')
    const player = await enter({ t: 'hello', token })
    expect(await hurry(player, 20)).toBe(0)
    const statuses: number[] = []
    const last = async () => {
      statuses.push((await postTo(secondUrl, authorization)).status)
      return statuses.at(-1)
    }
    // Heard of within a quarter of a second: alone it would give another burst of 20.
    await expect.poll(last, { interval: 100 }).toBe(429)
    expect(statuses.length).toBeLessThan(15)
    const byTelnet = await openTelnet(second.telnet?.port ?? 0)
    await byTelnet.sees('Your name')
    for (const line of ['Fiammetta', 'a lantern in the fog', 'look', 'look', 'look']) {
      byTelnet.type(line)
    }
    await byTelnet.sees('Not so fast!')
    byTelnet.drop()
    player.drop()
  })

  it('take what was sent to both for one: afterwards it is owed', async () => {
    const { authorization } = await newAccount('Ginevra')
    const both = [game.url, secondUrl].flatMap((url) =>
      Array.from({ length: 20 }, () => postTo(url, authorization)),
    )
    const taken = (await Promise.all(both)).filter(({ status }) => status === 202).length
    expect(taken).toBeGreaterThanOrEqual(20)
    const late = async () =>
      Number((await postTo(game.url, authorization)).headers.get('retry-after'))
    // One more a second: as many seconds as were taken above the burst.
    if (taken > 30) await expect.poll(late, { interval: 100 }).toBeGreaterThan(5)
  })

  it('count the full view as a command', async () => {
    const { token } = await newAccount('Isotta')
    const player = await enter({ t: 'hello', token })
    for (let times = 0; times < 25; times += 1) player.send({ t: 'sync' })
    expect(await player.next(({ t }) => t === 'reject')).toMatchObject({ code: 'too-fast' })
    player.drop()
  })
})
