/** The database goes back in time behind those who read and type text: event streams, pollers, telnet. */
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { isAfter, parseFrameId } from '../../schema/frames/position.ts'
import { until } from '../chaos/whole-system.ts'
import { telnetGuest } from '../e2e-clients/game.ts'
import { listen, type TestEvents } from '../server/edge/session/whole-game.ts'
import { call, type OldStore, password, startOnOldStore, timelineOf } from './old-store.ts'
import { connect, type Player } from './player.ts'

let store: OldStore
let http = ''

beforeAll(async () => {
  store = await startOnOldStore()
  http = store.system.gateways[0] ?? ''
}, 60_000)
afterAll(async () => {
  await store?.end()
})

type TestEvent = TestEvents['events'][number]

/** A stream that comes back with its last position whenever it has ended, as every reader does. */
interface Steady {
  readonly events: TestEvent[]
  until(fits: (event: TestEvent) => boolean): Promise<TestEvent>
  close(): void
}

function read(path: string, token: string, from?: string): Steady {
  const events: TestEvent[] = []
  let closed = false
  let stream: TestEvents | undefined
  const last = () => events.findLast(({ id }) => id !== undefined)?.id ?? from
  const reading = async () => {
    while (!closed) {
      stream = await listen(`${http}/v1/events/${path}`, token, last())
      const known = events.length
      const taken = setInterval(() => {
        events.push(...(stream?.events ?? []).slice(events.length - known))
      }, 5)
      await stream.ended
      clearInterval(taken)
      events.push(...stream.events.slice(events.length - known))
      await pause(100)
    }
  }
  reading().catch(() => undefined)
  return {
    events,
    async until(fits) {
      const found = await until(
        'an event',
        () => events.find(fits),
        (event) => event !== undefined,
        60_000,
      )
      return found as TestEvent
    },
    close() {
      closed = true
      stream?.close()
    },
  }
}

interface Reader {
  readonly player: Player
  readonly token: string
  readonly character: string
  /** Reads the event stream of this path. */
  read(path: string, lastEventId?: string): Steady
}

/** Somebody with an account, who plays by a socket and reads over HTTP. */
async function reader(name: string): Promise<Reader> {
  const made = await call(http, '/v1/accounts', '', { name, password })
  const { token } = z.object({ token: z.string() }).parse(await made.json())
  const player = await connect(http)
  player.send({ t: 'hello', token })
  const welcome = await player.next(({ t, character }) => t === 'welcome' && character !== null)
  const { id } = z.object({ id: z.string() }).parse(welcome['character'])
  return {
    player,
    token,
    character: id,
    read: (path, last) => read(path, token, last),
  }
}

const stored = z.object({ request: z.string() })
const order = async (token: string, line: string) =>
  stored.parse(await (await call(http, '/v1/commands', token, { line })).json()).request

/** Asks for a request over and over; the answers but those of a store that is away. */
function poll(token: string, request: string) {
  const seen: string[] = []
  let stopped = false
  const polling = (async () => {
    while (!stopped) {
      await pause(10)
      const answer = await call(http, `/v1/requests/${request}`, token)
      if (answer.status === 200)
        seen.push(stored.extend({ status: z.string() }).parse(await answer.json()).status)
      else if (answer.status !== 503) seen.push(String(answer.status))
    }
  })()
  return {
    seen,
    async stop() {
      stopped = true
      await polling
    },
  }
}

/** Talks until the streams are open and say so: they begin with what comes next. */
async function heardBy(streams: readonly Steady[], player: Player): Promise<void> {
  while (!streams.every(({ events }) => events.some(({ id }) => id !== undefined))) {
    await player.play('say before the copy')
  }
}

/** The timeline begins in the stream with the room, and nothing of it comes before that, nor older things after. */
function expectTurn({ events }: Steady, began: number): void {
  const turns = events.flatMap(({ name }, index) => (name === 'resync' ? [index] : []))
  for (const turn of turns) expect(events[turn + 1]?.name).toBe('room.state')
  const ticksIn = (from: number, to?: number) =>
    events.slice(from, to).flatMap(({ id }) => parseFrameId(id ?? '')?.tick ?? [])
  const last = turns.at(-1) ?? -1
  expect(last).toBeGreaterThan(0)
  expect(Math.max(...ticksIn(0, turns[0]))).toBeLessThan(began)
  expect(Math.min(...ticksIn(last))).toBeGreaterThanOrEqual(began)
  const positions = events.slice(last).flatMap(({ id }) => parseFrameId(id ?? '') ?? [])
  for (const [index, position] of positions.entries()) {
    const before = positions[index - 1]
    // An event and the room it has changed have one position.
    if (before) expect(isAfter(before, position)).toBe(false)
  }
}

