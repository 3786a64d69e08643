/**
 * What every bus has to do, the simulated one as well as NATS: what the tick and the gateways rely on,
 * as tests. What the simulation promises, the real servers keep; what they do not, it must not either.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CommandMessage, TickBus } from '../../server/core/tick/bus.ts'
import type { BatchBus } from '../../server/edge/session/command-publisher.ts'

/** A bus under test. Time may be virtual, so everything is awaited by way of `until`. */
export interface BusUnderTest {
  readonly tick: TickBus
  /** The stream as one boot of a gateway publishes to it. */
  gateway(name: string, boot: string): BatchBus
  /** Calls back with the text of every output message for that gateway. */
  onOutputs(gateway: string, receive: (text: string) => void): void
  sayAlive(gateway: string, boot: string): void
  /** Breaks every connection; they come back by themselves. */
  breakLinks(): Promise<void>
  /** The stream is lost and made anew, or restored under another identity. */
  replaceStream(): Promise<void>
  until(enough: () => boolean): Promise<void>
  end(): Promise<void>
}

const shard = 1

/** Registers the suite under a name. */
export function busContract(name: string, open: () => Promise<BusUnderTest>): void {
  describe(name, () => {
    let bus: BusUnderTest
    let from = 1
    let marks = 0
    beforeAll(async () => {
      bus = await open()
    })
    afterAll(() => bus?.end())
    beforeEach(async () => {
      from = (await known(bus.tick.identity())).lastSeq + 1
      marks += 1
    })

    /** Awaits a promise while time goes on, virtual or not. */
    async function known<T>(promise: Promise<T>): Promise<T> {
      let isKnown = false
      const over = promise.finally(() => {
        isKnown = true
      })
      over.catch(() => undefined)
      await bus.until(() => isKnown)
      return over
    }
    const store = (gateway: BatchBus, text: string, id = `${marks}-${text}`) =>
      known(gateway.store(text, id))
    /** Repeats the same bytes under the same id until the stream has answered, as the product does. */
    async function storeUntilKnown(gateway: BatchBus, text: string): Promise<void> {
      for (let tries = 0; tries < 50; tries += 1) {
        const outcome = await store(gateway, text).then(
          () => 'stored',
          () => 'unknown',
        )
        if (outcome === 'stored') return
      }
      throw new Error('the stream never answered')
    }
    /** Reads from a position on; `seen` grows. */
    async function read(at: number, hold?: () => Promise<void> | void) {
      const seen: CommandMessage[] = []
      let broken = 0
      const feed = await known(
        bus.tick.open(
          shard,
          at,
          (message) => {
            seen.push(message)
            return hold?.()
          },
          () => {
            broken += 1
          },
        ),
      )
      return { seen, feed, broken: () => broken, texts: () => seen.map(({ text }) => text) }
    }

    test('what is stored is delivered in order, with its position and its origin', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      for (const text of ['a', 'b', 'c']) await store(gateway, text)
      const { seen, feed } = await read(from)
      await store(gateway, 'd')
      await bus.until(() => seen.length === 4)
      expect(seen.map(({ seq, origin, text }) => [seq, origin, text])).toEqual(
        ['a', 'b', 'c', 'd'].map((text, index) => [from + index, 'gw1', text]),
      )
      for (const { storedMs } of seen) expect(Number.isInteger(storedMs)).toBe(true)
      await known(feed.close())
    })

    test('a feed begins at the position it is opened at, also at the end of what there is', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      for (const text of ['a', 'b', 'c']) await store(gateway, text)
      const late = await read(from + 2)
      const next = await read(from + 3)
      await store(gateway, 'd')
      await bus.until(() => late.seen.length === 2 && next.seen.length === 1)
      expect([late.texts(), next.texts()]).toEqual([['c', 'd'], ['d']])
      await known(late.feed.close())
      await known(next.feed.close())
    })

    test('the same batch of the same boot is acknowledged again and stored once', async () => {
      await store(bus.gateway('gw1', 'boot1'), 'a', `${marks}-same`)
      await store(bus.gateway('gw1', 'boot1'), 'a', `${marks}-same`)
      await store(bus.gateway('gw1', 'boot2'), 'b', `${marks}-same`)
      const { texts, feed } = await read(from)
      await store(bus.gateway('gw2', 'boot3'), 'last')
      await bus.until(() => texts().includes('last'))
      expect(texts()).toEqual(['a', 'b', 'last'])
      await known(feed.close())
    })

    test('all readers see one order, and each gateway finds its own in it', async () => {
      const one = bus.gateway('gw1', 'boot1')
      const other = bus.gateway('gw2', 'boot2')
      const readers = [await read(from), await read(from)]
      const talk = async (gateway: BatchBus, name: string) => {
        for (let n = 1; n <= 5; n += 1) await gateway.store(`${name}${n}`, `${marks}-${name}${n}`)
      }
      await known(Promise.all([talk(one, 'x'), talk(other, 'y')]))
      await bus.until(() => readers.every(({ seen }) => seen.length === 10))
      const [first, second] = readers.map(({ texts }) => texts())
      expect(second).toEqual(first)
      const own = (name: string) => (first ?? []).filter((text) => text.startsWith(name))
      expect(own('x')).toEqual(['x1', 'x2', 'x3', 'x4', 'x5'])
      expect(own('y')).toEqual(['y1', 'y2', 'y3', 'y4', 'y5'])
      for (const { feed } of readers) await known(feed.close())
    })

    test('a reader that is full is left alone until it has room, and misses nothing', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      const room = Promise.withResolvers<void>()
      const { texts, feed } = await read(from, () => room.promise)
      for (const text of ['a', 'b', 'c']) await store(gateway, text)
      await bus.until(() => texts().length === 1)
      await store(gateway, 'd')
      expect(texts()).toEqual(['a'])
      room.resolve()
      await bus.until(() => texts().length === 4)
      expect(texts()).toEqual(['a', 'b', 'c', 'd'])
      await known(feed.close())
    })

    test('a feed that was closed delivers nothing more and breaks no more', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      const closed = await read(from)
      const open = await read(from)
      await known(closed.feed.close())
      await store(gateway, 'a')
      await bus.until(() => open.seen.length === 1)
      expect([closed.texts(), closed.broken()]).toEqual([[], 0])
      await known(open.feed.close())
    })

    test('after the links broke, a feed goes on or says so once, and nothing is lost or repeated', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      const first = await read(from)
      await store(gateway, 'a')
      await bus.until(() => first.seen.length === 1)
      await bus.breakLinks()
      for (const text of ['b', 'c']) await storeUntilKnown(gateway, text)
      await bus.until(() => first.seen.length === 3 || first.broken() > 0)
      await known(first.feed.close())
      const second = await read(from + first.seen.length)
      await storeUntilKnown(gateway, 'd')
      await bus.until(() => first.seen.length + second.seen.length === 4)
      expect([...first.texts(), ...second.texts()]).toEqual(['a', 'b', 'c', 'd'])
      expect(first.broken()).toBeLessThanOrEqual(1)
      await known(second.feed.close())
    })

    test('a batch under way when the link breaks is stored once, however often it is repeated', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      const underWay = gateway.store('a', `${marks}-a`).catch(() => undefined)
      await bus.breakLinks()
      await storeUntilKnown(gateway, 'a')
      await known(underWay)
      await bus.until(() => gateway.connected())
      await storeUntilKnown(gateway, 'last')
      const { texts, feed } = await read(from)
      await bus.until(() => texts().includes('last'))
      expect(texts()).toEqual(['a', 'last'])
      await known(feed.close())
    })

    test('commands that are dropped are read no more, and their positions are not used again', async () => {
      const gateway = bus.gateway('gw1', 'boot1')
      const texts = ['one', 'two', 'three'].map((text) => `${marks}${text}`)
      for (const text of texts) await store(gateway, text)
      const before = await known(bus.tick.space())
      expect(await known(bus.tick.storedMs(from + 1))).toBeGreaterThan(0)
      await known(bus.tick.dropCommandsTo(from + 1))
      const after = await known(bus.tick.space())
      expect(after.firstSeq).toBe(from + 2)
      expect(after.bytes).toBeLessThan(before.bytes)
      expect(await known(bus.tick.storedMs(from + 1))).toBeUndefined()
      const { texts: seen, feed } = await read(from)
      await bus.until(() => seen().length > 0)
      expect(seen()).toEqual([texts[2]])
      await known(feed.close())
      expect((await known(bus.tick.identity())).lastSeq).toBe(from + 2)
    })

    test('outputs reach their gateway only, in order', async () => {
      const heard: string[] = []
      const others: string[] = []
      const text = (n: number) => JSON.stringify({ v: 1, shard, tick: n, prev: n - 1, outputs: [] })
      bus.onOutputs('gw1', (one) => heard.push(one))
      bus.onOutputs('gw2', (one) => others.push(one))
      // A subscription takes its way to the server before anything is sent behind it.
      await known(bus.tick.identity())
      for (const n of [1, 2, 3]) bus.tick.sendOutputs('gw1', text(n))
      bus.tick.sendOutputs('gw2', text(9))
      await bus.until(() => heard.length === 3 && others.length === 1)
      expect([heard, others]).toEqual([[text(1), text(2), text(3)], [text(9)]])
    })

    test('a gateway that lives is heard with its boot, until nobody wants to hear', async () => {
      const heard: string[] = []
      const stop = bus.tick.onGatewayAlive((gateway, boot) => heard.push(`${gateway} ${boot}`))
      await known(bus.tick.identity())
      bus.sayAlive('gw1', 'boot7')
      await bus.until(() => heard.length > 0)
      stop()
      bus.sayAlive('gw1', 'boot8')
      await known(bus.tick.identity())
      await known(bus.tick.identity())
      expect(heard).toEqual(['gw1 boot7'])
    })

    test('a stream keeps its identity over broken links, and loses it when it is made anew', async () => {
      await store(bus.gateway('gw1', 'boot1'), 'a')
      const before = await known(bus.tick.identity())
      expect(before.lastSeq).toBe(from)
      expect(before.firstSeq).toBeLessThanOrEqual(before.lastSeq)
      await bus.breakLinks()
      await bus.until(() => bus.tick.connected())
      expect((await known(bus.tick.identity())).tag).toBe(before.tag)
      await bus.replaceStream()
      const after = await known(bus.tick.identity())
      expect(after.tag).not.toBe(before.tag)
      await storeUntilKnown(bus.gateway('gw1', 'boot9'), 'b')
      const { texts, feed } = await read(after.firstSeq)
      await bus.until(() => texts().includes('b'))
      await known(feed.close())
    })
  })
}
