/** Rights end when they end: what is open closes at once, on the gateway that was not asked as well. */
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import type { RunningRole } from '../../server/platform/roles.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { openTextSocket } from '../e2e-clients/text-socket.ts'
import { listen } from '../server/edge/session/whole-game.ts'
import { call as callAt, httpOf, openStage, type Stage } from '../settings/stage.ts'
import { connect, guest, type Player, resumed } from './player.ts'

const password = 'a lantern in the fog'
const out = /You have been signed out\. Sign in again to go on\./

let stage: Stage
let asked: RunningRole
let other: RunningRole
let owner: string
beforeAll(async () => {
  stage = await openStage({ MUD_LIMIT_SIGN_INS: '0', MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0' })
  await stage.start('tick', 't1')
  asked = await stage.start('gateway', 'gwone')
  other = await stage.start('gateway', 'gwtwo')
  owner = await tokenOf('owner', 'ownerpass1')
}, 60_000)
afterAll(() => stage?.stop())

/** Calls the gateway that is asked. */
const call = (method: string, path: string, token: string, body?: object): Promise<Response> =>
  callAt(asked, { method, path, token, body })

async function tokenOf(name: string, secret = password): Promise<string> {
  const answer = await call('POST', '/v1/sessions', '', { name, password: secret })
  return ((await answer.json()) as { token: string }).token
}

async function newAccount(name: string): Promise<string> {
  const answer = await call('POST', '/v1/accounts', '', { name, password })
  return ((await answer.json()) as { token: string }).token
}

const act = async (action: string, body: object, by = owner): Promise<number> =>
  (await call('POST', `/admin/api/actions/${action}`, by, { ...body, reason: 'a test' })).status

const isIn = ({ t, character }: { t: string; character?: unknown }) =>
  t === 'welcome' && character !== null

/** Somebody who came in at a listener of the other gateway. */
interface Seat {
  /** Resolves with what is read at the end. */
  readonly ended: Promise<string>
  leave(): void
}

type Come = (name: string, token: string) => Promise<Seat>

async function seatOf(player: Player): Promise<Seat> {
  await player.next(isIn)
  const ended = player
    .next(({ t }) => t === 'bye')
    .then(async (bye) => {
      await player.closed
      return JSON.stringify(bye)
    })
  ended.catch(() => undefined)
  return { ended, leave: player.drop }
}

const seats: Readonly<Record<string, Come>> = {
  async 'a socket by a token'(_name, token) {
    const player = await connect(httpOf(other))
    player.send({ t: 'hello', token })
    return seatOf(player)
  },
  async 'a socket by a password'(name) {
    const player = await connect(httpOf(other))
    player.send({ t: 'hello' })
    player.send({ t: 'login', name, password })
    return seatOf(player)
  },
  async 'a socket that resumed'(name) {
    const player = await connect(httpOf(asked))
    player.send({ t: 'hello' })
    player.send({ t: 'login', name, password })
    await player.next(isIn)
    const resume = player.session()
    player.drop()
    return seatOf(await resumed(httpOf(other), resume))
  },
  async telnet(name) {
    const client = await openTelnet(other.telnet?.port ?? 0)
    await client.sees('Your name')
    for (const line of [name, password]) client.type(line)
    await client.sees(/Welcome to/)
    const ended = client.closed.then(() => client.text())
    return { ended, leave: client.drop }
  },
  async 'a text socket'(name) {
    const socket = await openTextSocket(`${httpOf(other).replace('http', 'ws')}/ws`, [
      'terminal.mudstandards.org',
    ])
    for (const line of [name, password]) socket.send(line, 'binary')
    await socket.sees(({ text }) => text.includes('Welcome to'))
    const ended = socket.closed.then(() => socket.messages.map(({ text }) => text).join(''))
    return { ended, leave: socket.drop }
  },
  async 'a stream of events'(_name, token) {
    const stream = await listen(`${httpOf(other)}/v1/events/world`, token)
    expect(stream.status).toBe(200)
    const ended = stream.ended.then(() => JSON.stringify(stream.events))
    return { ended, leave: stream.close }
  },
}

let names = 0
/** A name nobody has yet. */
const newName = (): string => {
  names += 1
  return `Vis${String.fromCharCode(97 + Math.floor(names / 26), 97 + (names % 26))}a`
}

/** What ends everything of somebody, asked of the other gateway. Returns the status. */
type Ending = (name: string, token: string) => Promise<number>

const endings: Readonly<Record<string, { readonly does: Ending; readonly says: RegExp }>> = {
  'signing out everywhere': {
    does: async (_name, token) => (await call('DELETE', '/v1/sessions', token)).status,
    says: out,
  },
  'another password': {
    // Asked by a sign-in of its own, which is the only one that stays.
    does: async (name) => {
      const next = { current: password, next: 'another lantern' }
      return (await call('PUT', '/v1/password', await tokenOf(name), next)).status
    },
    says: out,
  },
  'a ban of the name': {
    does: (name) => act('ban', { kind: 'name', target: name }),
    says: /signed out|not let in|sent away|a test/,
  },
}

// PROMISE PROTOCOL 3.4: everything that is open by it ends within 1 s, on every gateway
// PROMISE PROTOCOL 6.4: sockets, streams and resume tokens end within 1 s
describe.each(Object.entries(endings))('%s', (_what, { does, says }) => {
  test.each(Object.entries(seats))('ends %s', async (_where, come) => {
    const name = newName()
    const token = await newAccount(name)
    const seat = await come(name, token)
    expect([202, 204]).toContain(await does(name, token))
    expect(await seat.ended).toMatch(says)
    seat.leave()
  })
})

describe('a sign-in', () => {
  it('is listed with its door, and ends alone', async () => {
    const name = newName()
    const token = await newAccount(name)
    const socket = await seats['a socket by a password']?.(name, token)
    const stream = await seats['a stream of events']?.(name, token)
    const listed = async () =>
      (await (await call('GET', '/v1/sessions', token)).json()) as { id: string; via: string }[]
    const rows = await listed()
    expect(rows).toMatchObject([
      { via: 'v1.mudstream', current: false, address: '127.0.0.1' },
      { via: 'http', current: true },
    ])
    const path = `/v1/sessions/${rows[0]?.id}`
    const stranger = await newAccount(newName())
    expect((await call('DELETE', path, stranger)).status).toBe(404)
    expect((await call('DELETE', path, token)).status).toBe(204)
    expect(await socket?.ended).toMatch(out)
    expect(await listed()).toMatchObject([{ via: 'http' }])
    expect((await call('DELETE', '/v1/sessions/current', token)).status).toBe(204)
    expect(await stream?.ended).toMatch(out)
    expect((await call('GET', '/v1/sessions', token)).status).toBe(401)
  })

  // PROMISE PROTOCOL 3.4: whatever it still sends is not taken
  it('takes the secret of its session with it, and nothing that is still sent is taken', async () => {
    const name = newName()
    const token = await newAccount(name)
    const player = await connect(httpOf(other))
    player.send({ t: 'hello', token })
    await player.next(isIn)
    const resume = player.session()
    await call('DELETE', '/v1/sessions/current', token)
    expect(await player.next(({ t }) => t === 'bye')).toMatchObject({
      code: 'signed-out',
      resume: false,
    })
    const before = player.frames.length
    player.send({ t: 'cmd', n: 1, line: 'say I am still here' })
    await player.closed
    expect(player.frames.slice(before)).toEqual([])
    for (const role of [asked, other]) {
      const again = await resumed(httpOf(role), resume)
      expect(again.frames[0]).toMatchObject({ character: null, needs: 'login' })
      again.drop()
    }
  })

  // PROMISE PROTOCOL 3.4: The one before it stays good until the new one has been used
  it('has a new secret after each resume, and the old ones end', async () => {
    const first = await guest(httpOf(other))
    const secrets = [first.session()]
    first.drop()
    for (const role of [asked, other]) {
      const again = await resumed(httpOf(role), secrets.at(-1) ?? first.session())
      expect(again.frames[0]).toMatchObject({ resumed: true })
      secrets.push(again.session())
      again.drop()
    }
    const [oldest, before, last] = secrets.map(({ token }) => token)
    expect(new Set([oldest, before, last]).size).toBe(3)
    const session = first.session()
    const by = async (token = '') => {
      const again = await resumed(httpOf(asked), { ...session, token })
      again.drop()
      return again.frames[0]?.['character'] !== null
    }
    expect([await by(oldest), await by(before)]).toEqual([false, true])
    // Who lost the welcome with the new secret has come back by the one before, and it was replaced.
    expect([await by(last), await by(before)]).toEqual([false, true])
  })
})

// PROMISE PROTOCOL 3.4: What a role was taken from is refused at once
describe('who loses a role', () => {
  it('has no powers left, at any door, and its streams end', async () => {
    const name = newName()
    const token = await newAccount(name)
    expect(await act('role', { target: name, role: 'admin' })).toBe(202)
    const player = await connect(httpOf(other))
    player.send({ t: 'hello', token })
    await player.next(isIn)
    const live = await listen(`${httpOf(other)}/admin/api/live`, token)
    const world = await listen(`${httpOf(other)}/v1/events/world`, token)
    expect([live.status, world.status]).toEqual([200, 200])
    expect(knows(await player.play('goto owner'))).toBe(true)
    expect(await act('role', { target: name, role: 'player' })).toBe(202)
    await Promise.all([live.ended, world.ended])
    await expect.poll(async () => knows(await player.play('goto owner'))).toBe(false)
    expect(await act('broadcast', { words: 'I still rule.' }, token)).toBe(403)
    expect((await call('GET', '/admin/api/live', token)).status).toBe(403)
    player.drop()
  })
})

/** Whether the world took a line for a verb that its author may use. */
const knows = (frames: readonly object[]) =>
  !JSON.stringify(frames).includes('You do not know how to')

// PROMISE PROTOCOL 3.4: A ban holds at every listener
describe('a ban', () => {
  it('of a guest ends it, and no other guest comes from there; accounts do', async () => {
    const name = newName()
    const token = await newAccount(name)
    const player = await guest(httpOf(other))
    const { name: called } = (await player.next(isIn))['character'] as { name: string }
    const resume = player.session()
    expect(await act('ban', { kind: 'name', target: called })).toBe(202)
    await player.next(({ t }) => t === 'bye')
    const back = await connect(httpOf(asked))
    back.send({ t: 'hello', resume })
    back.send({ t: 'guest' })
    expect(await back.next(({ t }) => t === 'reject')).toMatchObject({ code: 'banned' })
    back.drop()
    const account = await connect(httpOf(asked))
    account.send({ t: 'hello', token })
    await account.next(isIn)
    account.drop()
    expect(await act('unban', { kind: 'name', target: called })).toBe(202)
    const again = await guest(httpOf(asked))
    again.drop()
  })

  // PROMISE PROTOCOL 3.4: The owner is never kept out
  it('of an address sends away whoever came from there, and holds at every door', async () => {
    const name = newName()
    const token = await newAccount(name)
    const socket = await seats['a socket by a token']?.(name, token)
    const byGuest = await guest(httpOf(other))
    const resume = byGuest.session()
    expect(await act('ban', { kind: 'address', target: '127.0.0.1' })).toBe(202)
    try {
      expect(await socket?.ended).toMatch(/banned.*You are not let in: a test/)
      await byGuest.next(({ t, code }) => t === 'bye' && code === 'banned')
      for (const enter of [
        { t: 'guest' },
        { t: 'login', name, password },
        { t: 'register', name: newName(), password },
      ] as const) {
        const player = await connect(httpOf(asked))
        player.send({ t: 'hello', resume })
        player.send({ t: 'hello', token })
        player.send(enter)
        expect(await player.next(({ t }) => t === 'reject')).toMatchObject({ code: 'banned' })
        expect(player.frames.some(isIn)).toBe(false)
        player.drop()
      }
      const byTelnet = await openTelnet(other.telnet?.port ?? 0)
      await byTelnet.sees('Your name')
      byTelnet.type('guest')
      await byTelnet.sees('You are not let in')
      byTelnet.drop()
      const statuses = await Promise.all([
        call('POST', '/v1/commands', token, { line: 'look' }),
        call('GET', '/v1/events/world', token),
        call('POST', '/v1/sessions', '', { name, password }),
        call('POST', '/v1/accounts', '', { name: newName(), password }),
      ])
      expect(statuses.map(({ status }) => status)).toEqual([403, 403, 403, 403])
      // The owner cannot be kept out.
      const ownerPlays = await connect(httpOf(asked))
      ownerPlays.send({ t: 'hello', token: owner })
      await ownerPlays.next(isIn)
      ownerPlays.drop()
    } finally {
      expect(await act('unban', { kind: 'address', target: '127.0.0.1' })).toBe(202)
    }
  })
})
