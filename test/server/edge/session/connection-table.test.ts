/** Every event in every phase of a connection: what it does and which phase follows. */
import { describe, expect, test } from 'vitest'
import type { Command } from '../../../../schema/envelope.ts'
import type {
  ConnectionEvent,
  ConnectionEvents,
  ConnectionState,
  Phase,
} from '../../../../server/edge/session/connection-state.ts'
import { FrameRun } from '../../../../server/edge/session/frame-run.ts'
import { Hub } from '../../../../server/edge/session/hub.ts'
import { createState } from '../../../../server/edge/session/player-connection.ts'
import type { SignInResult, Wire } from '../../../../server/edge/session/ports.ts'
import { SharedFrame } from '../../../../server/edge/session/shared-frame.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'

const session = 'sann'
const person = { character: 'ann', name: 'Ann', role: 'player' as const, account: 'a1' }
const signedIn = { person, session, resume: 'secret' }
const character = { id: 'ann', name: 'Ann', role: 'player' }
const pong = new SharedFrame({ t: 'pong', at: 7 })
const farewell = { code: 'restart' as const, reason: 'Soon.', resume: true, closeCode: 1012 }

const payloads: ConnectionEvents = {
  hello: { t: 'hello' },
  register: { t: 'register', name: 'Ann', password: 'secret' },
  login: { t: 'login', name: 'Ann', password: 'wrong' },
  guest: { t: 'guest' },
  claim: { t: 'claim', name: 'Bran', password: 'long enough' },
  cmd: { t: 'cmd', n: 1, line: 'look' },
  build: { t: 'build', n: 1, order: { do: 'undo' } },
  sync: { t: 'sync' },
  ping: { t: 'ping', at: 7 },
  turn: { t: 'guest' },
  nobody: undefined,
  refused: { ok: false, code: 'banned', why: 'No.' },
  'signed-in': { signedIn },
  'not-stored': undefined,
  attached: {
    tick: 3,
    output: { f: 'attached', k: 1, to: [session], conn: 'c1', resumed: false, lastN: 0, character },
  },
  frames: new FrameRun([{ position: { tick: 9, k: 1 }, frame: pong }]),
  claimed: { character: { id: 'ann', name: 'Bran', role: 'player' }, account: 'a1' },
  gap: { n: 5, expected: 2 },
  missed: undefined,
  gone: undefined,
  ended: { code: 'kicked', reason: 'Out.' },
  bye: farewell,
  revoked: { code: 'signed-out', reason: 'Out.', resume: false, closeCode: 4002 },
  role: 'builder',
  'socket-closed': undefined,
}

/** The phase that follows, and what is sent, published and closed, in this order. */
type Outcome = readonly [then: Phase, ...effects: string[]]

const asksToSignIn: Outcome = ['signing-in', 'welcome login']
const attaches: Outcome = ['attaching', 'publish attach']
const nothingInGreeting: Outcome = ['greeting']
const nothing: Outcome = ['signing-in']
const waits: Outcome = ['attaching']
const plays: Outcome = ['playing']
const over: Outcome = ['closed']
const already = (phase: Phase): Outcome => [phase, 'reject bad-frame']

