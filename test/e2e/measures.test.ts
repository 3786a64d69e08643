/** What is taken from somebody is taken at every listener: mutes and bans, tried from each of them. */
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../server/platform/ambient.ts'
import type { RunningRole } from '../../server/platform/roles.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { call as callAt, httpOf, openStage, type Stage } from '../settings/stage.ts'
import { connect, guest, type Player, resumed } from './player.ts'

const password = 'a lantern in the fog'

let stage: Stage
let gateway: RunningRole
let owner: string
beforeAll(async () => {
  stage = await openStage({
    MUD_LIMIT_SIGN_INS: '0',
    MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0',
    MUD_LIMIT_COMMANDS_PER_SECOND: '0',
    MUD_LIMIT_COMMAND_BURST: '0',
  })
  await stage.start('tick', 't1')
  gateway = await stage.start('gateway', 'gw1')
  const signedIn = await call('POST', '/v1/sessions', '', { name: 'owner', password: 'ownerpass1' })
  owner = ((await signedIn.json()) as { token: string }).token
}, 60_000)
afterAll(() => stage?.stop())

const call = (method: string, path: string, token: string, body?: object): Promise<Response> =>
  callAt(gateway, { method, path, token, body })

const act = async (action: string, body: object): Promise<number> =>
  (await call('POST', `/admin/api/actions/${action}`, owner, { ...body, reason: 'a test' })).status

/** Somebody with an account; a guest has no token, and a name once it has come in. */
interface Somebody {
  name: string
  token: string
  resume?: ReturnType<Player['session']>
}

interface Seat {
  /** Types a line; resolves when it was refused because its author has to keep silent. */
  hushed(line: string): Promise<void>
  type(line: string): void
  leave(): void
}

interface Listener {
  come(who: Somebody): Promise<Seat>
  /** What somebody is told who is not let in here; `in` when it is. */
  refused(who: Somebody): Promise<string>
}

const isIn = ({ t, character }: { t: string; character?: unknown }) =>
  t === 'welcome' && character !== null

/** A seat at a socket that has just shown who it is. */
async function seatOf(player: Player, who: Somebody): Promise<Seat> {
  const { name } = (await player.next(isIn))['character'] as { name: string }
  who.name = name
  who.resume = player.session()
  return {
    type: (line) => void player.play(line),
    async hushed(line) {
      expect(JSON.stringify(await player.play(line)), line).toContain('keep silent')
    },
    leave: player.drop,
  }
}

type Hello = Parameters<Player['send']>[0]

/** A listener of sockets whose people show themselves by these frames. */
const bySocket = (framesOf: (who: Somebody) => readonly Hello[]): Listener => {
  const knock = async (who: Somebody) => {
    const player = await connect(httpOf(gateway))
    for (const frame of framesOf(who)) player.send(frame)
    return player
  }
  return {
    come: async (who) => seatOf(await knock(who), who),
    async refused(who) {
      const player = await knock(who)
      const answer = await player.next(({ t }) => t === 'reject' || t === 'welcome')
      player.drop()
      if (answer.t === 'reject') return String(answer['code'])
      // A ban of the name ends the sign-ins as well: then there is nothing to be refused by name.
      return answer['character'] === null ? String(answer['needs']) : 'in'
    },
  }
}

const byPassword = bySocket(({ name }) => [{ t: 'login', name, password }])

async function knockByTelnet({ name }: Somebody) {
  const client = await openTelnet(gateway.telnet?.port ?? 0)
  await client.sees('Your name')
  for (const line of [name, password]) client.type(line)
  return client
}

