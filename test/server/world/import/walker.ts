/**
 * Somebody who plays in an imported world by typing: walks by the exits, opens doors, buys, eats,
 * fights and loots. Every deed goes through the tick's own code; what it comes to is counted.
 */
import type { Direction } from '../../../../schema/directions.ts'
import type { Character, Item, Mobile } from '../../../../schema/entities.ts'
import { apply } from '../../../../schema/fold.ts'
import { keywordsOf, mobilePrototype, prototypeOf } from '../../../../schema/words.ts'
import type { WorldDocument } from '../../../../schema/world-file.ts'
import { mergeWorld, worldFileSchema } from '../../../../schema/world-file.ts'
import { WorldMap } from '../../../../schema/world-map.ts'
import { digested, planWorldLoad } from '../../../../server/world/load-world.ts'
import { type Play, playIn } from '../../../support/rule-play.ts'
import { player } from '../../../support/small-inn.ts'

const meta = { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 }

/** What an imported library leaves to the world around it: a start and the usual climate. */
export function surroundings(start: string): WorldDocument {
  return worldFileSchema.parse({
    world: { name: 'Test', start },
    climates: { temperate: { name: 'temperate', weights: { clear: 100 } } },
  })
}

/** The zones as a world in play, with Ann in the room `start`. */
export function playImported(zones: readonly WorldDocument[], start: string): Play {
  const files = zones.map((document) => ({ file: document.zone?.id ?? '', document }))
  const around = { file: 'world', document: surroundings(start) }
  const world = new WorldMap()
  // Taking the rows applies the events.
  Array.from(
    planWorldLoad(world, digested(mergeWorld([around, ...files])), {
      ...{ shard: 1, tick: 1, beat: 0, atMs: 0 },
    }),
  )
  for (const event of player('Ann', start)) apply(world, event, meta)
  return playIn(world, 8)
}

export interface Walk {
  readonly steps: number
  readonly rooms: ReadonlySet<string>
  /** Exits that did not lead to the room they name, and why. */
  readonly astray: readonly string[]
  readonly bought: number
  readonly eaten: number
  readonly killed: number
  readonly looted: number
  /** Everything Ann read. */
  readonly read: readonly string[]
}

type Deeds = { bought: number; eaten: number; killed: number; looted: number }

/** Walks so many steps, always by the way gone least often, and tries in each room what can be done. */
export function walk(play: Play, steps: number): Walk {
  const { world } = play
  const read: string[] = []
  const astray: string[] = []
  const rooms = new Set<string>()
  const gone = new Map<string, number>()
  const deeds: Deeds = { bought: 0, eaten: 0, killed: 0, looted: 0 }
  const self = () => world.get('ann') as Character
  const type = (line: string) => {
    const turn = play.type('Ann', line)
    read.push(...turn.read('Ann'))
    return turn
  }
  const settle = () => {
    for (let round = 0; round < 300 && self().position !== 'standing'; round += 1) {
      if (self().position !== 'fighting') type('stand')
      play.wait(4)
    }
  }
  const heal = () => {
    const ann = self()
    const fresh = <T extends { health: unknown; stamina: unknown }>(one: T) => ({
      ...one,
      health: [ann.health[1], ann.health[1]],
      stamina: [ann.stamina[1], ann.stamina[1]],
      gold: 5_000,
    })
    // A walker that tires or dies would see little: it is made whole between steps.
    world.patch('ann', fresh(ann) as never)
  }
  let walked = 0
  for (let tries = 0; walked < steps && tries < steps * 4; tries += 1) {
    heal()
    settle()
    const at = self().place
    if (!rooms.has(at)) {
      rooms.add(at)
      type('look')
      doWhatCanBeDone(play, { self, type, settle, heal }, deeds)
    }
    const way = leastGone(play, at, gone)
    if (way === undefined) break
    gone.set(`${at} ${way}`, (gone.get(`${at} ${way}`) ?? 0) + 1)
    const exit = world.room(at)?.exits[way]
    const door = exit?.door
    if (door?.state === 'locked') type(`unlock ${way}`)
    if (door !== undefined && world.room(at)?.exits[way]?.door?.state !== 'open')
      type(`open ${way}`)
    if (self().place !== at) continue
    const turn = type(way)
    if (self().place === exit?.to) walked += 1
    else if (door?.state !== 'locked') astray.push(`${at} ${way}: ${turn.read('Ann').join(' ')}`)
    play.wait(2)
  }
  return { steps: walked, rooms, astray, ...deeds, read }
}

function leastGone({ world }: Play, at: string, gone: Map<string, number>): Direction | undefined {
  const ways = Object.keys(world.room(at)?.exits ?? {}) as Direction[]
  const count = (way: Direction) => gone.get(`${at} ${way}`) ?? 0
  return [...ways].sort((a, b) => count(a) - count(b))[0]
}

interface Hands {
  readonly self: () => Character
  readonly type: Play['type'] extends (name: string, line: string) => infer T
    ? (line: string) => T
    : never
  readonly settle: () => void
  readonly heal: () => void
}

const strongestFoe = 6
const waresTried = 6

function doWhatCanBeDone(play: Play, hands: Hands, deeds: Deeds): void {
  const { world } = play
  const here = world.contents(hands.self().place)
  const mobiles = here.filter((one): one is Mobile => one.kind === 'mobile')
  for (const mobile of mobiles) {
    const prototype = mobilePrototype(world, mobile.proto)
    if (prototype?.shop) buy(play, hands, deeds)
    else if (prototype && prototype.level <= strongestFoe && deeds.killed < 5) {
      fight(play, mobile, hands, deeds)
    }
  }
  const food = carried(play).find((item) => hasUse(play, item))
  if (food === undefined) return
  hands.type(`eat ${keywordsOf(world, food)[0]}`)
  if (!carried(play).some(({ id }) => id === food.id)) deeds.eaten += 1
}

function carried({ world }: Play): Item[] {
  return world.contents('ann').filter((one): one is Item => one.kind === 'item')
}

function hasUse({ world }: Play, item: Item): boolean {
  return prototypeOf(world, item)?.type === 'food'
}

/** Things and coins at hand. */
function wealth(play: Play): number {
  const ann = play.world.get('ann')
  return carried(play).length + (ann?.kind === 'character' ? ann.gold : 0)
}

function buy(play: Play, { type }: Hands, deeds: Deeds): void {
  type('list')
  for (let ware = 1; ware <= waresTried; ware += 1) {
    const before = carried(play).length
    type(`buy ${ware}`)
    if (carried(play).length > before) deeds.bought += 1
  }
}

function fight(play: Play, mobile: Mobile, { type, settle, heal }: Hands, deeds: Deeds): void {
  const { world } = play
  type(`kill ${keywordsOf(world, mobile)[0]}`)
  for (let round = 0; round < 60 && world.get(mobile.id) !== undefined; round += 1) {
    heal()
    play.wait(4)
  }
  settle()
  if (world.get(mobile.id) !== undefined) return
  deeds.killed += 1
  const before = wealth(play)
  type('get all from corpse')
  if (wealth(play) > before) deeds.looted += 1
}
