/**
 * What absent characters cost: the systems that advance people run over two worlds that differ only
 * in how many characters are away, in turns, so that the machine's moods fall on both alike.
 */

import type { System } from '../../../handlers/define-system.ts'
import { diceFor } from '../../../handlers/dice.ts'
import { combatRounds } from '../../../handlers/systems/fights/combat.ts'
import { effectsAtWork } from '../../../handlers/systems/fights/effects.ts'
import { recovery } from '../../../handlers/systems/fights/recovery.ts'
import { lightsBurn } from '../../../handlers/systems/things/lights.ts'
import type { Character, Room } from '../../../schema/entities.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import { type SuiteResult, spreadOf } from '../support/figures.ts'

const systems: readonly System[] = [recovery, effectsAtWork, combatRounds, lightsBurn]
const roomsInUse = 10
const playersPerRoom = 5

function room(n: number): Room {
  return {
    id: `bench.room${n}`,
    kind: 'room',
    place: '',
    zone: 'bench',
    title: 'A room',
    description: 'A room.',
    exits: {},
    flags: [],
    details: {},
  }
}

/** Wounded enough to mend for as long as the measurement lasts. */
function character(id: string, place: string): Character {
  return {
    id,
    kind: 'character',
    place,
    name: id,
    role: 'player',
    level: 1,
    experience: 0,
    gold: 0,
    bank: 0,
    health: [1, 100_000],
    stamina: [1, 100_000],
    lucidity: [1, 100_000],
    position: 'standing',
    effects: [{ id: 'poison', until: 1_000_000, stacks: 1 }],
    skills: {},
    quests: {},
  }
}

function worldWith(absent: number): WorldMap {
  const world = new WorldMap()
  for (let n = 0; n < roomsInUse; n += 1) {
    world.put(room(n))
    for (let one = 0; one < playersPerRoom; one += 1) {
      world.put(character(`here${n}x${one}`, `bench.room${n}`))
    }
  }
  for (let n = 0; n < absent; n += 1) world.put(character(`away${n}`, ''))
  return world
}

/** Milliseconds for a minute of heartbeats over `world`; the acts are counted, so nothing is skipped. */
function minuteOver(world: WorldMap, from: number): { ms: number; events: number } {
  const activeRooms = Array.from({ length: roomsInUse }, (_, n) => `bench.room${n}`)
  let events = 0
  const began = performance.now()
  for (let beat = from; beat < from + 240; beat += 1) {
    for (const system of systems) {
      if (beat % system.everyBeats !== 0) continue
      const acts = system.run({
        world,
        now: { tick: beat, beat, atMs: 0, heartbeatMs: 250 },
        dice: diceFor(1, beat, system.name),
        newId: (prefix) => prefix,
        request: '',
        activeRooms,
        rules: { linkGraceBeats: 480 },
      })
      for (const act of acts) if (act.kind === 'events') events += act.events.length
    }
  }
  return { ms: performance.now() - began, events }
}

/** Ten absent characters against ten thousand. */
export async function absentSuite(quick: boolean): Promise<SuiteResult> {
  const few = worldWith(10)
  const many = worldWith(10_000)
  const times: Record<'few' | 'many', number[]> = { few: [], many: [] }
  const events = { few: 0, many: 0 }
  const rounds = quick ? 60 : 300
  for (let turn = -10; turn < rounds; turn += 1) {
    const pairs = [['few', few] as const, ['many', many] as const]
    for (const [name, world] of turn % 2 === 0 ? pairs : pairs.reverse()) {
      const run = minuteOver(world, 240 * (turn + 20))
      // The first turns warm the machine up.
      if (turn < 0) continue
      times[name].push(run.ms)
      events[name] += run.events
    }
  }
  const spreads = { few: spreadOf(times.few), many: spreadOf(times.many) }
  const row = (label: string, name: 'few' | 'many') => [
    label,
    spreads[name].p50,
    spreads[name].p95,
    events[name],
  ]
  return {
    name: 'absent',
    tables: [
      {
        title: 'Systems over 50 players, per minute of heartbeats (ms)',
        head: ['absent characters', 'p50', 'p95', 'events'],
        rows: [row('10', 'few'), row('10,000', 'many')],
      },
    ],
    targets: [
      {
        what: 'cost with 10,000 absent characters over that with 10',
        value: spreads.many.p50 / spreads.few.p50,
        limit: 1.1,
      },
      { what: 'events differ by', value: Math.abs(events.many - events.few), limit: 0 },
    ],
  }
}
