/**
 * What clients put together is what is so: after whatever several people type in the shipped world, the
 * parts that each was shown, whole or as changes, are those that a look at the world gives.
 */
import { beforeAll, expect, it } from 'vitest'
import type { Character, Session } from '../../../../schema/entities.ts'
import { itemLoaded } from '../../../../schema/events/items.ts'
import { apply } from '../../../../schema/fold.ts'
import { type ViewPart, viewParts } from '../../../../schema/views.ts'
import type { World } from '../../../../schema/world-file.ts'
import { WorldMap } from '../../../../schema/world-map.ts'
import { viewOf } from '../../../../server/core/tick/show-views.ts'
import { digested, planWorldLoad } from '../../../../server/world/load-world.ts'
import { readWorld } from '../../../../server/world/read-world.ts'
import { anyLine, noun, type Surroundings, seeded } from '../../../support/any-line.ts'
import { type Play, playIn, type Turn } from '../../../support/rule-play.ts'
import { player } from '../../../support/small-inn.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }
const names = ['Ann', 'Bob', 'Cid', 'Dee'] as const
/** Bob and Dee put their views together from changes. */
const byDeltas: readonly string[] = ['Bob', 'Dee']
const seeds = Number(process.env['VIEWS_SEEDS'] ?? 6)
const firstSeed = Number(process.env['VIEWS_FIRST_SEED'] ?? 1)
const starting = [
  'brass-lantern',
  'satchel',
  'oatcake',
  'red-draught',
  'owl-drops',
  'dark-ale',
  'cutlass',
  'leather-jerkin',
  'gauntlets',
  'bandage',
]
let files: World

beforeAll(async () => {
  files = (await readWorld('deploy/world')).world
})

function newPlay(): Play {
  const world = new WorldMap()
  planWorldLoad(world, digested(files), { shard: 1, tick: 1, beat: 0, atMs: 0 })
  for (const name of names) {
    const role = name === 'Dee' ? 'owner' : 'player'
    for (const event of player(name, files.settings?.start ?? '', role)) apply(world, event, meta)
    // Strong enough to win a fight now and then, weak enough to lose one.
    world.patch<Character>(name.toLowerCase(), { level: 4, health: [60, 60] })
    for (const proto of starting) {
      const item = `i${name.toLowerCase()}${proto}`
      const made = itemLoaded({
        item,
        proto: `saltmere.${proto}`,
        place: name.toLowerCase(),
        count: 1,
        reason: 'test',
      })
      apply(world, made, meta)
    }
    if (byDeltas.includes(name)) world.patch<Session>(`s${name.toLowerCase()}`, { deltas: true })
  }
  return playIn(world, 8)
}

/** What is gathered for clients that are shown whole parts comes within the time for it. */
function settle(play: Play): void {
  play.beat += 4
  play.wait(0)
}

function characterOf(play: Play, name: string): Character {
  const character = play.world.get(name.toLowerCase())
  if (character?.kind !== 'character') throw new Error(`${name} is gone`)
  return character
}

function surroundings(play: Play, name: string): Surroundings {
  const { world } = play
  const self = characterOf(play, name)
  const room = world.room(self.place)
  const here = world.contents(self.place)
  const named = (kind: string, at = here) =>
    at.flatMap((one) => (one.kind === kind && 'name' in one ? [noun(String(one.name))] : []))
  const things = (place: string) => {
    const room = viewOf(world, 'items', { ...self, id: place as never })
    return (room['inventory'] as { name: string }[]).map((item) => noun(item.name))
  }
  return {
    exits: Object.keys(room?.exits ?? {}),
    things: things(self.place),
    carried: [...things(self.id), ...(self.gold > 0 ? ['gold'] : [])],
    people: named('mobile'),
    players: names.filter((other) => other !== name),
    builds: self.role === 'owner',
  }
}

function sameAsTruth(play: Play, name: string, why: () => string): void {
  const character = characterOf(play, name)
  for (const part of viewParts) {
    if (part === 'group' && !character.group && play.state(name, part) === undefined) continue
    const shown = inOrder(part, play.state(name, part))
    const truth = inOrder(part, viewOf(play.world, part, character))
    expect(shown, `${part} of ${name}\n${why()}`).toEqual(truth)
  }
}

/** Lists that are known by ids are the same in any order; what a client shows first is its business. */
function inOrder(part: ViewPart, data: unknown): unknown {
  const plain = JSON.parse(JSON.stringify(data ?? null))
  if (part !== 'room' || plain === null) return plain
  const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1)
  return { ...plain, people: plain.people.sort(byId), items: plain.items.sort(byId) }
}

for (const seed of Array.from({ length: seeds }, (_, at) => firstSeed + at)) {
  // PROMISE PROTOCOL 3.5: whenever what a part (`room`, `char`, `items`, `group`, `quests`) shows changes for its character
  it(`everybody has been shown the world as it is, whatever was typed (seed ${seed})`, () => {
    const random = seeded(seed)
    const play = newPlay()
    const told: string[] = []
    const note = (line: string, turn: Turn) => {
      told.push(`${line} → ${turn.events.map(({ type }) => type).join(' ')}`)
    }
    const why = () => told.slice(-12).join('\n')
    note('begin', play.wait(1))
    for (let step = 0; step < 250; step += 1) {
      const name = names[Math.floor(random() * names.length)] ?? 'Ann'
      const line = anyLine(surroundings(play, name), random)
      const settled = random() < 0.3
      if (settled) settle(play)
      note(`${name}: ${line}`, play.type(name, line))
      // Deltas come at once; an author who knew everything knows what its own line has changed.
      for (const one of settled ? [...byDeltas, name] : byDeltas) sameAsTruth(play, one, why)
      if (random() < 0.4) note('time', play.wait(1 + Math.floor(random() * 12)))
      for (const one of byDeltas) sameAsTruth(play, one, why)
      if (step % 5 !== 0) continue
      settle(play)
      for (const one of names) sameAsTruth(play, one, why)
    }
    expect(play.broken).toEqual([])
  })
}
