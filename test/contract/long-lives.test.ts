/**
 * The twins over long lives: the store in memory, on which the simulation runs, and the one on
 * Postgres answer every one of hundreds of random steps alike. `CONFORMANCE_SEEDS=100` tries more
 * lives than the few of an ordinary run; a failure names its seed and step.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EntityRow, Flush } from '../../server/core/store/tick-store.ts'
import { type Chance, chanceOf } from '../chaos/schedule.ts'
import { memoryStore, postgresStore } from './stores.ts'
import { type Connection, flushAfter, type StoreUnderTest } from './tick-store-contract.ts'

const stepsPerLife = 500
const seeds = Number(process.env['CONFORMANCE_SEEDS'] ?? 3)
const leaseMs = 600_000

let postgres: StoreUnderTest
beforeAll(async () => {
  postgres = await postgresStore()
})
afterAll(() => postgres?.end())

test.each(Array.from({ length: seeds }, (_, index) => index + 1))(
  'answer alike to five hundred steps of two leaders, life %i',
  async (seed) => {
    const shard = 200_000 + seed
    const memory = await memoryStore()
    const lives = [liveIn(memory, shard, chanceOf(seed)), liveIn(postgres, shard, chanceOf(seed))]
    for (let step = 1; step <= stepsPerLife; step += 1) {
      const [expected, answered] = await Promise.all(lives.map((life) => life.step()))
      expect(answered, `seed ${seed}, step ${step}`).toEqual(expected)
    }
    const [told] = lives.map((life) => life.kinds())
    // A life that was fenced off early would prove nothing.
    expect(told?.get('committed')).toBeGreaterThan(stepsPerLife / 8)
    expect(told?.get('PoisonFlush')).toBeGreaterThan(0)
    expect(told?.get('fenced')).toBeGreaterThan(0)
    expect(told?.get('unreadable')).toBeGreaterThan(0)
    await Promise.all(lives.map((life) => life.end()))
  },
  600_000,
)

/** What one life remembers; both lives of a seed remember the same, as long as they answer alike. */
interface Life {
  readonly store: StoreUnderTest
  readonly shard: number
  readonly chance: Chance
  readonly leaders: { connection: Connection; epoch: number }[]
  readonly lastN: Map<string, number>
  /** Who took the lease last. */
  holder: number
  tick: number
  jobs: number
}

/** A life whose every step is a function of its seed and the answers so far. */
function liveIn(store: StoreUnderTest, shard: number, chance: Chance) {
  const leaders = [store.connect(), store.connect()].map((connection) => ({ connection, epoch: 0 }))
  const life: Life = {
    store,
    shard,
    chance,
    leaders,
    lastN: new Map(),
    holder: 0,
    tick: 0,
    jobs: 0,
  }
  const kinds = new Map<string, number>()
  let steps = 0
  return {
    async step(): Promise<unknown> {
      steps += 1
      // A shard has a row from its first lease on; nobody asks anything of it before.
      const answer = await (steps === 1 ? acquire(life, 0) : randomStep(life))
      if (typeof answer === 'string') kinds.set(answer, (kinds.get(answer) ?? 0) + 1)
      return answer
    },
    kinds: () => kinds,
    async end() {
      for (const { connection } of leaders) await connection.close()
    },
  }
}

const upTo = (chance: Chance, most: number): number => Math.floor(chance() * (most + 1))
const pick = <T>(chance: Chance, from: readonly T[]): T => from[upTo(chance, from.length - 1)] as T
const ids = ['hall', 'yard', 'chest', 'purse', 'coin', 'ann', 'bea'] as const
const sessions = ['one', 'two', 'three'] as const

async function acquire(life: Life, who: number): Promise<unknown> {
  const leader = life.leaders[who]
  const taken = await leader?.connection.acquire(life.shard, `l${who}`, leaseMs)
  if (taken && leader) {
    leader.epoch = taken.epoch
    life.holder = who
  }
  return taken
}

async function randomStep(life: Life): Promise<unknown> {
  const { shard, chance } = life
  const who = chance() < 0.85 ? life.holder : 1 - life.holder
  const leader = life.leaders[who]
  if (!leader) throw new Error('there are two leaders')
  const { connection, epoch } = leader
  const kind = chance()
  if (kind < 0.62) return flush(life, connection, epoch)
  if (kind < 0.7) return acquire(life, who)
  if (kind < 0.74) {
    const settled = await connection.settle(shard, epoch)
    if (settled) leader.epoch = settled.epoch
    return settled
  }
  if (kind < 0.77) return connection.release(shard, epoch)
  if (kind < 0.8) return connection.renew(shard, epoch, leaseMs)
  if (kind < 0.82) return connection.adoptStream(shard, epoch, `tag${upTo(chance, 3)}`, life.tick)
  return question(life, connection)
}

