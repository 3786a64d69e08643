/** Where a sign-in holds and where it ends, tried from outside on a whole system. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readSecrets } from '../../server/run/embedded/secrets.ts'
import {
  ask,
  type Home,
  newHome,
  startWholeSystem,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { openTextSocket } from '../e2e-clients/text-socket.ts'
import { runMudstream } from '../support/run-mudstream.ts'
import { connect, type Frame, type Player } from './player.ts'

const password = 'a long enough password'
const elsewhere = /This character is being played from somewhere else now\./

let home: Home
let system: WholeSystem
let http: string
beforeAll(async () => {
  home = await newHome()
  system = await startWholeSystem(home)
  http = system.gateways[0] ?? ''
}, 60_000)
afterAll(async () => {
  await system?.stop()
  home.remove()
})

/** Makes an account over HTTP, as a browser does; the answer sets its cookie. */
async function newAccount(name: string): Promise<{ token: string; cookie: string }> {
  const answer = await post('/v1/accounts', { name, password })
  const { token } = (await answer.json()) as { token: string }
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { token, cookie }
}

const post = (path: string, body: object, token = ''): Promise<Response> =>
  call('POST', path, body, token)

function call(method: string, path: string, body: object, token = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return fetch(`${http}${path}`, { method, headers, body: JSON.stringify(body) })
}

const isPlaying = (frame: Frame): boolean => frame.t === 'welcome' && frame['character'] !== null

/** A tab of a browser: its socket shows the page's Origin and the cookies of the site. */
async function tab(cookie: string): Promise<Player> {
  const player = await connect(http, { Origin: http, Cookie: cookie })
  player.send({ t: 'hello' })
  await player.next(({ t }) => t === 'welcome')
  return player
}

// PROMISE PROTOCOL 3.1: A valid session cookie or `token` signs in
it('the cookie of a browser signs in, and a second tab takes over', async () => {
  const { cookie } = await newAccount('Tabitha')
  const first = await tab(`theme=dark; ${cookie}; a=%`)
  expect(first.frames[0]).toMatchObject({ t: 'welcome', character: { name: 'Tabitha' } })
  await first.play('look')
  const second = await tab(cookie)
  expect(second.frames[0]).toMatchObject({ t: 'welcome', character: { name: 'Tabitha' } })
  const bye = await first.next(({ t }) => t === 'bye')
  expect(bye).toMatchObject({ code: 'replaced', resume: false })
  expect(bye['reason']).toMatch(elsewhere)
  expect((await second.play('look')).at(-1)).toMatchObject({ t: 'done', status: 'completed' })
  second.drop()
})

// PROMISE PROTOCOL 2: otherwise the upgrade is refused with 403
it('the cookie signs nobody in from a page of another site', async () => {
  const { cookie } = await newAccount('Fremda')
  for (const Origin of ['https://elsewhere.example', 'null', `${http}.example`]) {
    await expect(connect(http, { Origin, Cookie: cookie })).rejects.toThrow('403')
  }
})

it.each([
  ['no cookie of ours', 'other=1'],
  ['a cookie nobody issued', `mud_session=${'x'.repeat(27)}`],
  ['a cookie that is no token', 'mud_session=%00"; mud_session'],
])('%s asks to sign in', async (_what, cookie) => {
  const stranger = await tab(cookie)
  expect(stranger.frames[0]).toMatchObject({ character: null, needs: 'login' })
  stranger.drop()
})

it('the token of hello goes before the cookie', async () => {
  const { cookie } = await newAccount('Cora')
  const { token } = await newAccount('Tomas')
  const player = await connect(http, { Origin: http, Cookie: cookie })
  player.send({ t: 'hello', token })
  expect(await player.next(isPlaying)).toMatchObject({ character: { name: 'Tomas' } })
  player.drop()
})

it('whoever is displaced at telnet or at a text socket reads a sentence', async () => {
  await newAccount('Dora')
  const byTelnet = await openTelnet(home.ports.telnet)
  await byTelnet.sees('Your name')
  for (const line of ['Dora', password]) byTelnet.type(line)
  await byTelnet.sees(/Welcome to/)
  const protocol = 'terminal.mudstandards.org'
  const bySocket = await openTextSocket(`${http.replace('http', 'ws')}/ws`, [protocol])
  for (const line of ['Dora', password]) bySocket.send(line, 'binary')
  await byTelnet.sees(elsewhere)
  await bySocket.sees(({ text }) => text.includes('Welcome to'))
  const player = await connect(http)
  player.send({ t: 'login', name: 'Dora', password })
  await player.next(isPlaying)
  await bySocket.sees(({ text }) => elsewhere.test(text))
  player.drop()
  byTelnet.drop()
})

/** Lines of the log of this event, as a gateway wrote them. */
const logged = (event: string): readonly Readonly<Record<string, unknown>>[] =>
  system
    .log()
    .split('\n')
    .filter((line) => line.includes(`"event":"${event}"`))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)

