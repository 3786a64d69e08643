/** A connection whose command is applied before its own gateway knows that it was stored. */
import { expect, test } from 'vitest'
import type { Command, Output } from '../../../../schema/envelope.ts'
import { requestId } from '../../../../schema/ids.ts'
import { Hub } from '../../../../server/edge/session/hub.ts'
import { createPlayerConnection } from '../../../../server/edge/session/player-connection.ts'
import type { PublishResult, SignInResult, Wire } from '../../../../server/edge/session/ports.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'

const session = 'sann'
const person = { character: 'ann', name: 'Ann', role: 'guest' as const }

/** A connection that plays, with command 3 as the last one the tick knows of. */
async function playing() {
  const frames: Record<string, unknown>[] = []
  const stored: { command: Command; answer: (result: PublishResult) => void }[] = []
  const wire: Wire = {
    via: 'v1.mudstream',
    cookieToken: undefined,
    address: '127.0.0.1',
    send: (shared) => frames.push({ ...shared.frame }),
    sendAll({ frames: run }) {
      for (const { frame } of run) wire.send(frame)
    },
    close: () => undefined,
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
  const observer = { repaired: () => undefined, trouble: () => undefined }
  const hub = new Hub('gw1', archive, systemClock, observer)
  const signedIn = async (): Promise<SignInResult> => ({
    ok: true,
    signedIn: { person, session, resume: 'secret' },
  })
  const connection = createPlayerConnection(wire, {
    hub,
    bus: {
      publish: (command) => new Promise((answer) => stored.push({ command, answer })),
    },
    signIn: {
      register: signedIn,
      login: signedIn,
      guest: signedIn,
      claim: async () => ({ ok: false, code: 'name-taken', why: 'Taken.' }),
      token: signedIn,
      resume: signedIn,
    },
    world: () => 'Test',
    shard: 1,
    now: systemClock.now,
    sleep: systemClock.sleep,
    newConn: () => 'conn1',
    commandLimit: { take: () => 0 },
    rights: { hold: () => () => undefined },
    onTrouble: (_where, error) => {
      throw error
    },
  })
  const tell = (tick: number, outputs: readonly Output[]) =>
    hub.receive({ v: 1, shard: 1, tick, prev: tick - 1, atMs: 0, outputs: [...outputs] })
  // Without waiting for the welcome in between, as an impatient client does.
  connection.receive({ t: 'hello' })
  connection.receive({ t: 'guest' })
  await new Promise((resolve) => setImmediate(resolve))
  stored.shift()?.answer('stored')
  await new Promise((resolve) => setImmediate(resolve))
  const character = { id: 'ann', name: 'Ann', role: 'guest' }
  const to = [session]
  tell(1, [{ f: 'attached', k: 1, to, conn: 'conn1', resumed: false, lastN: 3, character }])
  frames.length = 0
  return { connection, frames, stored, tell }
}

const request = requestId(session, 4)
const done: Output = { f: 'done', k: 2, to: [session], request, n: 4, status: 'completed' }
const seen: Output = {
  f: 'state',
  k: 1,
  to: [session],
  part: 'char',
  cause: request,
  data: {},
}

test('a command that came through another gateway is acknowledged before its frames', async () => {
  const { connection, frames, stored, tell } = await playing()
  tell(2, [seen, done])
  expect(frames.map(({ t, n }) => [t, n])).toEqual([
    ['ack', 4],
    ['state', undefined],
    ['done', 4],
  ])
  expect(frames[0]).toMatchObject({ request })
  // Its number is used up: the next one is due, and a repeat is passed on to get its outcome again.
  connection.receive({ t: 'cmd', n: 5, line: 'look' })
  connection.receive({ t: 'cmd', n: 4, line: 'say again' })
  expect(stored.map(({ command }) => 'n' in command && command.n)).toEqual([5, 4])
  expect(frames.filter(({ t }) => t === 'reject')).toEqual([])
})

test('a command whose storing was not answered yet is acknowledged once, before its frames', async () => {
  const { connection, frames, stored, tell } = await playing()
  connection.receive({ t: 'cmd', n: 4, line: 'look' })
  tell(2, [seen, done])
  stored[0]?.answer('stored')
  await new Promise((resolve) => setImmediate(resolve))
  expect(frames.map(({ t }) => t)).toEqual(['ack', 'state', 'done'])
})

test("somebody else's frames acknowledge nothing", async () => {
  const { frames, tell } = await playing()
  tell(2, [{ ...seen, cause: requestId('sbea', 9) }])
  expect(frames.map(({ t }) => t)).toEqual(['state'])
})

test('a repeat of what is under way is answered once, by what becomes of the first', async () => {
  const { connection, frames, stored } = await playing()
  connection.receive({ t: 'cmd', n: 4, line: 'say once' })
  connection.receive({ t: 'cmd', n: 4, line: 'say once' })
  expect(stored).toHaveLength(1)
  stored[0]?.answer('stored')
  await new Promise((resolve) => setImmediate(resolve))
  expect(frames.map(({ t, n }) => [t, n])).toEqual([['ack', 4]])
})

test('sign-in frames in a heap are refused beyond a few', async () => {
  const { connection, frames } = await playing()
  for (let count = 0; count < 6; count += 1) connection.receive({ t: 'hello' })
  await new Promise((resolve) => setImmediate(resolve))
  expect(frames.map(({ code }) => code).sort()).toEqual([
    'bad-frame',
    'bad-frame',
    'bad-frame',
    'bad-frame',
    'busy',
    'busy',
  ])
})
