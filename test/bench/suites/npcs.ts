/**
 * Five hundred mobiles awake: one pass over memory against a control that asks the database for
 * each of them, as an engine without a room cache would. Both ask the same behaviours.
 */
import pg from 'pg'
import { diceFor } from '../../../handlers/dice.ts'
import { actsOf, mobilePass } from '../../../handlers/systems/mobiles/pass.ts'
import { canonical } from '../../../schema/canonical.ts'
import type { Mobile } from '../../../schema/entities.ts'
import { characterCreated, characterEntered } from '../../../schema/events/presence.ts'
import { definitionSet, mobileLoaded, roomBuilt } from '../../../schema/events/world.ts'
import { apply } from '../../../schema/fold.ts'
import { mobilesAt } from '../../../schema/world.ts'
import { type MobilePrototype, readDefinition } from '../../../schema/world-file.ts'
import { WorldMap } from '../../../schema/world-map.ts'
import { migrate, openDatabase } from '../../../server/platform/database.ts'
import { startTestServers } from '../../support/servers.ts'
import { type SuiteResult, spreadOf } from '../support/figures.ts'

const roomCount = 50
const perRoom = 10
const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
const rooms = Array.from({ length: roomCount }, (_, n) => `bench.room${n}`)

const behaviours = [
  [{ kind: 'wander', chance: 100, everyBeats: 4 }],
  [{ kind: 'patrol', path: ['room1', 'room5'], pauseBeats: 8 }],
  [{ kind: 'talker', chance: 50, everyBeats: 8 }],
  [{ kind: 'scavenge', chance: 100, everyBeats: 4 }],
  [
    { kind: 'helper', of: 'kind' },
    { kind: 'wander', chance: 20, everyBeats: 20 },
  ],
]

/** A ring of rooms with a player and ten mobiles of every kind in each. */
function crowdedWorld(): WorldMap {
  const world = new WorldMap()
  for (const [n, list] of behaviours.entries()) {
    const read = readDefinition('mobiles', `bench.kind${n}`, {
      name: `a kind ${n}`,
      description: 'One of many.',
      ground: 'One of many is here.',
      health: 10,
      behaviours: list,
      lines: { idle: 'Hm.' },
    })
    if (!read.ok) throw new Error(read.problems.join())
    const data = read.value as unknown as Record<string, unknown>
    apply(world, definitionSet({ of: 'mobile', key: `bench.kind${n}`, data }), meta)
  }
  for (const [n, room] of rooms.entries()) fillRoom(world, n, room)
  return world
}

function fillRoom(world: WorldMap, n: number, room: string): void {
  const exits = { east: { to: rooms[(n + 1) % roomCount] }, west: { to: rooms.at(n - 1) } }
  const data = { title: 'A room', description: 'A room.', exits, flags: [], details: {} }
  apply(world, roomBuilt({ room, zone: 'bench', data }), meta)
  const character = `p${n}`
  const created = { character, name: `Player${n}`, role: 'player' as const, home: room }
  apply(world, characterCreated(created), meta)
  apply(world, characterEntered({ character, room }), meta)
  for (let one = 0; one < perRoom; one += 1) {
    const state = {
      name: `a kind ${one % 5}`,
      level: 1,
      health: [10, 10],
      stamina: [10, 10],
      lucidity: [100, 100],
      gold: 0,
      position: 'standing',
      effects: [],
    }
    const proto = `bench.kind${one % 5}`
    apply(world, mobileLoaded({ mobile: `m${n}x${one}`, proto, room, state }), meta)
  }
}

const moment = (beat: number) => ({ tick: beat, beat, atMs: 0, heartbeatMs: 250 })

/** One pass as the game makes it; returns how many acts it found. */
function onePass(world: WorldMap, beat: number): number {
  return mobilePass.run({
    world,
    now: moment(beat),
    dice: diceFor(1, beat, 'npcs'),
    newId: (prefix) => prefix,
    request: '',
    activeRooms: rooms,
    rules: { linkGraceBeats: 480 },
  }).length
}

/** The same behaviours, each mobile read from the database first. */
async function oneQueryEach(client: pg.Client, world: WorldMap, beat: number): Promise<number> {
  const dice = diceFor(1, beat, 'npcs')
  let acts = 0
  for (const id of rooms.flatMap((room) => mobilesAt(world, room).map((mobile) => mobile.id))) {
    const { rows } = await client.query<{ body: string }>({
      name: 'one-mobile',
      text: "select convert_from(body, 'UTF8') as body from entities where shard = 1 and id = $1",
      values: [id],
    })
    const mobile = JSON.parse(rows[0]?.body ?? '{}') as Mobile
    const prototype = world.definitions.get<MobilePrototype>('mobile', mobile.proto)
    const room = world.room(mobile.place)
    if (!prototype || !room) throw new Error(`${id} is not as it was stored`)
    acts += actsOf({ world, mobile, prototype, room, beat, dice, hour: 12, passBeats: 4 }).length
  }
  return acts
}

async function store(client: pg.Client, world: WorldMap): Promise<void> {
  for (const room of rooms) {
    for (const mobile of mobilesAt(world, room)) {
      await client.query(
        "insert into entities (shard, id, kind, place, tick, body) values (1, $1, 'mobile', $2, 1, convert_to($3, 'UTF8'))",
        [mobile.id, mobile.place, canonical(mobile)],
      )
    }
  }
}

/** Measures both in turns; the pass may take at most half of the control's time. */
export async function npcsSuite(quick: boolean): Promise<SuiteResult> {
  const servers = await startTestServers()
  const url = servers.addresses.postgres.owner
  const client = new pg.Client({ connectionString: url })
  try {
    const db = openDatabase(url, 'bench')
    await migrate(db)
    await db.destroy()
    await client.connect()
    const world = crowdedWorld()
    await store(client, world)
    const pass: number[] = []
    const control: number[] = []
    let acts = 0
    for (let turn = -5; turn < (quick ? 20 : 100); turn += 1) {
      const beat = 4 * (turn + 10)
      const began = performance.now()
      const found = onePass(world, beat)
      const between = performance.now()
      const foundByControl = await oneQueryEach(client, world, beat)
      const ended = performance.now()
      if (turn < 0) continue
      pass.push(between - began)
      control.push(ended - between)
      acts += found + foundByControl
    }
    return result(pass, control, acts)
  } finally {
    await client.end()
    await servers.stop()
  }
}

function result(pass: readonly number[], control: readonly number[], acts: number): SuiteResult {
  const one = spreadOf(pass)
  const each = spreadOf(control)
  return {
    name: 'npcs',
    tables: [
      {
        title: `One pass over ${roomCount * perRoom} awake mobiles (ms); ${acts} acts in all`,
        head: ['', 'p50', 'p95', 'max'],
        rows: [
          ['one pass from memory', one.p50, one.p95, one.max],
          ['one query each', each.p50, each.p95, each.max],
        ],
      },
    ],
    targets: [
      {
        what: 'pass over 500 mobiles against one query each',
        value: one.p50 / each.p50,
        limit: 0.5,
      },
      {
        what: 'acts found (a pass that does nothing is fast)',
        value: acts,
        limit: 1_000,
        atLeast: true,
      },
    ],
  }
}