// PROMISE RUNBOOK: is written only where it could be one; passwords never are.
// PROMISE RUNBOOK: who came in, who was refused and why, and what was changed of what somebody may do
it('who came in, who was refused and what was changed is logged and counted', async () => {
  const { token } = await newAccount('Ulrica')
  await post('/v1/sessions', { name: 'Ulrica', password: 'a wrong guess' })
  await post('/v1/sessions', { name: 'my p4ssword by mistake', password: 'x' })
  const byTelnet = await openTelnet(home.ports.telnet)
  await byTelnet.sees('Your name')
  for (const line of ['Ulrica', password]) byTelnet.type(line)
  await byTelnet.sees(/Welcome to/)
  const headers = { authorization: `Bearer ${token}` }
  await fetch(`${http}/v1/sessions`, { method: 'DELETE', headers })
  await byTelnet.closed
  await expect
    .poll(() => logged('sign-in').map(({ via, means, outcome }) => `${via} ${means} ${outcome}`))
    .toEqual(
      expect.arrayContaining(['http new-account ok', 'http password failed', 'telnet password ok']),
    )
  expect(logged('sign-in')).toContainEqual(
    expect.objectContaining({ name: 'Ulrica', address: '127.0.0.1', outcome: 'failed' }),
  )
  await expect
    .poll(() => logged('account-changed').map(({ change }) => change))
    .toEqual(expect.arrayContaining(['signed-out-everywhere', 'sent-away']))
  // What is typed in place of a name may be a password.
  expect(system.log()).not.toMatch(/p4ssword|lantern|wrong guess/)
  const metrics = await (await fetch(`${system.metrics[0]}/metrics`)).text()
  expect(metrics).toMatch(
    /^mud_gateway_sign_ins_total\{means="password",outcome="failed",.*\} [2-9]$/m,
  )
  expect(metrics).toMatch(/^mud_gateway_account_changes_total\{change="sent-away",.*\} \d+$/m)
})

const ownerToken = async (): Promise<string> => {
  const answer = await post('/v1/sessions', { name: 'owner', password: 'lantern-and-salt' })
  return ((await answer.json()) as { token: string }).token
}

// PROMISE PROTOCOL 4: each name of an account's characters stands for the account and plays that character
it('an account has several characters, and each name plays its own', async () => {
  const { token } = await newAccount('Gemella')
  const made = await post('/v1/characters', { name: 'Altera' }, token)
  expect(made.status).toBe(201)
  expect((await post('/v1/characters', { name: 'Ulrica' }, token)).status).toBe(409)
  expect((await post('/v1/accounts', { name: 'Altera', password })).status).toBe(409)
  const first = await connect(http)
  first.send({ t: 'login', name: 'Gemella', password })
  await first.next(isPlaying)
  const second = await connect(http)
  second.send({ t: 'login', name: 'Gemella', password, character: 'Altera' })
  expect(await second.next(isPlaying)).toMatchObject({ character: { name: 'Altera' } })
  // They are two, so neither takes the other one's place.
  expect(JSON.stringify(await first.play('look'))).toContain('Altera')
  const entered = await post('/v1/sessions', { name: 'altera', password })
  const { token: own } = (await entered.json()) as { token: string }
  await call('POST', '/v1/commands', { line: 'say I came by HTTP.' }, own)
  await second.next((frame) => JSON.stringify(frame).includes('I came by HTTP.'))
  const stranger = await connect(http)
  stranger.send({ t: 'login', name: 'Gemella', password, character: 'Ulrica' })
  await stranger.next(({ t, code }) => t === 'reject' && code === 'bad-credentials')
  for (const one of [first, second, stranger]) one.drop()
})

// PROMISE PROTOCOL 4: the link of an admin (`reset-link`) does the same
it('who has lost the password comes back by the link of an admin, and by nothing else', async () => {
  const { token } = await newAccount('Oblita')
  const body = { target: 'Oblita', reason: 'asked at the gate' }
  const made = await post('/admin/api/actions/reset-link', body, await ownerToken())
  const { link } = (await made.json()) as { link: string }
  const secret = link.split('reset=')[1] ?? ''
  const choose = (next: string) => post(`/v1/password/reset/${secret}`, { next })
  expect(((await (await choose('iloveyou1')).json()) as { code: string }).code).toBe(
    'weak-password',
  )
  expect((await choose('a better one than before')).status).toBe(204)
  expect((await choose('a better one than before')).status).toBe(410)
  expect((await call('PUT', '/v1/settings', {}, token)).status).toBe(401)
  const entered = { name: 'Oblita', password: 'a better one than before' }
  expect((await post('/v1/sessions', entered)).status).toBe(201)
  // Asked for by mail where none is sent, the answer is the same for everybody.
  for (const name of ['Oblita', 'Nemo']) {
    expect((await post('/v1/password/reset', { name })).status).toBe(202)
  }
  expect(system.log()).not.toContain(secret)
})