const expected: Record<Phase, Record<ConnectionEvent, Outcome>> = {
  greeting: {
    hello: asksToSignIn,
    register: attaches,
    login: ['signing-in', 'reject bad-credentials'],
    guest: attaches,
    claim: ['greeting', 'reject not-signed-in'],
    claimed: nothingInGreeting,
    cmd: ['greeting', 'reject not-signed-in'],
    build: ['greeting', 'reject not-signed-in'],
    sync: ['greeting', 'reject not-signed-in'],
    ping: ['greeting', 'pong'],
    turn: attaches,
    nobody: asksToSignIn,
    refused: ['signing-in', 'reject banned'],
    'signed-in': attaches,
    'not-stored': nothingInGreeting,
    attached: nothingInGreeting,
    frames: nothingInGreeting,
    gap: nothingInGreeting,
    missed: nothingInGreeting,
    gone: nothingInGreeting,
    ended: nothingInGreeting,
    bye: ['greeting', 'bye restart', 'close 1012'],
    revoked: nothingInGreeting,
    role: nothingInGreeting,
    'socket-closed': over,
  },
  'signing-in': {
    hello: asksToSignIn,
    register: attaches,
    login: ['signing-in', 'reject bad-credentials'],
    guest: attaches,
    claim: ['signing-in', 'reject not-signed-in'],
    claimed: nothing,
    cmd: ['signing-in', 'reject not-signed-in'],
    build: ['signing-in', 'reject not-signed-in'],
    sync: ['signing-in', 'reject not-signed-in'],
    ping: ['signing-in', 'pong'],
    turn: attaches,
    nobody: asksToSignIn,
    refused: ['signing-in', 'reject banned'],
    'signed-in': attaches,
    'not-stored': nothing,
    attached: nothing,
    frames: nothing,
    gap: nothing,
    missed: nothing,
    gone: nothing,
    ended: nothing,
    bye: ['signing-in', 'bye restart', 'close 1012'],
    revoked: nothing,
    role: nothing,
    'socket-closed': over,
  },
  attaching: {
    hello: already('attaching'),
    register: already('attaching'),
    login: already('attaching'),
    guest: already('attaching'),
    claim: ['attaching', 'reject not-signed-in'],
    claimed: waits,
    cmd: ['attaching', 'reject not-signed-in'],
    build: ['attaching', 'reject not-signed-in'],
    sync: ['attaching', 'reject not-signed-in'],
    ping: ['attaching', 'pong'],
    turn: already('attaching'),
    nobody: waits,
    refused: waits,
    'signed-in': waits,
    'not-stored': ['signing-in', 'reject unavailable'],
    attached: ['playing', 'welcome Ann'],
    frames: waits,
    gap: waits,
    missed: ['attaching', 'bye later', 'close 1013'],
    gone: asksToSignIn,
    ended: ['closed', 'bye kicked', 'close 4001'],
    bye: ['attaching', 'bye restart', 'close 1012'],
    revoked: ['closed', 'bye signed-out', 'close 4002', 'publish detach'],
    role: ['attaching', 'publish system'],
    'socket-closed': ['closed', 'publish detach'],
  },
  playing: {
    hello: already('playing'),
    register: already('playing'),
    login: already('playing'),
    guest: already('playing'),
    claim: ['playing', 'reject weak-password'],
    claimed: ['playing', 'welcome Bran'],
    cmd: ['playing', 'publish line', 'ack 1'],
    build: ['playing', 'publish line', 'ack 1'],
    sync: ['playing', 'publish sync'],
    ping: ['playing', 'pong'],
    turn: already('playing'),
    nobody: plays,
    refused: plays,
    'signed-in': plays,
    'not-stored': plays,
    attached: plays,
    frames: ['playing', 'pong'],
    gap: ['playing', 'reject gap'],
    missed: ['playing', 'resync', 'publish sync'],
    gone: asksToSignIn,
    ended: ['closed', 'bye kicked', 'close 4001'],
    bye: ['playing', 'bye restart', 'close 1012'],
    revoked: ['closed', 'bye signed-out', 'close 4002', 'publish detach'],
    role: ['playing', 'publish system'],
    'socket-closed': ['closed', 'publish detach'],
  },
  closed: {
    hello: over,
    register: over,
    login: over,
    guest: over,
    claim: over,
    claimed: over,
    cmd: over,
    build: over,
    sync: over,
    ping: over,
    turn: over,
    nobody: over,
    refused: over,
    'signed-in': over,
    'not-stored': over,
    attached: over,
    frames: over,
    gap: over,
    missed: over,
    gone: over,
    ended: over,
    bye: over,
    revoked: over,
    role: over,
    'socket-closed': over,
  },
}

