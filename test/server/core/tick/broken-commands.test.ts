/** Commands that break the tick, and buses that break it innocently: the world goes on. */

import { expect, test } from 'vitest'
import { type Command, encodeCommands } from '../../../../schema/envelope.ts'
import { createMemoryDatabase } from '../../../../server/core/store/memory-tick-store.ts'
import type { Checkpoint, TickStore } from '../../../../server/core/store/tick-store.ts'
import type { CommandMessage, TickBus } from '../../../../server/core/tick/bus.ts'
import { runShard } from '../../../../server/core/tick/lead.ts'
import { type LeadObserver, observeAll } from '../../../../server/core/tick/lead-parts.ts'
import { createStageTimer } from '../../../../server/core/tick/stages.ts'
import type { Clock } from '../../../../server/platform/ambient.ts'
import { RetryableError } from '../../../../server/platform/errors.ts'
import { flushAfter } from '../../../contract/tick-store-contract.ts'

/** Time that passes as fast as it is waited for. */
function quickClock(): Clock {
  let nowMs = 1_000
  return {
    now: () => nowMs,
    mono: () => nowMs,
    async sleep(ms, signal) {
      await new Promise((resolve) => setImmediate(resolve))
      if (!signal?.aborted) nowMs += ms
    },
  }
}

/** A bus that holds these commands, one message each, and is away for the first `awayFor` questions. */
function busOf(commands: readonly Command[], awayFor = 0): TickBus {
  return busOfMessages(
    commands.map((command) => [command]),
    awayFor,
  )
}

const nothingWaits = () => {
  return { readSeq: 0, lastSeq: 0, unreadForMs: 0, silentForMs: 0, reopened: 0 }
}

function busOfMessages(batches: readonly Command[][], awayFor = 0): TickBus {
  const messages = batches.map((commands, index): CommandMessage => {
    return {
      seq: index + 1,
      from: 'gateway',
      origin: 'gw1',
      storedMs: 1,
      text: encodeCommands(commands),
    }
  })
  let asked = 0
  return {
    connected: () => true,
    async identity() {
      asked += 1
      if (asked <= awayFor) throw new Error('the bus is away')
      return { tag: 'tag', firstSeq: 1, lastSeq: messages.length }
    },
    space: async () => ({ firstSeq: 1, bytes: 0, bytesMax: 1 }),
    storedMs: async () => undefined,
    dropCommandsTo: async () => undefined,
    async open(_shard, fromSeq, onMessage) {
      for (const message of messages) if (message.seq >= fromSeq) void onMessage(message)
      return { progress: nothingWaits, close: async () => undefined }
    },
    sendOutputs: () => undefined,
    publishEvents: async () => undefined,
    lastToldTick: async () => 0,
    publishJob: async () => undefined,
    onGatewayAlive: () => () => undefined,
  }
}

const line = (session: string, words: string): Command => {
  return { t: 'line', session, n: 1, line: words, at: 1 }
}

/** Runs a shard until `enough` says so; returns the checkpoints it led from. */
async function run(
  store: TickStore,
  bus: TickBus,
  clock: Clock,
  enough: () => Promise<boolean>,
  {
    ledgerKeepMs = Number.POSITIVE_INFINITY,
    ...observer
  }: Partial<LeadObserver> & { ledgerKeepMs?: number } = {},
): Promise<Checkpoint[]> {
  const stop = new AbortController()
  const led: Checkpoint[] = []
  const shard = runShard(
    {
      settings: {
        shard: 1,
        owner: 't1',
        leaseMs: 3_000,
        heartbeatMs: 250,
        gatherMs: 0,
        commandsPerTickMax: 1_000,
        outputWindowMs: 60_000,
        gatewaySilenceMs: 5_000,
        commandsKeepMs: 60_000,
        ledgerKeepMs,
        rules: { linkGraceBeats: 480 },
        cache: { roomsMax: 100, bytesMax: 1_000_000 },
      },
      store,
      bus,
      clock,
      stage: createStageTimer(clock, () => undefined),
      observer: observeAll([observer, { leading: (checkpoint) => led.push(checkpoint) }]),
    },
    stop.signal,
  )
  for (let rounds = 0; rounds < 20_000 && !(await enough()); rounds += 1) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  stop.abort()
  await shard
  return led
}

const entity = (body: Record<string, unknown> & { id: string; kind: string; place: string }) => {
  return { id: body.id, kind: body.kind, place: body.place, body: JSON.stringify(body) }
}

