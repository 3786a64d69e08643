/** Telnet players stand at a door: gateways die, make way and are upgraded behind it while people play. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { signal } from '../../server/run/embedded/processes.ts'
import { type ChaosClient, startClient } from '../chaos/client.ts'
import { until } from '../chaos/whole-system.ts'
import { runMudstream } from '../support/run-mudstream.ts'
import { type Game, rich, startGame, startMs, telnetGuest, upgraded } from './game.ts'
import type { TelnetClient } from './telnet-client.ts'

const everyMs = 120

let game: Game
const telnet: TelnetClient[] = []
const sockets: ChaosClient[] = []
let typed: string[] = []
let ended = 0

const pidOf = (name: string): Promise<number> =>
  until(
    name,
    () => game.system.pidOf(name) ?? 0,
    (pid) => pid > 0,
  )

const timesIn = (text: string, word: string): number => text.split(`${word}.`).length - 1

/** Everybody talks; every player must have heard every word once. */
async function talkDuring(what: string, fault: () => Promise<void>): Promise<void> {
  typed = []
  let count = 0
  const talk = setInterval(() => {
    count += 1
    for (const [index, client] of telnet.entries()) {
      const mark = `${what}t${index}n${count}`
      typed.push(mark)
      client.type(`say ${mark}.`)
    }
    for (const [index, client] of sockets.entries()) {
      if (!client.playing || client.pending > 20) continue
      const mark = `${what}s${index}n${count}`
      typed.push(mark)
      client.send(`say ${mark}.`)
    }
  }, everyMs)
  await fault()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  clearInterval(talk)
  await until(
    'everybody to hear everything',
    () => telnet.map((client) => typed.filter((mark) => timesIn(client.text(), mark) === 0).length),
    (missing) => missing.every((many) => many === 0),
  )
  for (const client of telnet) {
    const doubled = typed.filter((mark) => timesIn(client.text(), mark) !== 1)
    expect(doubled).toEqual([])
    expect(client.socket.destroyed).toBe(false)
    expect(inOrder(client.text(), `${what}t`)).toBe(true)
  }
  expect(ended).toBe(0)
  await until(
    'the sockets',
    () => sockets.reduce((sum, { pending }) => sum + pending, 0),
    (pending) => pending === 0,
  )
  expect(
    sockets.some((client) =>
      client.record().entries.some(({ what: it }) => it === 'refused-resume'),
    ),
  ).toBe(false)
}

/** What each player typed came in the order in which it was typed. */
function inOrder(text: string, start: string): boolean {
  return telnet.every((_, index) => {
    const numbers = [...text.matchAll(new RegExp(`${start}${index}n(\\d+)\\.`, 'g'))].map((one) =>
      Number(one[1]),
    )
    return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0))
  })
}