const listeners: Readonly<Record<string, Listener>> = {
  'a socket by a token': bySocket(({ token }) => [{ t: 'hello', token }]),
  'a socket by a password': byPassword,
  'a socket that resumed': {
    async come(who) {
      ;(await byPassword.come(who)).leave()
      if (!who.resume) throw new Error('nothing to resume')
      return seatOf(await resumed(httpOf(gateway), who.resume), who)
    },
    refused: bySocket(({ resume }) => [{ t: 'hello', ...(resume ? { resume } : {}) }]).refused,
  },
  telnet: {
    async come(who) {
      const client = await knockByTelnet(who)
      await client.sees(/Welcome to/)
      return {
        type: client.type,
        async hushed(line) {
          client.type(line)
          await client.sees('keep silent')
        },
        leave: client.drop,
      }
    },
    async refused(who) {
      const client = await knockByTelnet(who)
      await client.sees('You are not let in')
      client.drop()
      return 'banned'
    },
  },
  'commands over HTTP': {
    async come({ token }) {
      const put = async (line: string) => {
        const answer = await call('POST', '/v1/commands', token, { line })
        return (await answer.json()) as { request: string }
      }
      return {
        type: (line) => void put(line),
        async hushed(line) {
          const { request } = await put(line)
          const status = async () => (await call('GET', `/v1/requests/${request}`, token)).json()
          await expect.poll(status).toMatchObject({ status: 'refused' })
        },
        leave: () => undefined,
      }
    },
    async refused({ token }) {
      const answer = await call('POST', '/v1/commands', token, { line: 'look' })
      return answer.ok ? 'in' : ((await answer.json()) as { code: string }).code
    },
  },
  'a guest that resumed': {
    async come(who) {
      const first = await guest(httpOf(gateway))
      who.resume = first.session()
      first.drop()
      return seatOf(await resumed(httpOf(gateway), who.resume), who)
    },
    refused: bySocket(({ resume }) => [{ t: 'hello', ...(resume ? { resume } : {}) }]).refused,
  },
}

let made = 0
async function somebody(): Promise<Somebody> {
  made += 1
  const name = `Mell${String.fromCharCode(96 + made)}a`
  const answer = await call('POST', '/v1/accounts', '', { name, password })
  return { name, token: ((await answer.json()) as { token: string }).token }
}

/** Every way in which others can be made to read something. */
const waysTo = (name: string) => [
  ...['say', 'emote', 'shout', `whisper ${name}`, `tell ${name}`, 'gossip', 'newbie', 'title'].map(
    (way) => `${way} 2 foul`,
  ),
  `wave ${name}`,
]

// PROMISE PROTOCOL 3.4: a gateway that was not told finds out by itself within half a minute
it('ends what the store says has ended, also when nobody tells the gateways', async () => {
  const { name, token } = await somebody()
  const player = await connect(httpOf(gateway))
  player.send({ t: 'hello', token })
  await player.next(isIn)
  // Whoever has just come in is looked at once more, which is not what is tried here.
  await systemClock.sleep(1_000)
  await player.play('look')
  const value = name.toLowerCase()
  await sql`insert into bans (kind, value, reason, by) values ('name', ${value}, 'unsaid', 'a test')`.execute(
    stage.owner,
  )
  await player.closed
  expect(player.frames.at(-1)).toMatchObject({ t: 'bye', code: 'banned' })
}, 60_000)

// PROMISE PROTOCOL 3.4: A mute holds at every listener
describe.each(Object.entries(listeners))('whoever came by %s', (where, { come, refused }) => {
  it('is heard by nobody while muted, and stays muted over coming back', async () => {
    const who = await somebody()
    const witness = await guest(httpOf(gateway))
    const { name } = (await witness.next(isIn))['character'] as { name: string }
    const seat = await come(who)
    seat.type(`say free words of ${who.name}`)
    await witness.next((frame) => JSON.stringify(frame).includes(`free words of ${who.name}`))
    expect(await act('mute', { target: who.name, minutes: 5 })).toBe(202)
    const from = witness.frames.length
    await expect.poll(() => seat.hushed('say 1 foul').then(() => 'hushed', String)).toBe('hushed')
    // Guests have no title of their own, muted or not.
    const open = waysTo(name).filter((way) => !(way.startsWith('title') && where.includes('guest')))
    for (const way of open) await seat.hushed(way)
    seat.leave()
    if (!where.includes('guest')) {
      const back = await come(who)
      await back.hushed('say 3 foul')
      back.leave()
    }
    await witness.play('who')
    expect(JSON.stringify(witness.frames.slice(from))).not.toMatch(/\d foul|waves/)
    witness.drop()
  })

  it.each(['name', 'address'] as const)('is let in no more once its %s is banned', async (kind) => {
    const who = await somebody()
    const seat = await come(who)
    const target = kind === 'name' ? who.name : '127.0.0.1'
    expect(await act('ban', { kind, target })).toBe(202)
    try {
      await expect.poll(() => refused(who)).toMatch(/banned|login|not-signed-in/)
    } finally {
      expect(await act('unban', { kind, target })).toBe(202)
      seat.leave()
    }
  })
})
