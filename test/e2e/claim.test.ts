/** A guest becomes an account in place, at every door, and stays it: over resumes, gateways and restarts. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningRole } from '../../server/platform/roles.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { call, httpOf, openStage, type Stage } from '../settings/stage.ts'
import { connect, type Frame, guest, type Player, resumed } from './player.ts'

const password = 'a lantern in the fog'

let stage: Stage
let tick: RunningRole
let one: RunningRole
let other: RunningRole
beforeAll(async () => {
  stage = await openStage({ MUD_LIMIT_SIGN_INS: '0', MUD_LIMIT_CONNECTIONS_PER_ADDRESS: '0' })
  tick = await stage.start('tick', 't1')
  one = await stage.start('gateway', 'gwone')
  other = await stage.start('gateway', 'gwtwo')
}, 60_000)
afterAll(() => stage?.stop())

interface Welcome extends Frame {
  readonly session: string
  readonly token: string
  readonly character: { readonly id: string; readonly name: string; readonly role: string }
}

const lastWelcome = ({ frames }: Player): Welcome =>
  frames.findLast(({ t, character }) => t === 'welcome' && character !== null) as Welcome

async function named(player: Player, name: string): Promise<Welcome> {
  const isNamed = (frame: Frame) => (frame as Partial<Welcome>).character?.name === name
  return (await player.next((frame) => frame.t === 'welcome' && isNamed(frame))) as Welcome
}

async function signedIn(name: string, gateway: RunningRole): Promise<Player> {
  const player = await connect(httpOf(gateway))
  player.send({ t: 'hello' })
  player.send({ t: 'login', name, password })
  await named(player, name)
  return player
}

const textOf = (frames: readonly Frame[]): string => frames.map((one) => one['text']).join('\n')

// PROMISE PROTOCOL 4: the guest becomes an account in place
test('by a frame: the same session and character, with its things, room and numbers', async () => {
  const [player, watcher] = [await guest(httpOf(one)), await guest(httpOf(other))]
  const before = lastWelcome(player)
  await player.play('emote waves')
  const carried = textOf(await player.play('inventory'))
  player.send({ t: 'claim', name: 'Bran', password })
  const after = await named(player, 'Bran')
  expect(after).toMatchObject({ session: before.session, lastN: 2 })
  expect(after.character).toMatchObject({ id: before.character.id, role: 'player' })
  expect(after.token).toBeUndefined()
  expect(textOf(await player.play('inventory'))).toBe(carried)
  await watcher.next(
    ({ text }) => text === `${before.character.name} is known as Bran from now on.`,
  )
  await watcher.next(({ t, data }) => t === 'state' && JSON.stringify(data).includes('"Bran"'))

  // A lost link, at the other gateway.
  player.drop()
  const again = await resumed(httpOf(other), player.session())
  expect(lastWelcome(again).character).toMatchObject({ id: before.character.id, name: 'Bran' })
  again.drop()

  // The world starts again from what is stored, and a second browser signs in.
  await tick.stop()
  tick = await stage.start('tick', 't2')
  const second = await signedIn('Bran', one)
  expect(lastWelcome(second).character).toMatchObject({ id: before.character.id, role: 'player' })
  expect(textOf(await second.play('inventory'))).toBe(carried)
  await second.play('quit')
  const third = await signedIn('Bran', other)
  expect(textOf(await third.play('inventory'))).toBe(carried)
  third.drop()
  watcher.drop()
})

test('over HTTP: the browser is signed in by its cookie, and the socket learns the name', async () => {
  const player = await guest(httpOf(one))
  const { token, character } = lastWelcome(player)
  const path = '/v1/accounts/claim'
  // The call comes by another gateway than the socket.
  const answer = await call(other, {
    method: 'POST',
    path,
    token,
    body: { name: 'Wilda', password },
  })
  expect(answer.status).toBe(201)
  expect(await answer.json()).toMatchObject({ character: { id: character.id, name: 'Wilda' } })
  await named(player, 'Wilda')
  const [cookie = ''] = answer.headers.get('set-cookie')?.split(';') ?? []
  const tab = await connect(httpOf(one), { cookie })
  tab.send({ t: 'hello' })
  expect((await named(tab, 'Wilda')).character.id).toBe(character.id)
  // The guest's own secret has ended.
  const late = await call(one, { method: 'POST', path, token, body: { name: 'Other', password } })
  expect(late.status).toBe(401)
  tab.drop()
})

describe('what cannot be had is refused in words, and the guest plays on', () => {
  const taken = { name: 'Maeve', password }
  beforeAll(async () => {
    await call(one, { method: 'POST', path: '/v1/accounts', token: '', body: taken })
  })
  const refusals: readonly (readonly [code: string, name: string, password: string])[] = [
    ['name-taken', 'Maeve', password],
    ['bad-name', 'R2D2', password],
    ['weak-password', 'Rowan', 'short'],
  ]
  test.each(refusals)('%s', async (code, name, secret) => {
    const player = await guest(httpOf(one))
    player.send({ t: 'claim', name, password: secret })
    expect(await player.next(({ t }) => t === 'reject')).toMatchObject({ code })
    const { token } = lastWelcome(player)
    const body = { name, password: secret }
    const answer = await call(one, { method: 'POST', path: '/v1/accounts/claim', token, body })
    expect(await answer.json()).toMatchObject({ code })
    expect(textOf(await player.play('say still here'))).toContain('still here')
    player.drop()
  })

  test('who has a name gets no other', async () => {
    const player = await signedIn('Maeve', one)
    player.send({ t: 'claim', name: 'Rowan', password })
    expect(await player.next(({ t }) => t === 'reject')).toMatchObject({ code: 'bad-frame' })
    player.drop()
  })

  test('two claims at once make one account', async () => {
    const player = await guest(httpOf(one))
    const { character } = lastWelcome(player)
    player.send({ t: 'claim', name: 'Tamsin', password })
    player.send({ t: 'claim', name: 'Wilmot', password })
    await player.next(({ t }) => t === 'reject')
    const rows = await stage.owner
      .selectFrom('accounts')
      .select('name')
      .where('character', '=', character.id)
      .execute()
    expect(rows).toHaveLength(1)
    await named(player, rows[0]?.name ?? '')
    player.drop()
  })
})

test('over telnet: asked for name and password in the middle of the game, unseen by others', async () => {
  const watcher = await guest(httpOf(other))
  const telnet = await openTelnet(one.telnet?.port ?? 0)
  await telnet.sees('Your name')
  telnet.type('guest')
  await telnet.sees('> ')
  telnet.type('claim')
  await telnet.sees('By what name shall you be known? ')
  telnet.type('Corwen')
  await telnet.sees('<HIDE>')
  telnet.type('short')
  await telnet.sees('A password needs at least 8 characters.')
  await telnet.sees('Choose a password: ')
  telnet.type(password)
  await telnet.sees('Once more')
  telnet.type(password)
  await telnet.sees('You are Corwen from now on.')
  telnet.type('say it is me')
  await telnet.sees('it is me')
  await watcher.next(({ text }) => typeof text === 'string' && text.startsWith('Corwen says'))
  expect(textOf(watcher.frames)).not.toContain(password)
  telnet.drop()
  watcher.drop()
  const elsewhere = await signedIn('Corwen', other)
  elsewhere.drop()
})
