/** The outputs of ticks on their way to connections: order, gaps, and who receives what. */
import { describe, expect, test } from 'vitest'
import type { ClosedCode, Output, OutputMessage } from '../../../../schema/envelope.ts'
import type { FrameRun } from '../../../../server/edge/session/frame-run.ts'
import { framesOf, Hub, type Receiver } from '../../../../server/edge/session/hub.ts'
import type { OutputArchive, Wire } from '../../../../server/edge/session/ports.ts'

type Stored = Pick<OutputMessage, 'tick' | 'outputs'>

/** A hub that has seen the ticks up to 10, and what its store holds. */
async function given(stored: readonly Stored[] = [], oldestKept = 0) {
  const store = { awayFor: 0, reads: 0 }
  const archive: OutputArchive = {
    async read(_shard, after, upTo) {
      store.reads += 1
      if (store.awayFor > 0) {
        store.awayFor -= 1
        throw new Error('the store is away')
      }
      return stored.filter(({ tick }) => tick > after && tick <= upTo)
    },
    newest: async () => 10,
    timeline: async () => 0,
    reaches: async (_shard, tick) => tick >= oldestKept,
  }
  const troubles: string[] = []
  let repaired = 0
  const hub = new Hub(
    'gw1',
    archive,
    { sleep: async () => undefined },
    {
      repaired: (ticks) => {
        repaired += ticks
      },
      trouble: (where) => troubles.push(where),
    },
  )
  await hub.begin(1)
  return { hub, store, troubles, repaired: () => repaired }
}

/** A connection that keeps what it is told, in order and in words. */
function listener(conn: string) {
  const heard: string[] = []
  const runs: FrameRun[] = []
  const wire: Wire = {
    via: 'test',
    cookieToken: undefined,
    address: '',
    send: () => undefined,
    sendAll: () => undefined,
    close: () => undefined,
    buffered: () => 0,
    cork: () => heard.push('cork'),
    uncork: () => heard.push('uncork'),
  }
  const receiver: Receiver = {
    conn,
    wire,
    deliver(run) {
      runs.push(run)
      heard.push(run.frames.map(({ position: { tick, k } }) => `${tick}.${k}`).join(' '))
    },
    attached: (tick) => heard.push(`attached ${tick}`),
    claimed: ({ character }) => heard.push(`claimed ${character.name}`),
    gap: (n, expected) => heard.push(`gap ${n} ${expected}`),
    missed: () => heard.push('missed'),
    ended: (code) => heard.push(`ended ${code}`),
  }
  const told = () => heard.filter((word) => word !== 'cork' && word !== 'uncork')
  return { receiver, heard, runs, told }
}

const message = (tick: number, outputs: readonly Output[], prev = tick - 1): OutputMessage => ({
  v: 1,
  shard: 1,
  tick,
  prev,
  atMs: 0,
  outputs,
})
const state = (k: number, ...to: string[]): Output => ({
  f: 'state',
  k,
  to,
  part: 'char',
  data: {},
})
const character = { id: 'ann', name: 'Ann', role: 'guest' }
const attached = (conn: string, session: string): Output => ({
  f: 'attached',
  k: 1,
  to: [session],
  conn,
  resumed: false,
  lastN: 0,
  character,
})
const closed = (session: string, code: ClosedCode, conn?: string): Output => ({
  f: 'closed',
  k: 3,
  to: [session],
  ...(conn === undefined ? {} : { conn }),
  code,
  reason: '',
})

/** The same with connections `c1` and `c2` that play the sessions `s1` and `s2`. */
async function playing(stored: readonly Stored[] = [], oldestKept = 0) {
  const all = await given(stored, oldestKept)
  const [one, two] = [listener('c1'), listener('c2')]
  all.hub.expect(one.receiver)
  all.hub.expect(two.receiver)
  all.hub.receive(message(11, [attached('c1', 's1'), attached('c2', 's2')]))
  for (const { heard } of [one, two]) heard.length = 0
  return { ...all, one, two }
}

describe('a message', () => {
  test('reaches the sessions it names, in order, in one write for each', async () => {
    const { hub, one, two } = await playing()
    hub.receive(message(12, [state(1, 's1', 's2'), state(2, 's1'), state(3, 'unknown')]))
    expect(one.heard).toEqual(['12.1 12.2'])
    expect(two.heard).toEqual(['12.1'])
  })

  test('is put together once for all who get the same of it', async () => {
    const { hub, one, two } = await playing()
    hub.receive(message(12, [state(1, 's1', 's2'), state(2, 's2', 's1')]))
    hub.receive(message(13, [state(1, 's1', 's2'), state(2, 's2')]))
    expect(one.runs[0]).toBe(two.runs[0])
    expect(one.runs[1]).not.toBe(two.runs[1])
  })

  test('that was seen before is dropped', async () => {
    const { hub, one } = await playing()
    for (const tick of [12, 12, 11]) hub.receive(message(tick, [state(1, 's1')]))
    expect(one.told()).toEqual(['12.1'])
  })

  test('tells a session which number is missing', async () => {
    const { hub, one } = await playing()
    hub.receive(message(12, [{ f: 'gap', k: 1, to: ['s1'], n: 7, expected: 5 }]))
    expect(one.told()).toEqual(['gap 7 5'])
  })
})