/** Questions change nothing, so each is asked of whichever connection the step has drawn. */
async function question(life: Life, connection: Connection): Promise<unknown> {
  const { shard, chance, store } = life
  const after = Math.max(0, life.tick - upTo(chance, 12))
  const session = sessionOf(life, pick(chance, sessions))
  switch (upTo(chance, 6)) {
    case 0:
      return connection.eventsAfter(shard, after, 1 + upTo(chance, 8))
    case 1:
      return connection.jobsAfter(shard, after)
    case 2:
      return sorted(await connection.loadTrees(shard, [pick(chance, ids), pick(chance, ids)]))
    case 3:
      return await startOf(connection, shard)
    case 4:
      return connection.outcome(session, 1 + upTo(chance, life.lastN.get(session) ?? 1))
    case 5:
      return connection.lastNumbers(sessions.map((name) => sessionOf(life, name)))
    default:
      return store.outputsAfter(shard, after, pick(chance, ['gw1', 'gw2']))
  }
}

const sessionOf = (life: Life, name: string): string => `${name}${life.shard}`
const startOf = async (connection: Connection, shard: number) => {
  const { definitions, rooms } = await connection.startIds(shard)
  return { definitions: [...definitions].sort(), rooms: [...rooms].sort() }
}
const sorted = (found: readonly { readonly id: string }[]): readonly unknown[] =>
  [...found].sort((one, other) => (one.id < other.id ? -1 : 1))

async function flush(life: Life, connection: Connection, epoch: number): Promise<string> {
  const drawn = randomFlush(life, epoch)
  const result = await connection.flush(drawn).catch((error: Error) => error.constructor.name)
  // Whether the fence or the data is looked at first is nobody's business: it is not written.
  if (result !== 'committed') return unreadable(drawn) ? 'unreadable' : result
  life.tick = drawn.tick
  for (const { session, n } of drawn.commands) life.lastN.set(session, n)
  return result
}

const nulText = '"\u0000"'
const unreadable = (drawn: Flush): boolean => drawn.events.some(({ body }) => body === nulText)

function randomFlush(life: Life, epoch: number): Flush {
  const { shard, chance } = life
  const stale = chance() < 0.1 ? pick(chance, [-1, 1]) : 0
  const base = flushAfter(shard, epoch, Math.max(0, life.tick + stale))
  const session = sessionOf(life, pick(chance, sessions))
  // Mostly the next number; now and then one that is in the ledger, which is poison.
  const n = Math.max(1, (life.lastN.get(session) ?? 0) + (chance() < 0.07 ? 0 : 1))
  life.jobs += 1
  const told = `{"gw${1 + upTo(chance, 1)}":${JSON.stringify(outputs(base.tick, session))}}`
  const body = chance() < 0.02 ? nulText : '{}'
  return {
    ...base,
    relayedTick: upTo(chance, life.tick),
    events: Array.from({ length: upTo(chance, 3) }, () => {
      return { type: 'e', version: 1, subject: 'ann', actor: '', cause: '', body }
    }),
    ...changes(chance),
    commands:
      chance() < 0.6
        ? [{ session, n, status: 1 + upTo(chance, 2), code: '', actor: '', enqueuedMs: 1 }]
        : [],
    jobs:
      chance() < 0.3
        ? [
            {
              id: `j${shard}x${upTo(chance, life.jobs)}`,
              lane: 'talk',
              kind: 'k',
              key: '',
              body: '{}',
            },
          ]
        : [],
    outputs: chance() < 0.7 ? told : '',
    dropOutputsTo: chance() < 0.2 ? Math.max(0, life.tick - 5) : 0,
  }
}

function outputs(tick: number, session: string) {
  const done = { f: 'done', k: 1, to: [session], request: 'r', n: 1, status: 'completed' }
  return { v: 1, shard: 1, tick, prev: tick - 1, atMs: 0, outputs: [done] }
}

/** Entities come, move and go; each at most once, and a thing never into itself. */
function changes(chance: Chance): { upserts: EntityRow[]; removals: string[] } {
  const upserts: EntityRow[] = []
  const removals: string[] = []
  for (const id of ids) {
    const what = chance()
    if (what < 0.08) removals.push(id)
    if (what < 0.7) continue
    const index = ids.indexOf(id)
    const place = pick(chance, ['', '~defs', ...ids.slice(0, index)])
    const kind = id === 'ann' || id === 'bea' ? 'character' : index < 2 ? 'room' : 'item'
    const body = JSON.stringify({ id, kind, place, drawn: upTo(chance, 1_000) })
    upserts.push({ id, kind, place, body })
  }
  return { upserts, removals }
}
