import { describe, expect, test } from 'vitest'
import type { Output, OutputMessage } from '../../../../schema/envelope.ts'
import { readOutputs } from '../../../../schema/output-message.ts'
import { RoomCache } from '../../../../server/core/store/room-cache.ts'
import { storedOutputs } from '../../../../server/core/store/stored-outputs.ts'
import type { TickStore } from '../../../../server/core/store/tick-store.ts'
import { createLeadership } from '../../../../server/core/tick/leadership.ts'
import { encodeOutputs, fittingMessage } from '../../../../server/core/tick/outputs.ts'
import { startRelay } from '../../../../server/core/tick/relay.ts'
import { beginWork } from '../../../../server/core/tick/tick-work.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'

const checkpoint = {
  shard: 1,
  epoch: 1,
  tick: 41,
  beat: 0,
  commandSeq: 0,
  streamTag: '',
  busGeneration: 0,
  timeline: 0,
  lost: [],
  relayedTick: 0,
  atMs: 5,
  attempts: 0,
}

const moment = {
  shard: 1,
  worldName: 'Test',
  moment: { tick: 42, beat: 1, atMs: 9, heartbeatMs: 250 },
}

function leadership() {
  return createLeadership(checkpoint, new RoomCache({ roomsMax: 10, bytesMax: 1_000_000 }))
}

describe('outputs of a tick', () => {
  test('travel as they are when one message holds them', () => {
    const text = JSON.stringify({ v: 1, outputs: ['x'.repeat(500_000)] })
    expect(fittingMessage(leadership(), 'gw1', text)).toBe(text)
  })

  // Crowds of several rooms, in one of which several people speak, as they are told who is there.
  test('name a crowd once, and say to each session what it said before', () => {
    const lead = leadership()
    const of = (room: string) =>
      Array.from({ length: 40 }, (_, at) => ({ session: `${room}${at}`, gateway: `gw${at % 2}` }))
    const [square, quay] = [of('square'), of('quay')]
    const audiences = [
      square.slice(1),
      square.slice(0, 1),
      square.toSpliced(7, 1),
      quay,
      [...square, ...quay],
      square.slice(20),
      square.toSpliced(3, 2),
      [...quay.slice(2), ...square.slice(0, 3)],
      square,
    ]
    const work = beginWork(lead.cache.world, { ...moment, newId: () => '' })
    for (const [at, targets] of audiences.entries()) {
      work.outputs.push({ f: 'state', k: at + 1, part: 'room', data: {}, targets })
    }
    const { stored, byGateway } = encodeOutputs(lead, work, 1)
    const told = (outputs: readonly Output[]) =>
      outputs.map(({ k, to }) => [k, to.toSorted()] as const)
    for (const gateway of ['gw0', 'gw1']) {
      const wanted = audiences
        .map((targets, at) => {
          const here = targets.filter((one) => one.gateway === gateway)
          return [at + 1, here.map(({ session }) => session).toSorted()] as const
        })
        .filter(([, to]) => to.length > 0)
      expect(told(readOutputs(byGateway.get(gateway) ?? '').outputs)).toEqual(wanted)
      expect(told(storedOutputs(stored, { gateway }))).toEqual(wanted)
    }
    for (const { session } of [...square, ...quay]) {
      const wanted = audiences.flatMap((targets, at) =>
        targets.some((one) => one.session === session) ? [at + 1] : [],
      )
      expect(storedOutputs(stored, { session }).map(({ k }) => k)).toEqual(wanted)
    }
    const text = byGateway.get('gw1') ?? ''
    expect(() => readOutputs(text.replace('"crowds"', '"clouds"'))).toThrow('nobody named')
  })

  test('of people who speak in one room name those who are there once', () => {
    const lead = leadership()
    const square = Array.from({ length: 300 }, (_, at) => ({ session: `s${at}`, gateway: 'gw' }))
    const work = beginWork(lead.cache.world, { ...moment, newId: () => '' })
    for (let k = 1; k <= 20; k += 1) {
      const targets = square.toSpliced(k * 3, 1)
      work.outputs.push({ f: 'state', k, part: 'room', data: {}, targets })
    }
    expect(encodeOutputs(lead, work, 1).stored.split('"s200"')).toHaveLength(2)
  })

  test('too large for the bus, are announced so that the gateway reads them from the store', () => {
    const lead = leadership()
    lead.toldTick.set('gw1', 41)
    const message = JSON.parse(fittingMessage(lead, 'gw1', 'ü'.repeat(600_000))) as OutputMessage
    expect(message).toMatchObject({ shard: 1, tick: 41, prev: 41, outputs: [] })
  })
})

test('events of a long night go out in messages that the bus takes, each event once', async () => {
  const data = { words: 'ö'.repeat(2_000) }
  const events = Array.from({ length: 1_000 }, (_, index) => ({
    shard: 1,
    tick: 1 + Math.floor(index / 50),
    ordinal: 1 + (index % 50),
    beat: 0,
    atMs: 0,
    type: 'speech-uttered',
    version: 1,
    data,
  }))
  const published: string[] = []
  const stop = new AbortController()
  const store = {
    eventsAfter: async (_shard: number, tick: number) => events.filter((one) => one.tick > tick),
    jobsAfter: async () => [],
  } as unknown as TickStore
  const bus = {
    async publishEvents(_shard: number, _type: string, _id: string, text: string) {
      published.push(text)
    },
  } as never
  const lead = leadership()
  const done = startRelay(
    lead,
    { store, bus, clock: systemClock, observer: { failed: () => undefined } },
    stop.signal,
  ).done
  await expect.poll(() => lead.relayedTick).toBe(41)
  stop.abort()
  await done
  for (const text of published) expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
  const seen = published.flatMap(
    (text) => (JSON.parse(text) as { events: { tick: number; ordinal: number }[] }).events,
  )
  expect(seen.map(({ tick, ordinal }) => `${tick}.${ordinal}`)).toEqual(
    events.map(({ tick, ordinal }) => `${tick}.${ordinal}`),
  )
})