// PROMISE PROTOCOL 4: After the store has gone back in time an open stream says `resync`
// PROMISE PROTOCOL 4: whoever comes with a position that the store does not know is told the same
// PROMISE PROTOCOL 4: It stays known over a fail-over
test('a lagging standby is promoted behind event streams, pollers and telnet', async () => {
  const ann = await reader('Ann')
  const tel = await telnetGuest(store.home.ports.telnet)
  const room = ann.player.frames.find(({ t, part }) => t === 'state' && part === 'room')
  const { id: roomId, title } = z
    .object({ id: z.string(), title: z.string() })
    .parse(room?.['data'])
  const world = ann.read('world')
  const here = ann.read(`rooms/${roomId}`)
  await heardBy([world, here], ann.player)
  await store.copy()
  const request = await order(ann.token, 'say within the lag')
  const streams = [world, here]
  const isEnd = ({ name, data }: { name: string; data: Record<string, unknown> }) =>
    name === 'request.completed' && data['request'] === request
  const dead = await world.until(isEnd)
  for (let n = 1; n <= 5; n += 1) await ann.player.play(`say number ${n} after the copy`)
  tel.type('say I was here')
  await tel.sees('I was here')
  const polled = poll(ann.token, request)
  await store.failOver()
  await Promise.all(streams.map((stream) => stream.until(({ name }) => name === 'resync')))
  const began = await timelineOf(store)
  await tel.sees('You lost track of a moment')
  await tel.sees(title)
  tel.type('say I am still here')
  await tel.sees('I am still here')
  const after = await order(ann.token, 'say after it')
  await world.until(({ name, data }) => name === 'request.completed' && data['request'] === after)
  await here.until(({ data }) => data['cause'] === after)
  for (const stream of streams) expectTurn(stream, began)
  // What was told before is applied again, and told again.
  await world.until((event) => isEnd(event) && event !== dead)
  await polled.stop()
  expect(polled.seen.filter((status) => !/queued|processing|completed/.test(status))).toEqual([])
  expect(polled.seen.at(-1)).toBe('completed')

  const last = world.events.findLast(({ id }) => id)?.id ?? ''
  for (const position of [dead.id ?? '', `${began + 1e9}.0`]) {
    const back = ann.read('world', position)
    const state = await back.until(({ name }) => name === 'room.state')
    expect(state.data['id']).toBe(roomId)
    const cause = await order(ann.token, 'say I read on')
    await back.until(({ data }) => data['cause'] === cause)
    expect(back.events.map(({ name }) => name).slice(0, 2)).toEqual(['resync', 'room.state'])
    expect(back.events.filter(({ name }) => name === 'resync')).toHaveLength(1)
    back.close()
  }
  const again = ann.read('world', last)
  await again.until(({ data }) => JSON.stringify(data).includes('I read on'))
  expect(again.events.map(({ name }) => name)).not.toContain('resync')

  const { token } = z
    .object({ token: z.string() })
    .parse(await (await call(http, '/v1/sessions', '', { name: 'owner', password })).json())
  const history = await call(http, `/admin/api/travel/${ann.character}/history`, token)
  const entries = z.array(z.object({ timeline: z.number() })).parse(await history.json())
  expect(new Set(entries.map(({ timeline }) => timeline))).toEqual(new Set([0, began]))
  for (const stream of [...streams, again]) stream.close()
  ann.player.drop()
  tel.drop()
}, 120_000)

test('a reader is told of it in a world where nobody is told anything', async () => {
  const { token, player } = await reader('Quiet')
  const world = read('world', token)
  await heardBy([world], player)
  player.drop()
  await store.copy()
  const before = await timelineOf(store)
  await store.failOver()
  const began = await until(
    'the timeline',
    () => timelineOf(store),
    (now) => now > before,
  )
  const told = await world.until(
    ({ name, id }) => name === 'resync' && (parseFrameId(id ?? '')?.tick ?? 0) >= began,
  )
  const next = await world.until(
    (event) => world.events.indexOf(event) > world.events.indexOf(told),
  )
  expect(next.name).toBe('room.state')
  world.close()
}, 120_000)
