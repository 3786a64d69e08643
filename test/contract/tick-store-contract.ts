/**
 * What every store of the tick has to do, whoever implements it: the sentences of `TickStore` as
 * tests. A new implementation passes this suite before anything else uses it.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Output } from '../../schema/envelope.ts'
import {
  type Flush,
  type JobRow,
  PoisonFlush,
  type TickStore,
} from '../../server/core/store/tick-store.ts'

/** One connection to the store. */
export type Connection = TickStore & { close(): Promise<void> }

/** A store under test; every call of `connect` is a leader's process of its own. */
export interface StoreUnderTest {
  connect(): Connection
  /** The outputs that are kept after a tick, for one gateway. */
  outputsAfter(shard: number, tick: number, gateway: string): Promise<Output[]>
  /** Lets time pass in the store, so that leases run out. */
  elapse(ms: number): Promise<void>
  end(): Promise<void>
}

const leaseMs = 60_000
let shards = 0

/** A flush without contents, at the tick after `tick`. */
export function flushAfter(shard: number, epoch: number, tick: number): Flush {
  return {
    shard,
    epoch,
    tick: tick + 1,
    beat: tick + 1,
    atMs: 1_000 * (tick + 1),
    commandSeq: tick + 1,
    relayedTick: 0,
    leaseMs,
    events: [],
    upserts: [],
    removals: [],
    commands: [],
    jobs: [],
    outputs: '',
    dropOutputsTo: 0,
  }
}

const event = (subject: string, body: object) => ({
  type: 'thing-happened',
  version: 1,
  subject,
  actor: 'ann',
  cause: 'r1',
  body: JSON.stringify(body),
})
const entity = (id: string, kind: string, place: string) => ({
  id,
  kind,
  place,
  body: JSON.stringify({ id, kind, place }),
})
const command = (session: string, n: number, status = 1) => ({
  session,
  n,
  status,
  code: '',
  actor: 'ann',
  enqueuedMs: 1,
})
const job = (id: string): JobRow => ({ id, lane: 'ambient', kind: 'scene', key: 'k', body: '{}' })

