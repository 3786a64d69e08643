/** The client protocol as the contract writes it, tried from outside on a whole system. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { ClientFrame } from '../../schema/frames/client.ts'
import { type Home, newHome, startWholeSystem, type WholeSystem } from '../chaos/whole-system.ts'
import { connect, type Frame, guest, type Player, resumed } from './player.ts'
import { saidOf } from './said.ts'

let home: Home
let system: WholeSystem
let http: string
beforeAll(async () => {
  home = await newHome()
  system = await startWholeSystem(home, {
    MUD_LIMIT_SIGN_INS: '10',
    MUD_LIMIT_COMMANDS_PER_SECOND: '10',
    MUD_LIMIT_COMMAND_BURST: '20',
  })
  http = system.gateways[0] ?? ''
}, 60_000)
afterAll(async () => {
  await system.stop()
  home.remove()
})

const password = 'a long enough password'
const isWelcome = (frame: Frame): boolean => frame.t === 'welcome' && frame['character'] !== null
const isReject = (frame: Frame): boolean => frame.t === 'reject'
const order = (frames: readonly Frame[]): string[] => frames.map(({ t }) => t)

async function greeted(): Promise<Player> {
  const player = await connect(http)
  player.send({ t: 'hello', client: { name: 'test', version: '1' } })
  await player.next(({ t }) => t === 'welcome')
  return player
}

/** Sends a frame and returns the reject that answers it. */
async function refusalOf(player: Player, frame: ClientFrame): Promise<Frame> {
  const from = player.frames.length
  player.send(frame)
  return player.next(isReject, from)
}

test('hello is answered by a welcome that asks to sign in', async () => {
  const player = await greeted()
  expect(player.frames[0]).toMatchObject({
    t: 'welcome',
    protocol: 1,
    character: null,
    needs: 'login',
    lastN: 0,
  })
  expect(await refusalOf(player, { t: 'cmd', n: 1, line: 'look' })).toMatchObject({
    code: 'not-signed-in',
    n: 1,
  })
  player.drop()
})

// PROMISE PROTOCOL 3.1: First frame, within 10 s.
test('who says nothing is sent away', async () => {
  const player = await connect(http)
  expect((await player.next(({ t }) => t === 'bye'))['code']).toBe('no-hello')
  await player.closed
})

test('hello and guest may be sent without waiting', async () => {
  const player = await connect(http)
  player.send({ t: 'hello' })
  player.send({ t: 'guest' })
  const welcome = await player.next(isWelcome)
  expect(welcome).toMatchObject({ protocol: 1, lastN: 0, world: 'The Counting House' })
  expect(welcome['character']).toMatchObject({ role: 'guest' })
  for (const field of ['session', 'resume'] as const) expect(welcome[field]).toMatch(/^\S{8,}$/)
  player.drop()
})

test('register makes an account, login plays it, and a wrong password says nothing about which part', async () => {
  const player = await greeted()
  player.send({ t: 'register', name: 'Wanda', password })
  expect((await player.next(isWelcome))['character']).toMatchObject({
    name: 'Wanda',
    role: 'player',
  })
  player.drop()
  const other = await greeted()
  const taken = await refusalOf(other, { t: 'register', name: 'wanda', password })
  expect(taken['code']).toBe('name-taken')
  const wrong = await refusalOf(other, { t: 'login', name: 'Wanda', password: 'not this one' })
  const unknown = await refusalOf(other, { t: 'login', name: 'Nobodyhere', password })
  expect(wrong).toEqual(unknown)
  expect(wrong['code']).toBe('bad-credentials')
  other.send({ t: 'login', name: 'WANDA', password })
  expect((await other.next(isWelcome))['character']).toMatchObject({ name: 'Wanda' })
  other.drop()
})

test.each([
  ['a Cyrillic letter among Latin ones', '\u0430dmin'],
  ['a reserved name', 'admin'],
  ['a digit for a letter', 'Wand4'],
  ['two letters only', 'Wa'],
  ['a control character', 'Wan\u001bda'],
  ['a bidi override', 'Wan\u202eda'],
  ['a blank', 'Wan da'],
])('a name with %s is refused', async (_what, name) => {
  const player = await greeted()
  const refusal = await refusalOf(player, { t: 'register', name, password })
  expect(refusal['code']).toBe('bad-name')
  player.drop()
})

