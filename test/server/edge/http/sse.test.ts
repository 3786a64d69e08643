/** Events over HTTP and live narration, on a whole game with real servers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isAfter, parseFrameId } from '../../../../schema/frames/position.ts'
import { subjectsOf } from '../../../../schema/subjects.ts'
import { connectNats } from '../../../../server/platform/bus/connect.ts'
import { natsUrl } from '../../../support/servers.ts'
import {
  listen,
  play,
  startWholeGame,
  type TestPlayer,
  type WholeGame,
} from '../session/whole-game.ts'

let game: WholeGame
let ash: { token: string; character: string }
let birch: { token: string; character: string }
let ashPlays: TestPlayer

const command = async (token: string, line: string) => {
  const answer = await fetch(`${game.url}/v1/commands`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ line }),
  })
  return (await answer.json()) as { request: string; status: string }
}
const roomOf = (player: TestPlayer) => {
  const state = player.frames.findLast((frame) => frame.t === 'state' && frame['part'] === 'room')
  return (state?.['data'] as { id: string } | undefined)?.id ?? ''
}

beforeAll(async () => {
  game = await startWholeGame({ MUD_FEED_KEEPALIVE_MS: '1000' })
  ash = await game.account('Ash')
  birch = await game.account('Birch')
  ashPlays = await play(game.url, ash.token)
})

afterAll(async () => {
  ashPlays?.close()
  await game?.stop()
})

test('a request shows its whole life and its stream then ends', async () => {
  const { request } = await command(ash.token, 'say a lantern for the road')
  const stream = await listen(`${game.url}/v1/events/requests/${request}`, ash.token)
  await stream.ended
  const names = stream.events.map((event) => event.name)
  expect(names.filter((name) => name.startsWith('request.'))).toEqual([
    'request.queued',
    'request.processing',
    'request.completed',
  ])
  expect(stream.events.at(-1)?.data).toMatchObject({ request, status: 'completed' })
  const spoken = stream.events.find((event) => event.name === 'event')
  expect(spoken?.data).toMatchObject({ kind: 'speech-uttered', cause: request })
})

test('a refused request ends its stream as failed, and says that it was refused', async () => {
  const { request } = await command(ash.token, 'frobnicate the moon')
  const stream = await listen(`${game.url}/v1/events/requests/${request}`, ash.token)
  await stream.ended
  expect(stream.events.at(-1)).toMatchObject({
    name: 'request.failed',
    data: { request, status: 'refused' },
  })
})

test('nobody reads the requests, the room or the world of somebody else', async () => {
  const { request } = await command(ash.token, 'say my secret is seven')
  const other = await listen(`${game.url}/v1/events/requests/${request}`, birch.token)
  expect(other.status).toBe(404)
  const room = await listen(`${game.url}/v1/events/rooms/${roomOf(ashPlays)}`, birch.token)
  expect(room.status).toBe(403)
  const nobody = await listen(`${game.url}/v1/events/world`, 'no-such-token-is-known')
  expect(nobody.status).toBe(401)
})

test('the world stream carries what the own character perceives, and nothing that others are told', async () => {
  const own = await listen(`${game.url}/v1/events/world`, ash.token)
  const others = await listen(`${game.url}/v1/events/world`, birch.token)
  const { request } = await command(ash.token, 'inventory')
  const ended = await own.until(
    (event) => event.data['request'] === request && event.name === 'request.completed',
  )
  expect(ended.id).toMatch(/^\d+\.\d+$/)
  const [event] = own.events.filter((one) => one.name === 'event' && one.data['cause'] === request)
  expect(event?.data['text']).toEqual(expect.any(String))
  // A later event of Birch's own proves that the stream has passed Ash's.
  const mine = await command(birch.token, 'time')
  await others.until(
    (one) => one.data['request'] === mine.request && one.name === 'request.completed',
  )
  expect(JSON.stringify(others.events)).not.toContain(request)
  own.close()
  others.close()
})

test('a stream resumed at its last event receives every later one once and in order', async () => {
  const first = await listen(`${game.url}/v1/events/world`, ash.token)
  const one = await command(ash.token, 'say one')
  const last = await first.until(
    (event) => event.name === 'request.completed' && event.data['request'] === one.request,
  )
  first.close()
  const missed = []
  for (const word of ['two', 'three', 'four']) missed.push(await command(ash.token, `say ${word}`))
  for (const { request } of missed) {
    const life = await listen(`${game.url}/v1/events/requests/${request}`, ash.token)
    await life.ended
  }
  const again = await listen(`${game.url}/v1/events/world`, ash.token, last.id)
  const five = await command(ash.token, 'say five')
  await again.until(
    (event) => event.name === 'request.completed' && event.data['request'] === five.request,
  )
  const said = again.events
    .filter((event) => event.name === 'event' && event.data['kind'] === 'speech-uttered')
    .map((event) => /two|three|four|five|one/.exec(String(event.data['text']))?.[0])
  expect([...new Set(said)]).toEqual(['two', 'three', 'four', 'five'])
  const ids = again.events.flatMap((event) => (event.id ? [parseFrameId(event.id)] : []))
  for (const [index, id] of ids.entries()) {
    const before = ids[index - 1]
    if (id && before) expect(isAfter(id, before)).toBe(true)
  }
  again.close()
})

test('a room stream begins with the room, and says now and then that it is alive', async () => {
  const stream = await listen(`${game.url}/v1/events/rooms/${roomOf(ashPlays)}`, ash.token)
  const state = await stream.until((event) => event.name === 'room.state')
  expect(state.data['id']).toBe(roomOf(ashPlays))
  await expect.poll(() => stream.comments.length).toBeGreaterThan(0)
  stream.close()
})

test('live narration reaches those in the room, and private talk only the one who is spoken to', async () => {
  const nc = await connectNats(natsUrl('admin'), 'test')
  const subjects = subjectsOf(game.world)
  const room = roomOf(ashPlays)
  const birchPlays = await play(game.url, birch.token)
  const stream = await listen(`${game.url}/v1/events/world`, ash.token)
  const chunk = (narration: string, seq: number, text: string, more: object = {}) =>
    nc.publish(
      subjects.live(room),
      JSON.stringify({ v: 1, narration, room, seq, chunk: text, done: false, ...more }),
    )
  chunk('n1', 0, 'Rain ')
  chunk('n1', 1, 'falls.')
  chunk('n2', 0, 'Only for Ash.', { to: ash.character })
  chunk('n3', 0, 'For everybody again.')
  const ofRoom = (player: TestPlayer) => player.frames.filter((frame) => frame.t === 'narration')
  for (const player of [ashPlays, birchPlays]) {
    await player.until((frame) => frame['narration'] === 'n1' && frame['seq'] === 1)
    await player.until((frame) => frame['narration'] === 'n3')
  }
  expect(
    ofRoom(ashPlays)
      .map((frame) => [frame['narration'], frame['seq'], frame['chunk']])
      .sort(),
  ).toEqual([
    ['n1', 0, 'Rain '],
    ['n1', 1, 'falls.'],
    ['n2', 0, 'Only for Ash.'],
    ['n3', 0, 'For everybody again.'],
  ])
  const heard = ofRoom(birchPlays).map((frame) => frame['narration'])
  expect(heard.sort()).toEqual(['n1', 'n1', 'n3'])
  const live = await stream.until((event) => event.data['narration'] === 'n2')
  expect(live.name).toBe('narration.chunk')
  stream.close()
  birchPlays.close()
  await nc.close()
})
