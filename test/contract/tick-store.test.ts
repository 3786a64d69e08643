/** The store of the tick on Postgres and its twin in memory: one contract, and one behaviour. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Flush } from '../../server/core/store/tick-store.ts'
import { memoryStore, postgresStore } from './stores.ts'
import { flushAfter, type StoreUnderTest, tickStoreContract } from './tick-store-contract.ts'

tickStoreContract('the store on Postgres', postgresStore)
tickStoreContract('the store in memory', memoryStore)

/** One step of a random leader; numbers are chosen small, so that steps collide. */
const step = fc.record({
  leader: fc.nat(1),
  what: fc.constantFrom('acquire', 'flush', 'flush', 'flush', 'settle', 'release', 'renew'),
  staleTicks: fc.constantFrom(0, 0, 0, 1, -1),
  n: fc.integer({ min: 1, max: 4 }),
  id: fc.constantFrom('hall', 'chest', 'coin'),
  place: fc.constantFrom('', 'hall', 'chest'),
  remove: fc.boolean(),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const firstStep: Omit<Step, 'what'> = {
  leader: 0,
  staleTicks: 0,
  n: 1,
  id: 'hall',
  place: '',
  remove: false,
}

/** Plays steps against a store and writes down every answer. */
async function play(store: StoreUnderTest, shard: number, steps: readonly Step[]) {
  const leaders = [store.connect(), store.connect()]
  const epochs = [0, 0]
  const answers: unknown[] = []
  let tick = 0
  // A shard has a row from its first lease on; nobody asks anything of it before.
  const begin: Step = { ...firstStep, what: 'acquire' }
  for (const one of [begin, ...steps]) {
    const leader = leaders[one.leader]
    const epoch = epochs[one.leader] ?? 0
    if (!leader) throw new Error('there are two leaders')
    if (one.what === 'acquire') {
      const taken = await leader.acquire(shard, `l${one.leader}`, 60_000)
      if (taken) epochs[one.leader] = taken.epoch
      answers.push(taken)
    } else if (one.what === 'settle') {
      const settled = await leader.settle(shard, epoch)
      if (settled) epochs[one.leader] = settled.epoch
      answers.push(settled)
    } else if (one.what === 'release') answers.push(await leader.release(shard, epoch))
    else if (one.what === 'renew') answers.push(await leader.renew(shard, epoch, 60_000))
    else {
      const flush = randomFlush(shard, epoch, tick + one.staleTicks, one)
      const result = await leader.flush(flush).catch((error: Error) => error.constructor.name)
      if (result === 'committed') tick = flush.tick
      answers.push(result)
    }
  }
  const [reader] = leaders
  answers.push(await reader?.eventsAfter(shard, 0, 1_000))
  answers.push(
    (await reader?.loadTrees(shard, ['hall', 'chest', 'coin']))?.map(({ id }) => id).sort(),
  )
  answers.push(await reader?.lastNumbers([`x${shard}`]))
  for (const leader of leaders) await leader.close()
  return answers
}

function randomFlush(shard: number, epoch: number, after: number, one: Step): Flush {
  const body = JSON.stringify({ id: one.id, kind: 'item', place: one.place })
  const row = { session: `x${shard}`, n: one.n, status: 1, code: '', actor: '', enqueuedMs: 1 }
  return {
    ...flushAfter(shard, epoch, after),
    events: [{ type: 'e', version: 1, subject: one.id, actor: '', cause: '', body: '{}' }],
    upserts: one.remove ? [] : [{ id: one.id, kind: 'item', place: one.place, body }],
    removals: one.remove ? [one.id] : [],
    commands: [row],
  }
}

describe('the twins', () => {
  let postgres: StoreUnderTest
  beforeAll(async () => {
    postgres = await postgresStore()
  })
  afterAll(() => postgres.end())

  test('answer alike to whatever two leaders do', async () => {
    let shard = 100_000
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
        shard += 1
        const memory = await memoryStore()
        expect(await play(memory, shard, steps)).toEqual(await play(postgres, shard, steps))
      }),
      { numRuns: 40 },
    )
  })
})