describe('a gap', () => {
  const missing = [
    { tick: 12, outputs: [state(1, 's1')] },
    { tick: 13, outputs: [state(1, 's2')] },
  ]

  test('is filled from the store before what came after it', async () => {
    const { hub, one, two, repaired } = await playing(missing)
    hub.receive(message(14, [state(1, 's1', 's2')]))
    hub.receive(message(15, [state(1, 's1')]))
    await hub.settled()
    expect(one.told()).toEqual(['12.1', '14.1', '15.1'])
    expect(two.told()).toEqual(['13.1', '14.1'])
    expect(repaired()).toBe(2)
  })

  test('waits until the store is back', async () => {
    const { hub, store, one, troubles } = await playing(missing)
    store.awayFor = 3
    hub.receive(message(14, [state(1, 's1')]))
    await hub.settled()
    expect(one.told()).toEqual(['12.1', '14.1'])
    expect([store.reads, troubles]).toEqual([4, ['repair', 'repair', 'repair']])
  })

  test('whose outputs are dropped is told to every connection first', async () => {
    const { hub, one } = await playing([], 12)
    hub.receive(message(14, [state(1, 's1')]))
    await hub.settled()
    expect(one.told()).toEqual(['missed', '14.1'])
  })
})

describe('a connection', () => {
  test('is attached with its first frames in one write', async () => {
    const { hub } = await given()
    const { receiver, heard } = listener('c1')
    hub.expect(receiver)
    hub.receive(message(11, [attached('c1', 's1'), state(2, 's1')]))
    expect(heard.filter((word) => word !== 'cork')).toEqual(['attached 11', '11.2', 'uncork'])
    expect(hub.sessionCount).toBe(1)
  })

  test('that is forgotten is told nothing', async () => {
    const { hub, one, two } = await playing()
    hub.forget('s1', one.receiver)
    // Another connection has the session: the first one must not take it away.
    hub.forget('s2', one.receiver)
    hub.receive(message(12, [state(1, 's1', 's2')]))
    expect([one.told(), two.told()]).toEqual([[], ['12.1']])
  })

  test.each([
    ['by its session', undefined],
    ['by its own id', 'c1'],
  ])('is ended %s, and told nothing more', async (_how, conn) => {
    const { hub, one } = await playing()
    hub.receive(message(12, [closed('s1', 'kicked', conn), state(4, 's1')]))
    expect(one.told()).toEqual(['ended kicked'])
  })

  test('is not ended by what is meant for the one before it', async () => {
    const { hub, one } = await playing()
    hub.receive(message(12, [closed('s1', 'replaced', 'c0'), state(4, 's1')]))
    expect(one.told()).toEqual(['12.4'])
  })

  test('that still waits to be attached can be turned away', async () => {
    const { hub } = await given()
    const { receiver, told } = listener('c1')
    hub.expect(receiver)
    hub.receive(message(11, [closed('s1', 'later', 'c1')]))
    hub.receive(message(12, [attached('c1', 's1')]))
    expect(told()).toEqual(['ended later'])
  })
})

test('an event that carries a state part becomes two frames', () => {
  const frames = framesOf(4, {
    f: 'event',
    k: 2,
    to: ['s1'],
    kind: 'inventory-listed',
    role: 'actor',
    cause: 'r1',
    data: { inventory: [], worn: [] },
    state: 'items',
  })
  expect(frames.map(({ frame }) => frame.frame)).toMatchObject([
    { t: 'event', frame: '4.2', cause: 'r1', kind: 'inventory-listed' },
    { t: 'state', frame: '4.3', cause: 'r1', part: 'items' },
  ])
})

describe('a store that has gone back in time', () => {
  test('makes everybody look anew, and what was seen counts for nothing', async () => {
    const { hub, one } = await playing()
    const began = 1_796_000_000_000
    hub.receive({ ...message(began + 1, [state(1, 's1')], began), timeline: began })
    await hub.settled()
    expect(one.told()).toEqual(['missed', `${began + 1}.1`])
    expect(hub.timeline(1)).toBe(began)
    // What the old leader still sends is of a past that never happened.
    hub.receive(message(12, [state(1, 's1')]))
    await hub.settled()
    expect(one.told()).toHaveLength(2)
  })
})