test('a rule that breaks while it shows its author the outcome costs its own command only', async () => {
  const clock = quickClock()
  const database = createMemoryDatabase(clock.now)
  const store = database.connect()
  const room = { kind: 'room', place: '', zone: 'z', description: '', flags: [], details: {} }
  const being = { level: 1, health: [9, 9], stamina: [9, 9], lucidity: [9, 9], gold: 0, bank: 0 }
  const character = {
    kind: 'character',
    role: 'player',
    position: 'standing',
    effects: [],
    ...being,
  }
  const checkpoint = await store.acquire(1, 'setup', 1_000)
  await store.flush({
    ...flushAfter(1, checkpoint?.epoch ?? 0, 0),
    commandSeq: 0,
    upserts: [
      entity({ ...room, id: 'z.hall', title: 'Hall', exits: { north: { to: 'z.pit' } } }),
      // A room damaged so that nobody can be shown its exits.
      entity({ ...room, id: 'z.pit', title: 'Pit', exits: null }),
      entity({
        ...character,
        id: 'ann',
        place: 'z.hall',
        name: 'Ann',
        session: 'sann',
        skills: {},
        quests: {},
        experience: 0,
      }),
      entity({ id: 'sann', kind: 'session', place: 'ann', gateway: 'gw1', conn: 'c', via: 'ws' }),
    ],
  })
  await store.release(1, checkpoint?.epoch ?? 0)
  const bus = busOf([
    line('sann', 'north'),
    { t: 'line', session: 'sann', n: 2, line: 'say on', at: 1 },
  ])
  await run(store, bus, clock, async () => (await store.outcome('sann', 2)) !== null)
  expect(await store.outcome('sann', 1)).toEqual({ n: 1, status: 3 })
  expect(await store.outcome('sann', 2)).toEqual({ n: 2, status: 1 })
  const types = (await store.eventsAfter(1, 0, 100)).map(({ type }) => type)
  expect(types).toContain('command-quarantined')
  expect(types).not.toContain('character-moved')
})

test('a command that breaks the whole tick is failed after a few leaders, and the next ones are applied', async () => {
  const clock = quickClock()
  const database = createMemoryDatabase(clock.now)
  const inner = database.connect()
  // Stands for any bug that only one command wakes: its flush breaks unless it is recorded as failed.
  const store: TickStore = {
    ...inner,
    async flush(flush) {
      const wakes = flush.commands.some(({ session, status }) => session === 'sbad' && status !== 3)
      if (wakes) throw new TypeError('this should not happen')
      return inner.flush(flush)
    },
  }
  const bus = busOf([line('sgood', 'look'), line('sbad', 'look'), line('slast', 'look')])
  const led = await run(store, bus, clock, async () => (await inner.outcome('slast', 1)) !== null)
  // Nobody plays these sessions: what is applied is refused in words, which is an outcome.
  expect(await inner.outcome('sgood', 1)).toEqual({ n: 1, status: 2 })
  expect(await inner.outcome('sbad', 1)).toEqual({ n: 1, status: 3 })
  expect(await inner.outcome('slast', 1)).toEqual({ n: 1, status: 2 })
  expect(Math.max(...led.map(({ attempts }) => attempts))).toBeGreaterThanOrEqual(4)
})

test('commands that break the tick take none of those down that came in the same message', async () => {
  const clock = quickClock()
  const inner = createMemoryDatabase(clock.now).connect()
  const bad = new Set(['sbad', 'sworse'])
  const store: TickStore = {
    ...inner,
    async flush(flush) {
      const wakes = flush.commands.some(({ session, status }) => bad.has(session) && status !== 3)
      if (wakes) throw new TypeError('this should not happen')
      return inner.flush(flush)
    },
  }
  const sessions = ['sone', 'sbad', 'stwo', 'sworse', 'sthree', 'slast']
  const bus = busOfMessages([sessions.map((session) => line(session, 'look'))])
  const led = await run(store, bus, clock, async () => (await inner.outcome('slast', 1)) !== null)
  const outcomes = await Promise.all(sessions.map((session) => inner.outcome(session, 1)))
  expect(outcomes.map((one) => one?.status)).toEqual([2, 3, 2, 3, 2, 2])
  expect(led.at(-1)?.attempts).toBeGreaterThanOrEqual(4)
})

