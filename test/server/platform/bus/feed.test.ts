/** The feed on a real cluster of three servers, whose servers die and fall silent under it. */
import { connect, type NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { subjectsOf } from '../../../../schema/subjects.ts'
import type { Bus, Feed } from '../../../../server/platform/bus/bus.ts'
import { readNatsAddress } from '../../../../server/platform/bus/nats-address.ts'
import { openBus } from '../../../../server/platform/bus/nats-bus.ts'
import { loadConfig } from '../../../../server/platform/config.ts'
import { failOnBroken } from '../../../support/bus.ts'
import { feedPlaces, type NatsCluster, startNatsCluster } from '../../../support/nats-cluster.ts'

const subjects = subjectsOf('main')
const { commands } = subjects.streams
const subject = subjects.commands(1, 'gw1')

let cluster: NatsCluster
let admin: NatsConnection
let writer: Bus
let reader: Bus

beforeAll(async () => {
  cluster = await startNatsCluster('main')
  const url = cluster.url('admin')
  const bus = await openBus({ url, name: 'feed-test-setup', onBroken: failOnBroken })
  const settings = { MUD_NATS_URL: url, MUD_NATS_REPLICAS: '3', MUD_COMMANDS_MAX_MB: '64' }
  await bus.streams.prepare(subjects, loadConfig(settings))
  await bus.close()
  admin = await connect({ ...readNatsAddress(url), maxReconnectAttempts: -1 })
  const of = (login: 'gateway' | 'tick') =>
    openBus({ url: cluster.url(login), name: 'feed-test', onBroken: failOnBroken })
  writer = await of('gateway')
  reader = await of('tick')
}, 90_000)

afterAll(async () => {
  await Promise.all([admin.close(), writer.close(), reader.close()])
  await cluster.stop()
})

/** Stores numbered messages until stopped; each is sent again under its id until the stream has it. */
function startWriting() {
  let stored = 0
  let isOver = false
  const run = async () => {
    while (!isOver) {
      const text = `m${stored + 1}`
      const sent = writer.store(subject, text, { id: text, withinMs: 1_000 })
      const isStored = await sent.then(
        () => true,
        () => false,
      )
      if (isStored) stored += 1
      await new Promise((resolve) => setTimeout(resolve, isStored ? 20 : 100))
    }
  }
  const running = run()
  return {
    stored: () => stored,
    async stop() {
      isOver = true
      await running
    },
  }
}

async function startReading() {
  const texts: string[] = []
  let why = ''
  const feed: Feed = await reader.openFeed(
    { stream: commands, subjects: subjects.commandsOfShard(1), fromSeq: 1 },
    {
      onMessage({ text }) {
        texts.push(text)
      },
      onBroken(reason) {
        why = reason
      },
    },
  )
  return {
    texts,
    feed,
    why: () => why,
  }
}

const patience = { interval: 100 }

it('reads everything once and in order while the servers die and fall silent', async () => {
  const reading = await startReading()
  const writing = startWriting()
  const goesOn = async () => {
    const before = writing.stored()
    await expect.poll(writing.stored, patience).toBeGreaterThan(before + 10)
    await expect.poll(() => reading.texts.length, patience).toBeGreaterThan(before + 10)
  }
  await goesOn()
  /** A consumer away from the stream's leader: what its loss costs is the feed's own affair. */
  const untilApart = async () => {
    for (;;) {
      const now = await feedPlaces(admin, commands)
      if (now.holder !== now.leader) return now
      await admin.request(`$JS.API.STREAM.LEADER.STEPDOWN.${commands}`, '', { timeout: 2_000 })
      await goesOn()
    }
  }

  const first = await untilApart()
  await cluster.kill(first.holder)
  await goesOn()
  await cluster.start(first.holder)

  const second = await untilApart()
  cluster.pause(second.holder)
  await goesOn()
  cluster.goOn(second.holder)

  const third = await feedPlaces(admin, commands)
  await cluster.kill(third.leader)
  await goesOn()
  await cluster.start(third.leader)
  await goesOn()

  await writing.stop()
  await expect.poll(() => reading.texts.length, patience).toBe(writing.stored())
  expect(reading.texts).toEqual(reading.texts.map((_, index) => `m${index + 1}`))
  expect(reading.why()).toBe('')
  expect(reading.feed.progress()).toMatchObject({ readSeq: writing.stored(), unreadForMs: 0 })
  await reading.feed.close()
}, 150_000)