/** The events that lead to a phase, from the first one on. */
const waysTo: Record<Phase, readonly ConnectionEvent[]> = {
  greeting: [],
  'signing-in': ['hello'],
  attaching: ['guest'],
  playing: ['guest', 'attached'],
  closed: ['guest', 'attached', 'socket-closed'],
}

const phases = Object.keys(expected) as Phase[]
const cells = phases.flatMap((phase) =>
  (Object.keys(expected[phase]) as ConnectionEvent[]).map((event) => ({ phase, event })),
)

test.each(cells)('$phase, $event', async ({ phase, event }) => {
  const { state, effects, happens } = connection()
  for (const step of waysTo[phase]) await happens(step)
  expect(state.phase).toBe(phase)
  effects.length = 0
  await happens(event)
  expect([state.phase, ...effects]).toEqual(expected[phase][event])
})

describe('what a session has left behind', () => {
  test('a client whose session is over signs in anew and plays', async () => {
    const { state, effects, happens } = connection()
    for (const step of ['guest', 'attached', 'gone'] as const) await happens(step)
    effects.length = 0
    for (const step of ['guest', 'attached', 'cmd'] as const) await happens(step)
    expect(state.phase).toBe('playing')
    expect(effects).toEqual(['publish attach', 'welcome Ann', 'publish line', 'ack 1'])
  })

  test('a sign-in that succeeds after the socket is gone attaches nothing', async () => {
    const { state, effects, happens } = connection()
    void state.happen('guest', { t: 'guest' })
    await happens('socket-closed')
    expect([state.phase, ...effects]).toEqual(['closed'])
  })
})

/** A connection with every port in memory, and what it does in words. */
function connection() {
  const effects: string[] = []
  const wire: Wire = {
    via: 'v1.mudstream',
    cookieToken: undefined,
    address: '127.0.0.1',
    send: ({ frame }) => effects.push(wordsOf(frame)),
    sendAll({ frames }) {
      for (const { frame } of frames) wire.send(frame)
    },
    close: (code) => effects.push(`close ${code}`),
    buffered: () => 0,
    cork: () => undefined,
    uncork: () => undefined,
  }
  const archive = {
    read: async () => [],
    reaches: async () => true,
    newest: async () => 0,
    timeline: async () => 0,
  }
  const onTrouble = (_where: string, error: unknown) => {
    throw error
  }
  const entered = async (): Promise<SignInResult> => ({ ok: true, signedIn })
  const refused = async (): Promise<SignInResult> => ({
    ok: false,
    code: 'bad-credentials',
    why: 'No.',
  })
  const state: ConnectionState = createState(
    wire,
    {
      hub: new Hub('gw1', archive, systemClock, { repaired: () => undefined, trouble: onTrouble }),
      bus: {
        publish: async ({ t }: Command) => {
          effects.push(`publish ${t}`)
          return 'stored'
        },
      },
      signIn: {
        register: entered,
        login: refused,
        guest: entered,
        claim: async () => ({ ok: false, code: 'weak-password', why: 'No.' }),
        token: refused,
        resume: refused,
      },
      world: () => 'Test',
      shard: 1,
      now: systemClock.now,
      sleep: systemClock.sleep,
      newConn: () => 'c1',
      commandLimit: { take: () => 0 },
      rights: { hold: () => () => undefined },
      onTrouble,
    },
    () => ({
      conn: 'c1',
      wire,
      deliver: () => undefined,
      attached: () => undefined,
      claimed: () => undefined,
      gap: () => undefined,
      missed: () => undefined,
      ended: () => undefined,
    }),
  )
  const happens = async <E extends ConnectionEvent>(event: E) => {
    await state.happen(event, payloads[event])
    // What a step leaves to a later turn of the event loop has been done after this.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { state, effects, happens }
}

function wordsOf(frame: SharedFrame['frame']): string {
  if (frame.t === 'welcome') return `welcome ${frame.character?.name ?? frame.needs}`
  if (frame.t === 'reject' || frame.t === 'bye') return `${frame.t} ${frame.code}`
  return frame.t === 'ack' ? `ack ${frame.n}` : frame.t
}