describe.each([
  ['full', '2'],
  ['small', '1'],
] as const)('in the %s profile', (profile, ticks) => {
  beforeAll(async () => {
    telnet.length = 0
    sockets.length = 0
    ended = 0
    game = await startGame({ MUD_PROFILE: profile, MUD_TICKS: ticks, MUD_LINK_GRACE_MS: '3600000' })
    for (let index = 0; index < 5; index += 1) {
      // Every second one compresses, every third one shows panels of its own.
      const abilities = {
        ...(index % 2 === 0 ? { ...rich, mccp2: true } : {}),
        ...(index % 3 === 0 ? { gmcp: ['Char 1', 'Room 1'] } : {}),
      }
      const client = await telnetGuest(game.telnetPort, abilities)
      void client.closed.then(() => {
        ended += 1
      })
      telnet.push(client)
      sockets.push(
        startClient({
          name: `Seer${'abcde'[index]}`,
          kind: 'trusting',
          account: false,
          gateway: () => game.system.gateways[0] ?? '',
        }),
      )
    }
    await until(
      'everybody to be in',
      () => sockets.every(({ playing }) => playing),
      (all) => all,
    )
  }, startMs)
  afterAll(async () => {
    for (const client of telnet) client.drop()
    for (const client of sockets) client.close()
    await game?.end()
  }, startMs)

  // PROMISE RELIABILITY: stay connected and signed in whatever happens to the gateways behind it
  test('a gateway that is killed costs telnet players a pause and nothing else', async () => {
    const before = await pidOf('gw1')
    telnet[0]?.type('alias mine say $1 is mine')
    telnet[0]?.type('set prompt %h for me:')
    await telnet[0]?.sees('for me: <EOR>')
    await talkDuring('kill', async () => {
      signal(before, 'SIGKILL')
      await until(
        'another gateway',
        () => game.system.pidOf('gw1'),
        (pid) => pid !== undefined && pid !== before,
      )
    })
    // Nobody signed in again, and what was agreed on with the client still holds.
    for (const client of telnet) expect(client.text().split('Your name')).toHaveLength(2)
    expect(telnet[0]?.isCompressed()).toBe(true)
    telnet[0]?.type('look')
    expect(await telnet[0]?.told('Room.Info')).toBeTruthy()
    telnet[0]?.type('mine it')
    await telnet[0]?.sees(/it is mine[\s\S]*for me: <EOR>/i)
  }, 90_000)

  test('a gateway that makes way hands its telnet players on without a word', async () => {
    const before = await pidOf('gw1')
    await talkDuring('drain', async () => {
      signal(before, 'SIGTERM')
      await until(
        'another gateway',
        () => game.system.pidOf('gw1'),
        (pid) => pid !== undefined && pid !== before,
      )
    })
    for (const client of telnet) expect(client.text()).not.toContain('Come back in a moment')
  }, 90_000)

  // PROMISE README: every role is replaced, one after another, with the code on disk
  // PROMISE RUNBOOK: holds those who stand there and ends with the last of them
  test('SIGHUP replaces every role while people play; the old door keeps them, another takes who comes', async () => {
    const names = ['gw1', 't1', `t${ticks}`, 'w1', 'door']
    const before = await Promise.all(names.map(pidOf))
    await talkDuring('upgrade', () => upgraded(game.system))
    const after = await Promise.all(names.map(pidOf))
    expect(after.map((pid, index) => pid !== before[index])).toEqual(names.map(() => true))
    expect(await pidOf('door-retiring')).toBe(before.at(-1))

    const newcomer = await telnetGuest(game.telnetPort)
    newcomer.type('say I came to the other door')
    await telnet[0]?.sees('I came to the other door')
    telnet[0]?.type('say and I am still at the old one')
    await newcomer.sees('I am still at the old one')
    expect(game.system.log()).toContain(`"event":"door-retiring","players":${telnet.length}`)
    const { said } = await runMudstream(['status'], { MUD_DATA_DIR: game.home.dataDir })
    expect(said).toContain(`telnet ${telnet.length + 1}, atOldDoor ${telnet.length},`)
    for (const client of telnet) client.drop()
    await until(
      'the old door to end with its last player',
      () => game.system.pidOf('door-retiring'),
      (pid) => pid === undefined,
    )
    newcomer.type('say and I stay')
    await newcomer.sees('and I stay')
    newcomer.drop()
  }, 240_000)

  // PROMISE RELIABILITY: another door takes who comes, and the old one holds those who stand there until they leave
  // Doors are the same in both profiles; this one upgrades sooner.
  if (profile === 'small') {
    test('the doors of several upgrades serve side by side, and each dies for itself', async () => {
      const first = await telnetGuest(game.telnetPort)
      await upgraded(game.system)
      const second = await telnetGuest(game.telnetPort)
      const ofSecond = await pidOf('door')
      await upgraded(game.system)
      const third = await telnetGuest(game.telnetPort)
      second.type('say between the doors')
      for (const client of [first, third]) await client.sees('between the doors')
      signal(ofSecond, 'SIGKILL')
      await second.closed
      third.type('say one door less')
      await first.sees('one door less')
      signal(await pidOf('door'), 'SIGKILL')
      await third.closed
      const fourth = await until(
        'the door to open again',
        () => telnetGuest(game.telnetPort).catch(() => undefined),
        (client) => client !== undefined,
      )
      first.type('say still at the oldest')
      await fourth?.sees('still at the oldest')
      for (const client of [first, fourth]) client?.drop()
    }, 240_000)
  }
})
