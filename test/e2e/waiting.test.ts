/** What players are told while the world stands still, and when more is asked than it can do. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Home,
  newHome,
  startWholeSystem,
  until,
  type WholeSystem,
} from '../chaos/whole-system.ts'
import { openTelnet } from '../e2e-clients/telnet-client.ts'
import { noBrowser } from '../server/pages/play/browser.ts'
import { testUnless } from '../support/needs.ts'
import { openAdminView } from './admin-view.ts'
import { whileFrozen } from './freezing.ts'
import { connect, type Frame, guest, type Player } from './player.ts'

let home: Home
let system: WholeSystem
let http: string
beforeAll(async () => {
  home = await newHome()
  system = await startWholeSystem(home)
  http = system.gateways[0] ?? ''
}, 60_000)
afterAll(async () => {
  await system.stop()
  home.remove()
})

const isWaiting = (frame: Frame) => frame.t === 'event' && frame['kind'] === 'waiting'
const waitingWords = ({ frames }: Player) =>
  frames.filter(isWaiting).map((frame) => [frame['text'], frame['data']])
const breathHeld = ['The world holds its breath.', { waiting: true }]
const breathes = ['The world breathes again.', { waiting: false }]
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

describe('while the world stands still', () => {
  // PROMISE PROTOCOL 3.3: A command that is stored but not applied for 2 s is followed by one `event` of kind `waiting`
  test('a player reads one line after two seconds, and another when it goes on', async () => {
    const player = await guest(http)
    await player.play('say before')
    const from = player.frames.length
    await whileFrozen(system, 't1', async () => {
      player.send({ t: 'cmd', n: 2, line: 'say held' })
      player.send({ t: 'cmd', n: 3, line: 'say held too' })
      await player.next(({ t, n }) => t === 'ack' && n === 3, from)
      await sleep(1_000)
      expect(waitingWords(player)).toEqual([])
      const word = await player.next(isWaiting)
      expect(word).not.toHaveProperty('frame')
      await sleep(2_500)
      expect(waitingWords(player)).toEqual([breathHeld])
    })
    await player.next(({ t, n }) => t === 'done' && n === 3, from)
    expect(waitingWords(player)).toEqual([breathHeld, breathes])
    // It goes on before its frames come, and nobody reads of it again.
    const seen = player.frames.slice(from)
    expect(seen.findLastIndex(isWaiting)).toBeLessThan(seen.findIndex(({ t }) => t === 'done'))
    await player.play('say after')
    expect(waitingWords(player)).toHaveLength(2)
    player.drop()
  }, 60_000)

  test('a guest at the door and a player of telnet read it too', async () => {
    const telnet = await openTelnet(home.ports.telnet)
    await telnet.sees('Your name')
    const early = await guest(http)
    telnet.type('guest')
    await telnet.sees(/Welcome to [\s\S]*?<(EOR|GA)>/)
    const late = await connect(http)
    await whileFrozen(system, 't1', async () => {
      late.send({ t: 'hello' })
      late.send({ t: 'guest' })
      telnet.type('look')
      expect((await late.next(isWaiting))['text']).toBe('The gate creaks, but does not open yet.')
      await telnet.sees('The world holds its breath.')
    })
    await late.next((frame) => frame.t === 'welcome' && frame['character'] !== null)
    expect(late.frames.filter(isWaiting).map(({ text }) => text)).toEqual([
      'The gate creaks, but does not open yet.',
      'The gate swings open.',
    ])
    await telnet.sees('The world breathes again.')
    expect(waitingWords(early)).toEqual([])
    for (const player of [early, late]) player.drop()
    telnet.drop()
  }, 60_000)
})

// PROMISE RUNBOOK: the admin page is red, and names who is to blame
testUnless(
  noBrowser,
  'the admin page names whoever stands still, and is green again when it goes on',
  async () => {
    const players = await Promise.all(Array.from({ length: 8 }, () => guest(http)))
    let n = 0
    const talking = setInterval(() => {
      n += 1
      for (const player of players) player.send({ t: 'cmd', n, line: 'say hello' })
    }, 300)
    const view = await openAdminView(http, 'lantern-and-salt')
    for (const [name, blamed] of [
      ['Postgres', 'Postgres: '],
      ['NATS', 'NATS: no answer'],
      ['t1', 'tick t1: no sign of life'],
      ['w1', 'worker w1: no sign of life'],
      ['gw1', 'gateway gw1: or the way to it'],
    ] as const) {
      await whileFrozen(system, name, () => expect.poll(view.verdict).toContain(blamed))
      await expect.poll(view.verdict, { message: `after ${name}` }).toBe('All is well.')
    }
    clearInterval(talking)
    for (const player of players) player.drop()
    await view.close()
  },
  180_000,
)

describe('when more is asked than can be applied', () => {
  // PROMISE PROTOCOL 3.3: When more arrives than can be applied within 2 s, new commands are answered `reject` `busy`
  test('new commands are refused in words at every listener, and their numbers stay free', async () => {
    const player = await guest(http)
    const account = await fetch(`${http}/v1/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Wilma', password: 'a lantern in the fog' }),
    })
    const { token } = (await account.json()) as { token: string }
    const telnet = await openTelnet(home.ports.telnet)
    await telnet.sees('Your name')
    telnet.type('guest')
    await telnet.sees(/Welcome to [\s\S]*?<(EOR|GA)>/)
    const isBusy = ({ t, code }: Frame) => t === 'reject' && code === 'busy'
    let stored = 0
    await whileFrozen(system, 't1', async () => {
      stored = await sendUntilRefused(player)
      const post = await fetch(`${http}/v1/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ line: 'look' }),
      })
      expect([post.status, post.headers.get('retry-after')]).toEqual([503, '1'])
      expect(await post.json()).toMatchObject({ code: 'busy' })
      telnet.type('say too much')
      await telnet.sees('Too much happens at once, and the world falls behind.')
    })
    // Everything that was acknowledged is done, and the refused number is free for another line.
    await player.next(({ t, n }) => t === 'done' && n === stored)
    player.send({ t: 'cmd', n: stored + 1, line: 'say at last' })
    await player.next(({ t, n }) => t === 'done' && n === stored + 1)
    expect(player.frames.findLast(isBusy)?.['n']).toBe(stored + 1)
    const done = player.frames.filter(({ t }) => t === 'done').map(({ n }) => n)
    expect(done).toEqual(Array.from({ length: stored + 1 }, (_, index) => index + 1))
    player.drop()
    telnet.drop()
  }, 90_000)
})

/** Sends lines, a few at a time, until one is refused for there are too many; the number of the last stored. */
async function sendUntilRefused(player: Player): Promise<number> {
  for (let n = 1; ; n += 1) {
    player.send({ t: 'cmd', n, line: `say ${n}` })
    if (n % 20 !== 0) continue
    await until(
      'an answer to each',
      () => player.frames.filter(({ t }) => t === 'ack' || t === 'reject').length,
      (answers) => answers >= n,
    )
    const refused = player.frames.filter(({ t }) => t === 'reject')
    if (refused.length === 0) continue
    expect(refused[0]).toMatchObject({
      code: 'busy',
      message: expect.stringContaining('falls behind'),
    })
    return Number(refused[0]?.['n']) - 1
  }
}
