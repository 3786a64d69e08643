/**
 * What happens does not depend on what is in memory: the same commands, ticks and heartbeats make the
 * same events, whatever was evicted, started again or taken over in between. The world is many times
 * larger than the cache, and most of its mobiles walk.
 */
import { describe, expect, test } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import { worldLoaded } from '../../schema/events/world.ts'
import { FIRST_SHARD } from '../../schema/ids.ts'
import { createMemoryDatabase } from '../../server/core/store/memory-tick-store.ts'
import { runTicksBy, type TickRunner } from '../../server/log/travel/tick-runner.ts'
import { player, prototype, room, thing } from '../support/small-inn.ts'
import { defineMobile, standing } from '../support/story-inn.ts'
import { type SimDice, simDice } from './dice.ts'

const size = 9
const at = (x: number, y: number): string => `inn.r${(x + size) % size}x${(y + size) % size}`
const cells = Array.from(
  { length: size * size },
  (_, n) => [n % size, Math.floor(n / size)] as const,
)

/** A town of 81 rooms that has no edge, with mobiles that wander, keep hours, guard and attack. */
const town: readonly NewEvent[] = [
  worldLoaded({ name: 'inn', start: 'inn.hall', digest: 'sim' }),
  room('inn.hall', { title: 'Hall', description: 'A hall.', exits: { up: at(0, 0) } }),
  ...cells.map(([x, y]) =>
    room(at(x, y), {
      title: `Street ${x} ${y}`,
      description: 'A street.',
      exits: { north: at(x, y - 1), south: at(x, y + 1), east: at(x + 1, y), west: at(x - 1, y) },
    }),
  ),
  prototype('inn.apple', { name: 'an apple', type: 'other', weight: 1 }),
  defineMobile('inn.rat', { behaviours: [{ kind: 'wander', chance: 80, everyBeats: 4 }] }),
  defineMobile('inn.cat', { behaviours: [{ kind: 'aggressive', chance: 60 }, { kind: 'wander' }] }),
  defineMobile('inn.baker', {
    behaviours: [
      {
        kind: 'schedule',
        plan: [
          { from: 0, room: at(0, 0) },
          { from: 7, room: at(4, 4) },
          { from: 8, room: at(7, 2) },
        ],
      },
    ],
  }),
  ...cells.flatMap(([x, y], n) => [
    standing(`irat${n}`, 'inn.rat', at(x, y)),
    ...(n % 9 === 4 ? [standing(`icat${n}`, 'inn.cat', at(x, y))] : []),
    ...(n % 5 === 0 ? [thing(`iapple${n}`, 'inn.apple', at(x, y))] : []),
  ]),
  standing('ibaker', 'inn.baker', at(0, 0)),
  ...player('Ann', at(0, 0)),
  ...player('Bob', at(4, 4)),
  ...player('Cleo', at(7, 2)),
]

const lines = [
  'north',
  'south',
  'east',
  'west',
  'look',
  'get apple',
  'drop apple',
  'say hello',
  'kill rat',
  'flee',
  'give apple to rat',
  'who',
]

interface Turn {
  readonly name: string | undefined
  readonly line: string
  readonly beats: number
}

function script(dice: SimDice, count: number): Turn[] {
  return Array.from({ length: count }, () => ({
    name: dice.chance(0.7) ? dice.pick(['ann', 'bob', 'cleo']) : undefined,
    line: dice.pick(lines),
    beats: dice.between(0, 4),
  }))
}

/** Plays the turns in a world of its own, under leaders and caches that `memory` draws. */
async function play(turns: readonly Turn[], memory: SimDice | undefined) {
  let nowMs = 1_700_000_000_000
  const database = createMemoryDatabase(() => nowMs)
  let leaders = 0
  let evictions = 0
  let runner: TickRunner | undefined
  let close = async (): Promise<void> => undefined
  const takeOver = async (): Promise<TickRunner> => {
    evictions += runner?.lead.cache.stats().evictions ?? 0
    await close()
    const store = database.connect()
    close = () => store.close()
    leaders += 1
    const checkpoint = await store.acquire(FIRST_SHARD, `t${leaders}`, 30_000)
    if (!checkpoint) throw new Error('the lease is not free')
    // Heartbeats in which nothing happens are not written; here the clock of both worlds is one.
    const beat = Math.max(checkpoint.beat, runner?.lead.beat ?? 0)
    const roomsMax = memory ? memory.pick([1, 2, 5, 20]) : 10_000
    const next = await runTicksBy(
      store,
      { ...checkpoint, beat },
      {
        heartbeatMs: 250,
        rules: { linkGraceBeats: 480 },
        cache: { roomsMax, bytesMax: 100_000_000 },
      },
    )
    // Ticks that only show something have numbers, too; here both worlds have shown the same.
    if (runner) next.lead.views = runner.lead.views
    return next
  }
  runner = await takeOver()
  await runner.write(town, nowMs, 'world-files')
  runner = await takeOver()
  const numbers = new Map<string, number>()
  const broken: unknown[] = []
  for (const { name, line, beats } of turns) {
    if (memory?.chance(0.06)) runner = await takeOver()
    nowMs += 250
    const n = (numbers.get(name ?? '') ?? 0) + 1
    if (name) numbers.set(name, n)
    const command = { t: 'line' as const, session: `s${name}`, n, line, at: 0 }
    await runner.run(name ? [{ command, origin: 'g1', storedMs: nowMs }] : [], beats, nowMs)
    broken.push(...runner.broken)
  }
  evictions += runner.lead.cache.stats().evictions
  const { events, entities, jobs } = database.tables(FIRST_SHARD)
  return { events, entities, jobs, leaders, evictions, broken }
}

describe('the events of a stretch of commands', () => {
  // PROMISE ARCHITECTURE: recorded commands make the same events whatever was evicted, started again or taken over in between
  test('are the same whatever was evicted, started again or taken over', {
    timeout: 300_000,
  }, async () => {
    const turns = script(simDice(11), 300)
    const whole = await play(turns, undefined)
    expect(whole.broken).toEqual([])
    const walked = whole.events.filter(
      ({ type, actor }) => type === 'character-moved' && /^irat|^icat|^ibaker/.test(actor),
    )
    expect(walked.length).toBeGreaterThan(100)
    expect(whole.evictions).toBe(0)
    for (const seed of [1, 2, 3]) {
      const other = await play(turns, simDice(seed))
      expect(other.leaders).toBeGreaterThan(5)
      expect(other.evictions).toBeGreaterThan(1_000)
      const first = other.events.findIndex(
        (event, index) => JSON.stringify(event) !== JSON.stringify(whole.events[index]),
      )
      const differs = [whole.events[first], other.events[first]]
      expect({ seed, first, differs }).toEqual({ seed, first: -1, differs: [undefined, undefined] })
      expect(other.events.length).toBe(whole.events.length)
      expect(other.entities).toEqual(whole.entities)
      expect(other.jobs).toEqual(whole.jobs)
    }
  })
})
