/** Where a sign-in holds and where it ends, tried from outside on a whole system. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Home, newHome, startWholeSystem, type WholeSystem } from '../chaos/whole-system.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { openTextSocket } from '../e2e-clients/text-socket.ts'
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

function post(path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(`${http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
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
  const metrics = await (await fetch(`${http}/metrics`)).text()
  expect(metrics).toMatch(
    /^mud_gateway_sign_ins_total\{means="password",outcome="failed",.*\} [2-9]$/m,
  )
  expect(metrics).toMatch(/^mud_gateway_account_changes_total\{change="sent-away",.*\} \d+$/m)
})
