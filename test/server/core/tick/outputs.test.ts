import { describe, expect, test } from 'vitest'
import type { OutputMessage } from '../../../../schema/envelope.ts'
import { RoomCache } from '../../../../server/core/store/room-cache.ts'
import type { TickStore } from '../../../../server/core/store/tick-store.ts'
import { createLeadership } from '../../../../server/core/tick/leadership.ts'
import { fittingMessage } from '../../../../server/core/tick/outputs.ts'
import { startRelay } from '../../../../server/core/tick/relay.ts'
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
  relayedTick: 0,
  atMs: 5,
  attempts: 0,
}

function leadership() {
  return createLeadership(checkpoint, new RoomCache({ roomsMax: 10, bytesMax: 1_000_000 }))
}

describe('outputs of a tick', () => {
  test('travel as they are when one message holds them', () => {
    const text = JSON.stringify({ v: 1, outputs: ['x'.repeat(500_000)] })
    expect(fittingMessage(leadership(), 'gw1', text)).toBe(text)
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
  await expect.poll(() => lead.relayedTick, { timeout: 10_000 }).toBe(41)
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