/** Registers the suite under a name. */
export function tickStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let store: StoreUnderTest
    const open_ = new Set<Connection>()
    const connect = (): Connection => {
      const made = store.connect()
      open_.add(made)
      return made
    }
    /** A leader on a shard of its own. */
    const lead = async () => {
      shards += 1
      const shard = shards
      const leader = connect()
      const checkpoint = await leader.acquire(shard, 'one', leaseMs)
      return { shard, leader, epoch: checkpoint?.epoch ?? 0 }
    }
    beforeAll(async () => {
      store = await open()
    })
    afterAll(async () => {
      for (const connection of open_) await connection.close()
      await store.end()
    })

    test('a shard nobody led begins at nothing, under an epoch of its own', async () => {
      shards += 1
      expect(await connect().acquire(shards, 'one', leaseMs)).toEqual({
        shard: shards,
        epoch: 1,
        tick: 0,
        beat: 0,
        commandSeq: 0,
        streamTag: '',
        busGeneration: 0,
        timeline: 0,
        lost: [],
        relayedTick: 0,
        atMs: 0,
        attempts: 0,
      })
    })

    test('a store that has lost ticks begins a timeline after all of them, once', async () => {
      const { shard, leader, epoch } = await lead()
      expect(await leader.beginTimeline(shard, epoch - 1, 7)).toBeNull()
      const begun = await leader.beginTimeline(shard, epoch, 7)
      expect(begun).toMatchObject({ epoch, commandSeq: 0, tick: begun?.timeline })
      expect(begun?.tick).toBeGreaterThan(7)
      expect(begun?.lost).toEqual([[0, begun?.timeline]])
      expect(await leader.beginTimeline(shard, epoch, 7)).toBeNull()
      const again = await leader.acquire(shard, 'one', leaseMs)
      expect(again).toMatchObject({ tick: begun?.tick, timeline: begun?.tick })
      expect(again?.lost).toEqual(begun?.lost)
      const far = 10 ** 15
      const further = await leader.beginTimeline(shard, again?.epoch ?? 0, far)
      expect(further?.tick).toBe(far + 1)
      expect(further?.lost).toEqual([...(begun?.lost ?? []), [begun?.timeline, far + 1]])
    })

    test('a lease keeps others out until it is given back', async () => {
      const { shard, leader, epoch } = await lead()
      const other = connect()
      expect(await other.acquire(shard, 'two', leaseMs)).toBeNull()
      await leader.release(shard, epoch)
      expect((await other.acquire(shard, 'two', leaseMs))?.epoch).toBe(epoch + 1)
      expect(await leader.renew(shard, epoch, leaseMs)).toBe(false)
    })

    test('a leader that still prepares keeps its lease, and its attempts stay counted', async () => {
      shards += 1
      const leader = connect()
      await leader.acquire(shards, 'one', 50)
      const epoch = (await leader.acquire(shards, 'one', 50))?.epoch ?? 0
      expect(await leader.prolong(shards, epoch, leaseMs)).toBe(true)
      await store.elapse(60)
      expect(await connect().acquire(shards, 'two', leaseMs)).toBeNull()
      const again = await leader.acquire(shards, 'one', leaseMs)
      expect(again?.attempts).toBe(2)
      expect(await leader.prolong(shards, epoch, leaseMs)).toBe(false)
    })

    test('a lease ends with the connection that took it', async () => {
      const { shard, leader, epoch } = await lead()
      open_.delete(leader)
      await leader.close()
      const other = connect()
      // The end of a connection may take the server a moment to notice.
      let taken = await other.acquire(shard, 'two', leaseMs)
      for (let tries = 0; taken === null && tries < 200; tries += 1) {
        await store.elapse(10)
        taken = await other.acquire(shard, 'two', leaseMs)
      }
      expect(taken?.epoch).toBe(epoch + 1)
    })

    test('a lease runs out, and a flush or a renewal extends it', async () => {
      shards += 1
      const shard = shards
      const leader = connect()
      const other = connect()
      const first = await leader.acquire(shard, 'one', 50)
      expect(await leader.renew(shard, first?.epoch ?? 0, leaseMs)).toBe(true)
      await store.elapse(60)
      expect(await other.acquire(shard, 'two', leaseMs)).toBeNull()
      await leader.flush({ ...flushAfter(shard, first?.epoch ?? 0, 0), leaseMs: 50 })
      await store.elapse(60)
      expect((await other.acquire(shard, 'two', leaseMs))?.tick).toBe(1)
    })

    test('a flush writes everything at once', async () => {
      const { shard, leader, epoch } = await lead()
      const outputs: Output[] = [
        { f: 'done', k: 1, to: [`s${shard}`], request: 'r1', n: 1, status: 'completed' },
      ]
      const message = { v: 1, shard, tick: 1, prev: 0, atMs: 1_000, outputs }
      const result = await leader.flush({
        ...flushAfter(shard, epoch, 0),
        commandSeq: 7,
        events: [event('ann', { order: 1 }), event('bea', { order: 2 })],
        upserts: [entity('hall', 'room', ''), entity('ann', 'character', 'hall')],
        commands: [command(`s${shard}`, 1, 2)],
        jobs: [job(`j${shard}`)],
        outputs: JSON.stringify({ gw1: message }),
      })
      expect(result).toBe('committed')
      expect(await leader.eventsAfter(shard, 0, 10)).toEqual([
        {
          shard,
          tick: 1,
          ordinal: 1,
          beat: 1,
          atMs: 1_000,
          type: 'thing-happened',
          version: 1,
          data: { order: 1 },
        },
        {
          shard,
          tick: 1,
          ordinal: 2,
          beat: 1,
          atMs: 1_000,
          type: 'thing-happened',
          version: 1,
          data: { order: 2 },
        },
      ])
      expect(await leader.loadTrees(shard, ['hall'])).toHaveLength(2)
      expect(await leader.outcome(`s${shard}`, 1)).toEqual({ n: 1, status: 2 })
      expect(await leader.lastNumbers([`s${shard}`])).toEqual(new Map([[`s${shard}`, 1]]))
      expect(await leader.jobsAfter(shard, 0)).toMatchObject([{ id: `j${shard}`, tick: 1 }])
      expect(await store.outputsAfter(shard, 0, 'gw1')).toEqual(outputs)
      await leader.release(shard, epoch)
      const next = await connect().acquire(shard, 'two', leaseMs)
      expect(next).toMatchObject({ tick: 1, beat: 1, commandSeq: 7, atMs: 1_000 })
    })

    test.each([
      ['an epoch that is over', (good: Flush) => ({ ...good, epoch: good.epoch - 1 })],
      ['an epoch to come', (good: Flush) => ({ ...good, epoch: good.epoch + 1 })],
      ['a tick that was written', (good: Flush) => ({ ...good, tick: good.tick - 1 })],
      ['a tick that leaves one out', (good: Flush) => ({ ...good, tick: good.tick + 1 })],
    ])('a flush of %s changes nothing at all', async (_name, spoil) => {
      const { shard, leader, epoch } = await lead()
      const good = {
        ...flushAfter(shard, epoch, 1),
        events: [event('ann', {})],
        upserts: [entity('hall', 'room', '')],
        commands: [command(`s${shard}`, 1)],
        jobs: [job(`j${shard}`)],
        outputs: '{"gw1":{"outputs":[]}}',
      }
      await leader.flush({ ...flushAfter(shard, epoch, 0), upserts: [entity('yard', 'room', '')] })
      expect(await leader.flush(spoil({ ...good, removals: ['yard'] }))).toBe('fenced')
      expect(await leader.eventsAfter(shard, 0, 10)).toEqual([])
      expect(await leader.loadTrees(shard, ['hall', 'yard'])).toHaveLength(1)
      expect(await leader.lastNumbers([`s${shard}`])).toEqual(new Map([[`s${shard}`, 0]]))
      expect(await leader.jobsAfter(shard, 0)).toEqual([])
      expect(await store.outputsAfter(shard, 0, 'gw1')).toEqual([])
      expect(await leader.flush(good)).toBe('committed')
    })

    test('a number that is in the ledger is refused as poison, and nothing of its tick is kept', async () => {
      const { shard, leader, epoch } = await lead()
      const first = { ...flushAfter(shard, epoch, 0), commands: [command(`s${shard}`, 1)] }
      await leader.flush(first)
      const again = {
        ...flushAfter(shard, epoch, 1),
        commands: [command(`s${shard}`, 2), command(`s${shard}`, 1)],
        events: [event('ann', {})],
      }
      await expect(leader.flush(again)).rejects.toThrow(PoisonFlush)
      expect(await leader.eventsAfter(shard, 0, 10)).toEqual([])
      expect(await leader.lastNumbers([`s${shard}`])).toEqual(new Map([[`s${shard}`, 1]]))
      // Poison costs its own flush only: the next one goes through.
      const next = { ...flushAfter(shard, epoch, 1), commands: [command(`s${shard}`, 2)] }
      expect(await leader.flush(next)).toBe('committed')
    })

    test.each([
      ['an event with NUL', { events: [{ ...event('ann', {}), body: '"\u0000"' }] }],
      ['an entity with NUL', { upserts: [{ ...entity('x', 'item', ''), body: '"\u0000"' }] }],
      ['an entity twice', { upserts: [entity('x', 'item', ''), entity('x', 'item', 'y')] }],
      ['a number out of range', { commands: [command('far', 2_147_483_648)] }],
    ])('%s is poison', async (_name, poison) => {
      const { shard, leader, epoch } = await lead()
      const flush = { ...flushAfter(shard, epoch, 0), ...poison }
      await expect(leader.flush(flush)).rejects.toThrow(PoisonFlush)
      expect(await leader.flush(flushAfter(shard, epoch, 0))).toBe('committed')
    })

    test('settling takes a new epoch, fences the old one and tells how far the shard came', async () => {
      const { shard, leader, epoch } = await lead()
      await leader.flush(flushAfter(shard, epoch, 0))
      expect(await leader.settle(shard, epoch)).toEqual({ epoch: epoch + 1, tick: 1 })
      expect(await leader.flush(flushAfter(shard, epoch, 1))).toBe('fenced')
      expect(await leader.flush(flushAfter(shard, epoch + 1, 1))).toBe('committed')
      expect(await leader.settle(shard, epoch)).toBeNull()
    })

    test('adopting a stream sets its position and counts a generation, for the leader only', async () => {
      const { shard, leader, epoch } = await lead()
      expect(await leader.adoptStream(shard, epoch - 1, 'old', 5)).toBe(false)
      expect(await leader.adoptStream(shard, epoch, 'tag', 5)).toBe(true)
      const again = await leader.acquire(shard, 'one', leaseMs)
      expect(again).toMatchObject({ streamTag: 'tag', commandSeq: 5, busGeneration: 1 })
    })

    test('leaders that come and go without progress are counted; progress starts the count anew', async () => {
      const { shard, leader, epoch } = await lead()
      expect(await leader.acquire(shard, 'one', leaseMs)).toMatchObject({ attempts: 1 })
      const third = await leader.acquire(shard, 'one', leaseMs)
      expect(third).toMatchObject({ attempts: 2, epoch: epoch + 2 })
      await leader.flush(flushAfter(shard, epoch + 2, 0))
      expect(await leader.acquire(shard, 'one', leaseMs)).toMatchObject({ attempts: 0 })
      expect(await leader.acquire(shard, 'one', leaseMs)).toMatchObject({ attempts: 1 })
      await leader.release(shard, epoch + 4)
      expect(await leader.acquire(shard, 'one', leaseMs)).toMatchObject({ attempts: 1 })
    })

    test('the relay cursor only moves forward', async () => {
      const { shard, leader, epoch } = await lead()
      await leader.flush({ ...flushAfter(shard, epoch, 0), relayedTick: 3 })
      await leader.flush({ ...flushAfter(shard, epoch, 1), relayedTick: 2 })
      expect(await leader.acquire(shard, 'one', leaseMs)).toMatchObject({ relayedTick: 3 })
    })

    test('a tree is a place with all it holds; moved and removed things are no longer in it', async () => {
      const { shard, leader, epoch } = await lead()
      await leader.flush({
        ...flushAfter(shard, epoch, 0),
        upserts: [
          entity('hall', 'room', ''),
          entity('chest', 'item', 'hall'),
          entity('purse', 'item', 'chest'),
          entity('coin', 'item', 'purse'),
          entity('yard', 'room', ''),
        ],
      })
      const ids = async (...roots: string[]) =>
        (await leader.loadTrees(shard, roots)).map(({ id }) => id).sort()
      expect(await ids('hall')).toEqual(['chest', 'coin', 'hall', 'purse'])
      expect(await ids('nowhere')).toEqual([])
      await leader.flush({
        ...flushAfter(shard, epoch, 1),
        upserts: [entity('purse', 'item', 'yard')],
        removals: ['chest'],
      })
      expect(await ids('hall')).toEqual(['hall'])
      expect(await ids('hall', 'yard')).toEqual(['coin', 'hall', 'purse', 'yard'])
    })

    test('a leader starts from definitions and from the rooms that somebody is in', async () => {
      const { shard, leader, epoch } = await lead()
      await leader.flush({
        ...flushAfter(shard, epoch, 0),
        upserts: [
          entity('def:item:d1', 'definition', '~defs'),
          entity('def:room-source:hall', 'definition', '~defs'),
          entity('def:file-digests:z', 'definition', '~defs'),
          entity('hall', 'room', ''),
          entity('ann', 'character', 'hall'),
          entity('lamp', 'item', 'ann'),
          entity('rat', 'mobile', 'cellar'),
          entity('cellar', 'room', ''),
          entity('bea', 'character', ''),
        ],
      })
      const start = await leader.startIds(shard)
      expect(start).toEqual({ definitions: ['def:item:d1'], rooms: ['hall'] })
      const idsOf = (found: readonly { id: string }[]) => found.map(({ id }) => id).sort()
      expect(idsOf(await leader.loadTrees(shard, start.rooms))).toEqual(['ann', 'hall', 'lamp'])
      expect(idsOf(await leader.loadAlone(shard, ['hall', 'ann', 'nothing']))).toEqual([
        'ann',
        'hall',
      ])
    })

    test('unknown sessions stand at 0 and have no outcomes', async () => {
      const { leader } = await lead()
      expect(await leader.lastNumbers(['nobody'])).toEqual(new Map([['nobody', 0]]))
      expect(await leader.lastNumbers([])).toEqual(new Map())
      expect(await leader.outcome('nobody', 1)).toBeNull()
    })

    test('events are read in whole ticks, so that a cursor can be a tick', async () => {
      const { shard, leader, epoch } = await lead()
      for (let tick = 0; tick < 4; tick += 1) {
        const events = [event('a', { tick }), event('b', { tick }), event('c', { tick })]
        await leader.flush({ ...flushAfter(shard, epoch, tick), events })
      }
      const ticks = async (after: number, limit: number) =>
        (await leader.eventsAfter(shard, after, limit)).map(({ tick }) => tick)
      expect(await ticks(0, 100)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4])
      expect(await ticks(2, 100)).toEqual([3, 3, 3, 4, 4, 4])
      const some = await ticks(0, 4)
      expect(some.length % 3).toBe(0)
      expect(some.length).toBeGreaterThanOrEqual(3)
      expect(await ticks(4, 100)).toEqual([])
    })

    test('a job is written once, whatever a later tick says', async () => {
      const { shard, leader, epoch } = await lead()
      const jobs = [job(`once${shard}`)]
      await leader.flush({ ...flushAfter(shard, epoch, 0), jobs })
      await leader.flush({ ...flushAfter(shard, epoch, 1), jobs })
      expect(await leader.jobsAfter(shard, 0)).toMatchObject([{ tick: 1 }])
      expect(await leader.jobsAfter(shard, 1)).toEqual([])
    })

    test('outputs are kept until they are dropped, and only for the gateway they are for', async () => {
      const { shard, leader, epoch } = await lead()
      const toldBy = (tick: number) => {
        const outputs = [{ f: 'state', k: 1, to: ['s'], part: 'char', data: { tick } }]
        return JSON.stringify({ gw1: { v: 1, shard, tick, prev: 0, atMs: 0, outputs } })
      }
      for (let tick = 0; tick < 3; tick += 1) {
        await leader.flush({ ...flushAfter(shard, epoch, tick), outputs: toldBy(tick + 1) })
      }
      const seen = async (gateway: string) =>
        (await store.outputsAfter(shard, 0, gateway)).map(
          (output) => (output as { data?: unknown }).data,
        )
      expect(await seen('gw1')).toEqual([{ tick: 1 }, { tick: 2 }, { tick: 3 }])
      expect(await seen('gw2')).toEqual([])
      await leader.flush({ ...flushAfter(shard, epoch, 3), dropOutputsTo: 2 })
      expect(await seen('gw1')).toEqual([{ tick: 3 }])
    })
  })
}