test('a look-alike of a taken name is taken too', async () => {
  const player = await greeted()
  player.send({ t: 'register', name: 'Morna', password })
  await player.next(isWelcome)
  player.drop()
  const other = await greeted()
  const refusal = await refusalOf(other, { t: 'register', name: 'Moma', password })
  expect(refusal['code']).toBe('name-taken')
  other.drop()
})

describe('commands', () => {
  let player: Player
  beforeAll(async () => {
    player = await guest(http)
  })

  test('come back as ack, at least one event, done, in this order, and name their request', async () => {
    const frames = await player.play('say good evening')
    expect(order(frames)).toEqual(['ack', 'event', 'done'])
    expect(frames[1]).toMatchObject({ kind: 'speech-uttered', cause: frames[0]?.['request'] })
    expect(frames[2]).toMatchObject({ request: frames[0]?.['request'], status: 'completed' })
    expect(String(frames[1]?.['text'])).toContain('good evening')
  })

  test('that make no sense are refused in words, and still done', async () => {
    const frames = await player.play('frobnicate the moon')
    expect(frames.at(-1)).toMatchObject({ t: 'done', status: 'refused' })
    expect(frames.filter(({ t }) => t === 'event')).toHaveLength(1)
    expect(String(frames.find(({ t }) => t === 'event')?.['text']).length).toBeGreaterThan(3)
  })

  test('sent again have the same request and outcome, and no second effect', async () => {
    const [ack] = await player.play('say only once mark9x9')
    const n = Number(ack?.['n'])
    const from = player.frames.length
    player.send({ t: 'cmd', n, line: 'say only once mark9x9' })
    const again = await player.next((frame) => frame.t === 'done' && frame['n'] === n, from)
    expect(again).toMatchObject({ request: ack?.['request'], status: 'completed' })
    const said = (await saidOf(system)).filter((words) => words.includes('mark9x9'))
    expect(said).toHaveLength(1)
  })

  test('that skip a number are refused with the one that is expected', async () => {
    const welcome = player.frames.findLast(isWelcome)
    expect(welcome).toBeDefined()
    const refusal = await refusalOf(player, { t: 'cmd', n: 9_000, line: 'look' })
    expect(refusal).toMatchObject({ code: 'gap', n: 9_000 })
    const done = player.frames.filter(({ t }) => t === 'done').map((frame) => Number(frame['n']))
    expect(refusal['expected']).toBe(Math.max(...done) + 1)
  })

  test('may have 512 characters, counted as people count them, and not one more', async () => {
    const frames = await player.play(`say ${'\u{1f56f}'.repeat(508)}`)
    expect(frames.at(-1)).toMatchObject({ t: 'done', status: 'completed' })
    const n = Number(frames.at(-1)?.['n']) + 1
    const refusal = await refusalOf(player, { t: 'cmd', n, line: `say ${'x'.repeat(509)}` })
    expect(refusal).toMatchObject({ code: 'too-long', n })
    // The number is not used up.
    expect((await player.play('look')).at(-1)).toMatchObject({ n, status: 'completed' })
  })

  test.each([
    ['an ANSI colour', '\u001b[31mred\u001b[0m'],
    ['an OSC 52 clipboard write', '\u001b]52;c;aGk=\u0007'],
    ['a C1 introducer', '\u009b31m'],
    ['NUL', 'a\u0000b'],
    ['a bidi override', 'abc\u202edef'],
    ['a zero-width space', 'ab\u200bcd'],
    ['a tag character', 'ab\u{e0041}cd'],
  ])('with %s never bring it to anybody', async (_what, words) => {
    const other = await guest(http)
    const from = other.frames.length
    const n = 1
    other.send({ t: 'cmd', n, line: `say before ${words} after` })
    const answer = await other.next((frame) => frame['n'] === n && frame.t !== 'ack', from)
    const texts = JSON.stringify(other.frames.slice(from)) + JSON.stringify(player.frames)
    expect(texts).not.toMatch(/\\u00[01]|\\u007f|[\u0080-\u009f\u202a-\u202e\u2066-\u2069\u200b]/)
    expect(texts).not.toMatch(/[\u{e0000}-\u{e007f}]/u)
    expect(answer).toMatchObject({ t: 'done', status: 'completed' })
    other.drop()
  })

  test.each([
    ['nothing but keys', '\u001b[A\u001b[B'],
    ['two lines', 'say one\nsay two'],
    ['half a character', 'say \ud83d'],
  ])('of %s are refused, and the number stays free', async (_what, line) => {
    const other = await guest(http)
    other.send({ t: 'cmd', n: 1, line })
    const refused = await other.next((frame) => frame['n'] === 1)
    expect(refused).toMatchObject({ t: 'reject', code: 'bad-frame' })
    const from = other.frames.length
    other.send({ t: 'cmd', n: 1, line: 'look' })
    expect(await other.next(({ t }) => t === 'done', from)).toMatchObject({ n: 1 })
    other.drop()
  })

  test('that come too fast are refused without using up their number', async () => {
    const fast = await guest(http)
    for (let n = 1; n <= 60; n += 1) fast.send({ t: 'cmd', n, line: 'look' })
    const refusal = await fast.next((frame) => frame['code'] === 'too-fast')
    const n = Number(refusal['n'])
    expect(n).toBeGreaterThan(20)
    await fast.next((frame) => frame.t === 'done' && frame['n'] === n - 1)
    // A moment later the bucket has filled again.
    for (let tries = 0; tries < 50; tries += 1) {
      const from = fast.frames.length
      fast.send({ t: 'cmd', n, line: 'look' })
      const answer = await fast.next((frame) => frame['n'] === n, from)
      if (answer.t === 'ack') break
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(await fast.next((frame) => frame.t === 'done' && frame['n'] === n)).toBeDefined()
    fast.drop()
  })
})

test('sync brings the whole view, ping its own number', async () => {
  const player = await guest(http)
  const from = player.frames.length
  player.send({ t: 'sync' })
  player.send({ t: 'ping', at: 41.5 })
  for (const part of ['room', 'char', 'items']) {
    await player.next((frame) => frame.t === 'state' && frame['part'] === part, from)
  }
  expect(await player.next(({ t }) => t === 'pong', from)).toEqual({ t: 'pong', at: 41.5 })
  const state = (part: string) =>
    player.frames.slice(from).find((frame) => frame['part'] === part)?.['data'] as Record<
      string,
      unknown
    >
  const room = state('room')
  expect(room).toMatchObject({ id: 'count.hall', title: 'The Hall', coords: [0, 0, 0] })
  expect(room['exits']).toEqual(
    expect.arrayContaining([expect.objectContaining({ dir: 'north', to: 'count.vault' })]),
  )
  for (const list of ['people', 'items']) expect(Array.isArray(room[list])).toBe(true)
  expect(state('char')).toMatchObject({
    vitals: {
      health: [expect.any(Number), expect.any(Number)],
      stamina: [expect.any(Number), expect.any(Number)],
      lucidity: [expect.any(Number), expect.any(Number)],
    },
    gold: expect.any(Number),
    affects: [],
    position: 'standing',
  })
  player.drop()
})

test('a resumed session gets every later frame once, in order; a wrong secret gets nothing', async () => {
  const player = await guest(http)
  const witness = await guest(http)
  await player.play('say before')
  const mine = player.session()
  player.drop()
  await player.closed
  for (let round = 1; round <= 5; round += 1) await witness.play(`say while away ${round}`)
  const stranger = await resumed(http, { ...mine, token: 'x'.repeat(32) })
  expect(stranger.frames[0]).toMatchObject({ character: null, needs: 'login' })
  stranger.drop()
  const again = await resumed(http, mine)
  expect(again.frames[0]).toMatchObject({
    t: 'welcome',
    resumed: true,
    lastN: 1,
    session: mine.session,
  })
  await again.next((frame) => String(frame['text']).includes('while away 5'))
  const heard = again.frames
    .map((frame) => /while away \d/.exec(String(frame['text']))?.[0])
    .filter(Boolean)
  expect(heard).toEqual([1, 2, 3, 4, 5].map((round) => `while away ${round}`))
  const ids = again.frames.flatMap(({ frame }) => (typeof frame === 'string' ? [frame] : []))
  const positions = ids.map((id) => id.split('.').map(Number))
  for (const [index, [tick = 0, k = 0]] of positions.entries()) {
    const [beforeTick = 0, beforeK = 0] = positions[index - 1] ?? mine.last.split('.').map(Number)
    if (index > 0) expect(tick > beforeTick || (tick === beforeTick && k > beforeK)).toBe(true)
  }
  // A second socket for the same session: the first is told and closed.
  const third = await resumed(http, again.session())
  expect(await again.next(({ t }) => t === 'bye')).toMatchObject({ code: 'replaced' })
  expect((await again.closed).code).toBe(4001)
  third.drop()
  witness.drop()
})

describe('bad frames', () => {
  test.each([
    ['no JSON', '{"t":"hello"'],
    ['a list', '[1,2,3]'],
    ['a number', '42'],
    ['null', 'null'],
    ['an unknown type', '{"t":"become-owner"}'],
    ['no type', '{"n":1}'],
    ['a number as a line', '{"t":"cmd","n":1,"line":7}'],
    ['a fraction as a number', '{"t":"cmd","n":1.5,"line":"look"}'],
    ['a negative number', '{"t":"cmd","n":-1,"line":"look"}'],
    ['an actor that is not ours to name', '{"t":"cmd","n":1,"line":"look","actor":"owner"}'],
    ['a prototype', '{"t":"cmd","__proto__":{"role":"owner"},"n":1,"line":"look"}'],
    ['great depth', `{"t":"hello","client":${'['.repeat(3_000)}${']'.repeat(3_000)}}`],
  ])('%s is refused, and the socket stays open', async (_what, text) => {
    const player = await greeted()
    const from = player.frames.length
    player.raw(text)
    expect(await player.next(isReject, from)).toMatchObject({ code: 'bad-frame' })
    player.send({ t: 'ping', at: 1 })
    expect(await player.next(({ t }) => t === 'pong', from)).toBeDefined()
    player.drop()
  })

  test('binary is refused as well', async () => {
    const player = await greeted()
    const from = player.frames.length
    player.raw(Buffer.from([0, 1, 2, 255]))
    expect(await player.next(isReject, from)).toMatchObject({ code: 'bad-frame' })
    player.drop()
  })

  test('ten in a minute close the socket with 1008, nine do not', async () => {
    const player = await greeted()
    for (let count = 1; count <= 9; count += 1) player.raw('nonsense')
    player.send({ t: 'ping', at: 9 })
    await player.next(({ t }) => t === 'pong')
    player.raw('nonsense')
    expect((await player.closed).code).toBe(1008)
    expect(player.frames.filter(isReject)).toHaveLength(10)
  })

  test('more than 8 KiB closes the socket with 1009, exactly 8 KiB does not', async () => {
    const fits = await greeted()
    const frame = (length: number) => JSON.stringify({ t: 'ping', at: 1 }).padEnd(length, ' ')
    fits.raw(frame(8_192))
    await fits.next(({ t }) => t === 'pong')
    fits.drop()
    const large = await greeted()
    large.raw(frame(8_193))
    expect((await large.closed).code).toBe(1009)
  })
})

test.each([
  ['another host', 'http://evil.example', 403],
  ['null', 'null', 403],
  ['another scheme', 'ftp://127.0.0.1', 403],
  ['our own host as a part', 'http://127.0.0.1.evil.example', 403],
  ['our own host with another port', 'http://127.0.0.1:1', 403],
])('an upgrade from %s is refused with 403', async (_what, origin, status) => {
  await expect(connect(http, { origin })).rejects.toThrow(`refused with ${status}`)
})

// PROMISE PROTOCOL 2: must be the gateway's own host or in
test('our own origin is let in, compression is not negotiated, and no list of protocols means ours', async () => {
  const own = await connect(http, { origin: http })
  own.drop()
  const bare = new WebSocket(`${http.replace('http', 'ws')}/ws`, { perMessageDeflate: true })
  const welcome = await new Promise<string>((resolve, reject) => {
    bare.once('error', reject)
    bare.once('message', (data) => resolve(String(data)))
    bare.once('open', () => bare.send('{"t":"hello"}'))
  })
  expect(bare.extensions).toBe('')
  expect(JSON.parse(welcome)).toMatchObject({ t: 'welcome', protocol: 1 })
  bare.terminate()
})
