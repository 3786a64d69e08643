/** A feed whose consumer says nothing, or of which none can be made, reads all the same. */
import { randomBytes } from 'node:crypto'
import { connect, type JetStreamManager, type NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Bus, Feed } from '../../../../server/platform/bus/bus.ts'
import { readNatsAddress } from '../../../../server/platform/bus/nats-address.ts'
import { openTestBus } from '../../../support/bus.ts'
import { natsUrl } from '../../../support/servers.ts'

let nc: NatsConnection
let manager: JetStreamManager
let bus: Bus
const streams: string[] = []

beforeAll(async () => {
  nc = await connect(readNatsAddress(natsUrl('admin')))
  manager = await nc.jetstreamManager({ checkAPI: false })
  bus = await openTestBus('admin')
})
afterAll(async () => {
  for (const stream of streams) await manager.streams.delete(stream)
  await Promise.all([nc.close(), bus.close()])
})

/** A stream of its own with subjects of two kinds. */
async function newStream(consumersMax: number) {
  const stream = `silent${randomBytes(6).toString('hex')}`
  const subjects = [`mud.${stream}.a.*`, `mud.${stream}.b.*`]
  await manager.streams.add({ name: stream, subjects, max_consumers: consumersMax })
  streams.push(stream)
  return { stream, subjects, of: (kind: string) => `mud.${stream}.${kind}.1` }
}

async function read(stream: string, subjects: readonly string[], fromSeq: number) {
  const texts: string[] = []
  const onMessage = ({ text }: { text: string }) => void texts.push(text)
  const onBroken = (why: string) => void texts.push(`broken: ${why}`)
  const feed: Feed = await bus.openFeed({ stream, subjects, fromSeq }, { onMessage, onBroken })
  return { texts, feed }
}

// PROMISE RELIABILITY 5: while the stream grows fetches from the stream what waits there within two seconds and opens the feed anew under another name
it('begins anew under another name when its consumer is silent while the stream grows', async () => {
  const { stream, subjects, of } = await newStream(-1)
  const { texts, feed } = await read(stream, subjects, 1)
  await bus.store(of('a'), 'before', { id: 'before' })
  await expect.poll(() => texts).toEqual(['before'])
  const [first] = await manager.consumers.list(stream).next()
  // It lives, sends its heartbeats, and delivers nothing.
  await manager.consumers.pause(stream, first?.name ?? '', new Date(Date.now() + 3_600_000))
  for (const text of ['x', 'y', 'z']) await bus.store(of('b'), text, { id: text })
  await expect.poll(() => texts).toEqual(['before', 'x', 'y', 'z'])
  await expect.poll(() => feed.progress().reopened).toBe(1)
  expect(feed.progress()).toMatchObject({ readSeq: 4, lastSeq: 4, unreadForMs: 0 })
  const names = async () => (await manager.consumers.list(stream).next()).map(({ name }) => name)
  await expect.poll(names).not.toContain(first?.name)
  await bus.store(of('a'), 'after', { id: 'after' })
  await expect.poll(() => texts.at(-1)).toBe('after')
  await feed.close()
})

it('reads what it is for where no consumer can be made at all, in order', async () => {
  const { stream, subjects, of } = await newStream(1)
  await manager.consumers.add(stream, { durable_name: 'the-only-one' })
  for (const text of ['1', '2', '3', '4']) {
    await bus.store(of(Number(text) % 2 === 0 ? 'a' : 'b'), text, { id: text })
  }
  const both = await read(stream, subjects, 2)
  await expect.poll(() => both.texts).toEqual(['2', '3', '4'])
  const one = await read(stream, subjects.slice(0, 1), 1)
  await expect.poll(() => one.texts).toEqual(['2', '4'])
  await bus.store(of('b'), '5', { id: '5' })
  await expect.poll(() => both.texts).toEqual(['2', '3', '4', '5'])
  expect(one.texts).toEqual(['2', '4'])
  expect(one.feed.progress().unreadForMs).toBe(0)
  await Promise.all([both.feed.close(), one.feed.close()])
})

it('says so when the stream itself is gone', async () => {
  const { stream, subjects } = await newStream(-1)
  const { texts } = await read(stream, subjects, 1)
  await manager.streams.delete(stream)
  streams.splice(streams.indexOf(stream), 1)
  await expect.poll(() => texts).toEqual(['broken: the stream is gone'])
})