it('whoever has the machine gets the owner in again', async () => {
  const settings = { MUD_DATA_DIR: home.dataDir, MUD_HTTP_PORT: String(home.ports.http) }
  const { said, code } = await runMudstream(['owner', 'link'], settings)
  expect(code, said).toBe(0)
  const link = /http:\S+/.exec(said)?.[0] ?? ''
  const entered = await fetch(link, { method: 'POST' })
  expect(await entered.json()).toMatchObject({ name: 'owner' })
  expect((await fetch(link, { method: 'POST' })).status).toBe(401)
  const refused = await runMudstream(['owner', 'link', 'Oblita'], settings)
  expect(refused.said).toContain('neither the owner nor an admin')
})

// PROMISE PROTOCOL 4: everything that is kept of the person, as JSON
// PROMISE PROTOCOL 4: nobody comes in by the account any more, its words become unreadable
it('an account is shown whole to its person, and is forgotten when it ends', async () => {
  const { token } = await newAccount('Mnemosyne')
  const player = await connect(http)
  player.send({ t: 'login', name: 'Mnemosyne', password })
  await player.next(isPlaying)
  await player.play('say The ninth wave is mine.')
  const headers = { authorization: `Bearer ${token}` }
  const kept = await (await fetch(`${http}/v1/accounts/current/export`, { headers })).json()
  expect(kept).toMatchObject({ account: { name: 'Mnemosyne' }, signIns: [{}, {}] })
  expect(JSON.stringify(kept)).toContain('The ninth wave is mine.')
  const wrong = await call('DELETE', '/v1/accounts/current', { password: 'not mine' }, token)
  expect(wrong.status).toBe(403)
  const ended = await call('DELETE', '/v1/accounts/current', { password }, token)
  expect(ended.status).toBe(204)
  await player.next(({ t, code }) => t === 'bye' && code === 'signed-out')
  expect((await post('/v1/sessions', { name: 'Mnemosyne', password })).status).toBe(401)
  // The name is free once the person is forgotten, and the game goes on.
  await expect
    .poll(
      () => post('/v1/accounts', { name: 'Mnemosyne', password }).then(({ status }) => status),
      {
        timeout: 60_000,
        interval: 1_000,
      },
    )
    .toBe(201)
  const said = await ask<{ body: string }>(
    system.databaseUrl('owner'),
    "select string_agg(convert_from(body, 'UTF8'), '') as body from entities",
  )
  expect(said[0]?.body).not.toContain('ninth wave')
  const another = await connect(http)
  another.send({ t: 'login', name: 'Oblita', password: 'a better one than before' })
  await another.next(isPlaying)
  expect((await another.play('look')).at(-1)).toMatchObject({ status: 'completed' })
  another.drop()
}, 90_000)

// PROMISE PROTOCOL 4: A line of the game that begins with `password` and says more is refused before it is stored
it('a password is never a line of the game', async () => {
  const { token } = await newAccount('Arcana')
  const player = await connect(http)
  player.send({ t: 'login', name: 'Arcana', password })
  await player.next(isPlaying)
  player.send({ t: 'cmd', n: 1, line: 'password hunter-of-words next-of-words' })
  expect(await player.next(({ t }) => t === 'reject')).toMatchObject({ n: 1 })
  const refused = await post('/v1/commands', { line: 'password hunter-of-words x' }, token)
  expect(refused.status).toBe(400)
  expect((await player.play('look')).at(-1)).toMatchObject({ status: 'completed' })
  expect(system.log()).not.toContain('hunter-of-words')
  player.drop()
})

// PROMISE RUNBOOK: no process carries a secret that it does not need
it('no process carries the secrets of another in its environment', () => {
  const carries = (name: string, secret: string) =>
    readFileSync(`/proc/${system.pidOf(name)}/environ`, 'utf8').includes(secret)
  const { postgres, nats } = readSecrets(home.dataDir)
  for (const name of ['gw1', 't1', 'w1', 'door', 'NATS', 'Postgres']) {
    expect(carries(name, 'lantern-and-salt'), `${name} and the owner’s password`).toBe(false)
    for (const [role, of] of [
      ['tick', 't1'],
      ['gateway', 'gw1'],
      ['worker', 'w1'],
    ] as const) {
      const isOwn = name === of
      expect(carries(name, postgres[role]), `${name} and the database login of ${of}`).toBe(isOwn)
      // Each process of the embedded bus has a login of its own.
      expect(carries(name, nats[role]), `${name} and the bus login of ${role}s`).toBe(false)
    }
    expect(carries(name, postgres.owner), `${name} and the owner of the database`).toBe(false)
  }
})