test.each([
  ['late by seconds', 5_000, 'c1'],
  ['early by a clock that was an hour ahead', 3_600_000, 'c2'],
])('an attachment that seems %s does what its time means', async (_what, aheadMs, conn) => {
  const clock = quickClock()
  const store = createMemoryDatabase(clock.now).connect()
  const checkpoint = await store.acquire(1, 'setup', 1_000)
  const room = { kind: 'room', place: '', zone: 'z', title: 'Hall', description: '' }
  const being = { level: 1, health: [9, 9], stamina: [9, 9], lucidity: [9, 9], gold: 0, bank: 0 }
  const ann = { ...being, id: 'ann', kind: 'character', place: 'z.hall', name: 'Ann' }
  const rest = { position: 'standing', effects: [], skills: {}, quests: {}, experience: 0 }
  await store.flush({
    ...flushAfter(1, checkpoint?.epoch ?? 0, 0),
    commandSeq: 0,
    upserts: [
      entity({ ...room, id: 'z.hall', flags: [], details: {}, exits: {} }),
      entity({ ...ann, ...rest, role: 'player', session: 'sann' }),
      entity({ id: 'sann', kind: 'session', place: 'ann', gateway: 'gw1', conn: 'c', via: 'ws' }),
    ],
  })
  await store.release(1, checkpoint?.epoch ?? 0)
  const person = { character: 'ann', name: 'Ann', role: 'player' } as const
  const came = { t: 'attach', session: 'sann', via: 'ws', person, resume: true } as const
  const bus = busOf([
    { ...came, conn: 'c1', at: 10_000_000 + aheadMs },
    { ...came, conn: 'c2', at: 10_000_000 },
    line('sann', 'look'),
  ])
  await run(store, bus, clock, async () => (await store.outcome('sann', 1)) !== null)
  const session = (await store.loadTrees(1, ['z.hall'])).find(({ id }) => id === 'sann')
  expect(session).toMatchObject({ conn })
})

test('nobody takes the lease while the bus cannot be heard', async () => {
  const clock = quickClock()
  const store = createMemoryDatabase(clock.now).connect()
  let asked = 0
  const bus: TickBus = {
    ...busOf([line('sgood', 'look')]),
    connected() {
      asked += 1
      return asked > 20
    },
  }
  const led = await run(store, bus, clock, async () => (await store.outcome('sgood', 1)) !== null)
  expect(led).toHaveLength(1)
  expect(asked).toBeGreaterThan(20)
})

test('a bus that is away for long counts against no command', async () => {
  const clock = quickClock()
  const database = createMemoryDatabase(clock.now)
  const store = database.connect()
  const bus = busOf([line('sgood', 'look')], 12)
  const led = await run(store, bus, clock, async () => (await store.outcome('sgood', 1)) !== null)
  expect(led).toHaveLength(13)
  expect(led.at(-1)?.attempts).toBeLessThan(2)
  expect(await store.outcome('sgood', 1)).toEqual({ n: 1, status: 2 })
})

test('a database that is away while a command is at hand counts against no command', async () => {
  const clock = quickClock()
  const inner = createMemoryDatabase(clock.now).connect()
  let failures = 0
  const store: TickStore = {
    ...inner,
    async lastNumbers(sessions) {
      failures += 1
      if (failures <= 12) throw new RetryableError('last-numbers: no answer')
      return inner.lastNumbers(sessions)
    },
  }
  const bus = busOf([line('sgood', 'look')])
  const led = await run(store, bus, clock, async () => (await inner.outcome('sgood', 1)) !== null)
  expect(led).toHaveLength(13)
  expect(await inner.outcome('sgood', 1)).toEqual({ n: 1, status: 2 })
})

test('a leadership is said to be over whatever ended it, an error too', async () => {
  const clock = quickClock()
  const store = createMemoryDatabase(clock.now).connect()
  const reasons: string[] = []
  const bus = busOf([line('sgood', 'look')], 2)
  const enough = async () => (await store.outcome('sgood', 1)) !== null
  const led = await run(store, bus, clock, enough, { steppedDown: (why) => reasons.push(why) })
  expect(led).toHaveLength(3)
  expect(reasons).toEqual(['an error', 'an error', 'stopped'])
})

// PROMISE RELIABILITY 6: A command that waited longer than half of that in the stream is refused in words
test('a command from longer ago than the ledger remembers is refused, whoever sends it again', async () => {
  const clock = quickClock()
  const store = createMemoryDatabase(clock.now).connect()
  const actor = { character: 'ann', name: 'Ann', role: 'player' as const }
  const old: Command[] = [
    { t: 'line', session: 'hann', n: 1, line: 'say again', actor, at: 1 },
    { t: 'system', session: 'job1', n: 1, name: 'forget-guests', data: { characters: [] }, at: 1 },
  ]
  const done = async () => (await store.outcome('job1', 1)) !== null
  // Both were stored in the first millisecond of 1970; the clock is a day further.
  await clock.sleep(86_400_000)
  await run(store, busOf(old), clock, done, { ledgerKeepMs: 3_600_000 })
  expect(await store.outcome('hann', 1)).toEqual({ n: 1, status: 2 })
  expect(await store.outcome('job1', 1)).toEqual({ n: 1, status: 2 })
  expect(await store.eventsAfter(1, 0, 100)).toEqual([])
})
