/** The store goes back in time and has lost who came in: who can be known again stays, the others are told so at once. */
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningRole } from '../../server/platform/roles.ts'
import { openTelnet, type TelnetClient } from '../e2e-clients/telnet-client.ts'
import { listen, type TestEvents } from '../server/edge/session/whole-game.ts'
import { call, httpOf, openStage, type Stage } from '../settings/stage.ts'
import { connect, type Frame, guest, type Player, resumed } from './player.ts'

const password = 'a lantern in the fog'
/** By itself a gateway asks who may stay this often. */
const roundMs = 20_000

let stage: Stage
let tick: RunningRole
beforeAll(async () => {
  stage = await openStage({ MUD_LIMIT_SIGN_INS: '0', MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0' })
  tick = await stage.start('tick', 't1')
}, 60_000)
afterAll(() => stage?.stop())

const isIn = ({ t, character }: Frame) => t === 'welcome' && character !== null

interface Account {
  readonly name: string
  readonly token: string
}

async function account(gateway: RunningRole, name: string): Promise<Account> {
  const asked = { method: 'POST', path: '/v1/accounts', token: '', body: { name, password } }
  const made = await call(gateway, asked)
  expect(made.status).toBe(201)
  return { name, token: ((await made.json()) as { token: string }).token }
}

async function playing(http: string, { token }: Account): Promise<Player> {
  const player = await connect(http)
  player.send({ t: 'hello', token })
  await player.next(isIn)
  return player
}

async function onTelnet(gateway: RunningRole, { name }: Account): Promise<TelnetClient> {
  const client = await openTelnet(gateway.telnet?.port ?? 0)
  await client.sees('Your name')
  for (const line of [name, password]) client.type(line)
  await client.sees(/Welcome to/)
  return client
}

/** The rows that were made after this are gone, as on a standby that lagged, and the shard is led on another history. */
async function goBack(lose: () => Promise<unknown>): Promise<void> {
  await tick.stop()
  await lose()
  await sql`update shards set store_tag = 'another'`.execute(stage.owner)
  tick = await stage.start('tick', 't1')
}

interface Crowd {
  readonly gateway: RunningRole
  readonly late: Account
  readonly socket: Player
  readonly telnet: TelnetClient
  readonly stream: TestEvents
  readonly stranger: Player
  readonly returned: Player
  readonly sinceMs: number
}

/** Everybody who came within the lag, at a gateway that has just started. */
async function crowdAt(letter: string): Promise<Crowd> {
  const gateway = await stage.start('gateway', `gw${letter}`)
  const sinceMs = performance.now()
  const http = httpOf(gateway)
  const late = await account(gateway, `Late${letter}`)
  const other = await account(gateway, `Line${letter}`)
  const stream = await listen(`${http}/v1/events/world`, late.token)
  const before = await guest(http)
  const away = before.session()
  before.drop()
  return {
    gateway,
    late,
    socket: await playing(http, late),
    telnet: await onTelnet(gateway, other),
    stream,
    stranger: await guest(http),
    returned: await resumed(http, away),
    sinceMs,
  }
}

/** The store has neither the accounts, nor the guest, nor the secret that the resume has given. */
async function lose({ stranger, returned }: Crowd): Promise<void> {
  await sql`delete from accounts where name <> 'owner'`.execute(stage.owner)
  await sql`delete from sessions where id = ${stranger.session().session}`.execute(stage.owner)
  await sql`
    update sessions set resume_hash = previous_hash, previous_hash = null, resumes = resumes - 1
    where id = ${returned.session().session}`.execute(stage.owner)
}

async function expectSignedOut({ gateway, late, socket, telnet, stream }: Crowd): Promise<void> {
  const bye = await socket.next(({ t }) => t === 'bye')
  expect(bye).toMatchObject({ code: 'signed-out', resume: false })
  const end = await stream.until(({ name }) => name === 'bye')
  expect(end.data).toMatchObject({ code: 'signed-out' })
  await telnet.closed
  expect(telnet.text()).toContain('Sign in again to go on.')
  const http = httpOf(gateway)
  const again = await resumed(http, socket.session())
  expect(again.frames[0]).toMatchObject({ needs: 'login', character: null })
  again.drop()
  const asked = { method: 'GET', path: '/v1/sessions', token: late.token }
  expect((await call(gateway, asked)).status).toBe(401)
}

/** The name belongs to somebody else by now, and what its first owner did is theirs alone. */
async function expectNameFree({ gateway, late }: Crowd): Promise<void> {
  const anew = await playing(httpOf(gateway), await account(gateway, late.name))
  const said = await anew.play('say I am somebody else')
  expect(said.filter(({ kind }) => kind === 'speech-uttered')).toHaveLength(1)
  const inventory = await anew.play('inventory')
  expect(inventory.at(-1)).toMatchObject({ t: 'done', status: 'completed' })
  anew.drop()
}

async function expectKnownAgain({ gateway, stranger, returned }: Crowd): Promise<void> {
  for (const player of [stranger, returned]) {
    await player.next(({ t }) => t === 'resync')
    await player.play('say I am still here')
    player.drop()
    const back = await resumed(httpOf(gateway), player.session())
    expect(back.frames[0]).toMatchObject({ t: 'welcome', resumed: true })
    await back.play('say and here again')
    expect(back.frames.map(({ t }) => t)).not.toContain('bye')
    back.drop()
  }
}

// PROMISE RELIABILITY 3.1: Whoever plays by one is signed out in words at
// PROMISE RELIABILITY 3.1: Guests who came within the lag and are connected stay
test('who came within the lag is known again or told so, before the gateway would ask by itself', async () => {
  // A machine that is too busy to be done before the first round of a gateway proves nothing.
  for (const letter of 'abcde') {
    const crowd = await crowdAt(letter)
    await goBack(() => lose(crowd))
    await expectSignedOut(crowd)
    const isAtOnce = performance.now() - crowd.sinceMs < roundMs
    await expectKnownAgain(crowd)
    await expectNameFree(crowd)
    if (isAtOnce) return
  }
  throw new Error('no gateway was asked before its first round')
}, 180_000)
