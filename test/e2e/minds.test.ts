/** The people of the shipped world at a player's doors, without a model. */
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { telnetGuest } from '../e2e-clients/game.ts'
import {
  play,
  startWholeGame,
  type TestPlayer,
  type WholeGame,
} from '../server/edge/session/whole-game.ts'
import type { AnyFrame } from '../support/any-frame.ts'
import { runMudstream } from '../support/run-mudstream.ts'

let game: WholeGame

beforeAll(async () => {
  game = await startWholeGame()
})
afterAll(async () => {
  await game?.stop()
})

const isSpeech = (frame: AnyFrame) => frame.t === 'event' && frame['kind'] === 'npc-spoke'
const wordsOf = (frame: AnyFrame) => (frame['data'] as { words: string }).words
const by = (frame: AnyFrame) => (frame['data'] as { actor: { name: string } }).actor.name

const enter = async (name: string) => enterBy((await game.account(name)).token)

async function enterBy(token: string) {
  const player = await play(game.url, token)
  player.send('look')
  await player.until((frame) => frame.t === 'done')
  return player
}

/** What is answered to a line, by whom. */
async function ask(player: TestPlayer, line: string) {
  const before = player.frames.filter(isSpeech).length
  player.send(line)
  const reply = await player.until(
    (frame) => player.frames.filter(isSpeech).indexOf(frame) >= before,
  )
  return { by: by(reply), words: wordsOf(reply) }
}

test('a greeting in the start room is answered by its host, and by nobody else', async () => {
  const player = await enter('Asha')
  expect((await ask(player, 'say hello')).by).toBe('Maud Tallow')
  for (const line of ['talk to maud', 'greet maud', 'talk maud']) {
    expect((await ask(player, line)).by).toBe('Maud Tallow')
  }
  player.send('say hello there')
  const done = player.frames.filter((frame) => frame.t === 'done').length
  await player.until(
    (frame) => player.frames.filter((one) => one.t === 'done').indexOf(frame) >= done,
  )
  await ask(player, 'ask maud what time is it')
  expect(player.frames.filter(isSpeech)).toHaveLength(6)
  player.close()
})

test('the way that is told arrives', async () => {
  const player = await enter('Berit')
  const { words } = await ask(player, 'ask maud how do I get to the fish market?')
  const steps = /:\s*(.*?), and you are there/i.exec(words)?.[1] ?? ''
  for (const leg of steps.toLowerCase().split(', then ')) {
    const [direction = '', times] = leg.split(' ')
    for (
      let walked = 0;
      walked < (times === 'twice' ? 2 : times === 'three' ? 3 : 1);
      walked += 1
    ) {
      const done = player.frames.filter((frame) => frame.t === 'done').length
      player.send(direction)
      await player.until(
        (frame) => player.frames.filter((one) => one.t === 'done').indexOf(frame) >= done,
      )
    }
  }
  player.send('look')
  await player.until((frame) => JSON.stringify(frame).includes('The Fish Market'))
  player.close()
})

test('talk costs nothing, and a bed costs its price once', async () => {
  const player = await enter('Cilla')
  const gold = async () => {
    const seen = player.frames.length
    player.send('score')
    const isScore = (one: AnyFrame) =>
      /"gold":\d+/.test(JSON.stringify(one)) && player.frames.indexOf(one) >= seen
    return /"gold":(\d+)/.exec(JSON.stringify(await player.until(isScore)))?.[1]
  }
  const before = await gold()
  for (const line of [
    'say Maud, what happened here last night?',
    'say is it safe at night',
    'say tell me the rest of the story',
    'ask maud how much is a bed?',
  ]) {
    await ask(player, line)
  }
  expect(await gold()).toBe(before)
  player.close()
})

/** What a line alone brought about, as its author read it. */
async function read(player: TestPlayer, line: string): Promise<string> {
  const seen = player.frames.length
  player.send(line)
  const done = await player.until(
    (frame) => frame.t === 'done' && player.frames.indexOf(frame) >= seen,
  )
  const own = player.frames.filter((frame) => frame['cause'] === done['request'])
  return own.map((frame) => String(frame['text'] ?? '')).join('\n')
}

test('presents show in prices and words, a blow in a refusal, and for nobody else', async () => {
  const [giver, other] = [await enter('Dagny'), await enter('Ebbe')]
  const prices = await read(giver, 'list')
  expect(await read(other, 'list')).toBe(prices)
  for (let given = 0; given < 4; given += 1) await read(giver, 'give 9 gold to maud')
  expect(await read(giver, 'list')).not.toBe(prices)
  expect(await read(other, 'list')).toBe(prices)
  expect((await ask(giver, 'ask maud do you like me?')).words).toContain('You have been good to me')
  await read(other, 'kill maud')
  expect((await ask(other, 'ask maud what do you sell?')).words).toMatch(
    /Not after what you did|Not today/,
  )
  for (const player of [giver, other]) player.close()
})

test('what was told outlives a restart, is told to nobody else, and goes with the person', async () => {
  const { token } = await game.account('Frida')
  const teller = await enterBy(token)
  await ask(teller, 'say Maud, my brother is called Tomasso')
  await ask(teller, 'whisper maud what would you do with my Tomasso ring?')
  teller.close()
  await game.restartTick()
  const back = await enterBy(token)
  const question = 'ask maud what is my brother called?'
  expect((await ask(back, question)).words).toContain('Tomasso')
  const other = await enter('Gerda')
  expect((await ask(other, question)).words).not.toContain('Tomasso')
  back.close()
  const forgotten = await runMudstream(['forget', 'Frida', '--yes'], game.environment)
  expect(forgotten).toMatchObject({ code: 0 })
  const db = new pg.Client(game.environment['MUD_DATABASE_URL'])
  await db.connect()
  for (const table of ['entities', 'events']) {
    const { rows } = await db.query(`select body from ${table}`)
    const held = rows.map(({ body }) => String(body)).filter((body) => body.includes('Tomasso'))
    expect({ table, held }).toEqual({ table, held: [] })
  }
  await db.end()
  expect((await ask(other, question)).words).not.toContain('Tomasso')
  expect(await runMudstream(['verify'], game.environment)).toMatchObject({ code: 0 })
  other.close()
}, 240_000)

test('over telnet the same people answer', async () => {
  const client = await telnetGuest(game.telnetPort)
  client.type('say hello')
  await client.sees('Maud Tallow says to you')
  client.type('ask maud how much is a dark ale')
  await client.sees('5 coins')
  client.type('quit')
})
