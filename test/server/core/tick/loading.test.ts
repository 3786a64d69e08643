/** What a tick reads of the store while players wait for it, and what it reads when they have been told. */
import { createSecretKey, randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { worldLoaded } from '../../../../schema/events/world.ts'
import { FIRST_SHARD } from '../../../../schema/ids.ts'
import {
  createMemoryDatabase,
  type MemoryDatabase,
} from '../../../../server/core/store/memory-tick-store.ts'
import type { TickStore } from '../../../../server/core/store/tick-store.ts'
import type { TickBus } from '../../../../server/core/tick/bus.ts'
import { runShard } from '../../../../server/core/tick/lead.ts'
import { observeAll } from '../../../../server/core/tick/lead-parts.ts'
import { createStageTimer } from '../../../../server/core/tick/stages.ts'
import { runTicksBy, type TickRunner } from '../../../../server/log/travel/tick-runner.ts'
import { type PersonVault, personVault } from '../../../../server/persons/vault.ts'
import { systemClock } from '../../../../server/platform/ambient.ts'
import { player, room } from '../../../support/small-inn.ts'

const nowMs = 1_700_000_000_000
const people = ['Ann', 'Bob', 'Cid', 'Dee']
const at = (n: number) => `inn.r${n}`
/** A street of rooms, one behind the other. */
const street = Array.from({ length: 20 }, (_, n) =>
  room(at(n), {
    title: `Street ${n}`,
    description: 'A street.',
    exits: { ...(n < 19 ? { north: at(n + 1) } : {}), ...(n > 0 ? { south: at(n - 1) } : {}) },
  }),
)

let database: MemoryDatabase
/** What was asked of the store, and the flushes between. */
let asked: string[]
/** Whose keys were fetched, by query. */
let fetched: (readonly string[])[]
/** The store answers no reads after a flush. */
let isCut = false

/** A leader that has just begun: it knows what is where players are, and nothing else. */
async function lead(): Promise<TickRunner> {
  const store = database.connect()
  const checkpoint = await store.acquire(FIRST_SHARD, 't', 30_000)
  if (!checkpoint) throw new Error('the lease is not free')
  const noted: TickStore = {
    ...store,
    loadTrees(shard, roots) {
      if (isCut && asked.includes('flush')) return Promise.reject(new Error('no answer'))
      asked.push('trees')
      return store.loadTrees(shard, roots)
    },
    flush(flush) {
      asked.push('flush')
      return store.flush(flush)
    },
  }
  const vault = personVault(async (persons) => {
    fetched.push([...persons].sort())
    return new Map(persons.map((one) => [one, createSecretKey(randomBytes(32))]))
  })
  const options = { heartbeatMs: 250, rules: { linkGraceBeats: 480 }, vault }
  const runner = await runTicksBy(noted, checkpoint, options)
  asked = []
  return { ...runner, run: runner.run }
}

beforeEach(async () => {
  isCut = false
  asked = []
  fetched = []
  database = createMemoryDatabase(() => nowMs)
  const maker = await lead()
  const settings = worldLoaded({ name: 'inn', start: at(0), digest: 'x' })
  const everybody = people.flatMap((name, n) => player(name, at(4 * n)))
  await maker.write([settings, ...street, ...everybody], nowMs, 'world-files')
  const gone = database.tables(FIRST_SHARD).shard
  gone.leaseUntilMs = 0
  fetched = []
})

const numbers = new Map<string, number>()
function lines(line: string, names = people) {
  return names.map((name) => {
    const session = `s${name.toLowerCase()}`
    const n = (numbers.get(session) ?? 0) + 1
    numbers.set(session, n)
    return {
      command: { t: 'line' as const, session, n, line, at: 0 },
      origin: 'g1',
      storedMs: nowMs,
    }
  })
}

describe('a tick', () => {
  beforeEach(() => numbers.clear())
  afterEach(() => vi.restoreAllMocks())

  it('reads the keys of everybody in it with one query, and never again', async () => {
    const { run, broken } = await lead()
    await run(lines('say hello'), 0, nowMs)
    expect(fetched).toEqual([['ann', 'bob', 'cid', 'dee']])
    for (let hour = 1; hour <= 3; hour += 1) {
      const later = performance.now() + 3_600_000
      vi.spyOn(performance, 'now').mockReturnValue(later)
      await setTimeout(5)
      await run(lines('say hello again'), 1, nowMs + hour * 3_600_000)
    }
    expect(fetched).toHaveLength(1)
    expect(broken).toEqual([])
    const { events } = database.tables(FIRST_SHARD)
    const said = events.filter(({ type }) => type === 'speech-uttered')
    expect(said).toHaveLength(16)
    for (const { body } of said) expect(body).toContain('"words":"sealed:v1:')
  })

  it('reads what lies around those who have come somewhere when they have been told', async () => {
    const { run, broken } = await lead()
    // The first step of each leads to a room that nobody was near yet.
    await run(lines('north'), 0, nowMs)
    for (let step = 0; step < 2; step += 1) {
      asked = []
      await run(lines('north'), 0, nowMs)
      expect(asked[0], asked.join()).toBe('flush')
    }
    expect(broken).toEqual([])
    const { entities } = database.tables(FIRST_SHARD)
    expect(people.map((name) => entities.get(name.toLowerCase())?.place)).toEqual(
      [3, 7, 11, 15].map(at),
    )
  })

  it('stands when what lies around cannot be read, and goes on when it can', async () => {
    const { run, lead: leader } = await lead()
    const { tick } = leader
    isCut = true
    const report = await run(lines('north', ['Bob']), 0, nowMs)
    expect(report.outcome).toBe('committed')
    expect(leader.tick).toBe(tick + 1)
    isCut = false
    await run(lines('north', ['Bob']), 0, nowMs)
    expect(database.tables(FIRST_SHARD).entities.get('bob')?.place).toBe(at(6))
  })
})

it('a leader begins with the keys of those who are here, and keeps none when it leads no more', async () => {
  const done: string[] = []
  const vault: PersonVault = {
    ...personVault(async () => new Map()),
    load: async (persons) => void done.push(`load ${[...persons].sort()}`),
    clear: () => done.push('clear'),
  }
  const stopping = new AbortController()
  const shard = runShard(
    {
      settings: { ...settings, owner: 't' },
      store: database.connect(),
      bus: silentBus,
      clock: systemClock,
      vault,
      stage: createStageTimer(systemClock, () => undefined),
      observer: observeAll([{ began: () => void done.push('leads') }]),
    },
    stopping.signal,
  )
  await expect.poll(() => done).toEqual(['load ann,bob,cid,dee', 'leads'])
  stopping.abort()
  await shard
  expect(done.slice(2)).toEqual(['clear'])
})

const settings = {
  shard: FIRST_SHARD,
  leaseMs: 30_000,
  heartbeatMs: 250,
  gatherMs: 5,
  commandsPerTickMax: 100,
  outputWindowMs: 60_000,
  gatewaySilenceMs: 5_000,
  commandsKeepMs: 30_000,
  ledgerKeepMs: 86_400_000,
  rules: { linkGraceBeats: 480 },
  cache: { roomsMax: 100, bytesMax: 1_000_000 },
}

/** A bus on which nobody says anything. */
const silentBus: TickBus = {
  connected: () => true,
  identity: async () => ({ tag: '', firstSeq: 1, lastSeq: 0 }),
  space: async () => ({ firstSeq: 1, bytes: 0, bytesMax: 1_000 }),
  storedMs: async () => undefined,
  dropCommandsTo: async () => undefined,
  open: async () => ({ progress: () => ({}) as never, close: async () => undefined }),
  sendOutputs: () => undefined,
  publishEvents: async () => undefined,
  lastToldTick: async () => 0,
  publishJob: async () => undefined,
  onGatewayAlive: () => () => undefined,
}
