import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect, it } from 'vitest'
import { diceFor } from '../../handlers/dice.ts'
import { defenceOf, fleeChance, initiativeOf, softened, strike } from '../../handlers/rules/hit.ts'
import {
  experienceFor,
  experienceLostBy,
  gainExperience,
  worthOf,
} from '../../handlers/rules/levels.ts'
import type { Stats } from '../../handlers/rules/stats.ts'
import { canonical } from '../../schema/canonical.ts'
import type { Character, Entity } from '../../schema/entities.ts'
import { goldOf } from '../../schema/entities.ts'
import { skillLearned } from '../../schema/events/growth.ts'
import { apply } from '../../schema/fold.ts'
import type { WorldMap } from '../../schema/world-map.ts'
import { mintedBy } from '../support/gold-ledger.ts'
import { oneLayer, type Play, playIn } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { arena, creature, fightIn } from './arena.ts'

const start = () =>
  oneLayer(
    arena(
      ...['ann', 'bob'].map((actor) => ({
        type: 'being-transported',
        data: { actor, from: 'inn.hall', to: 'inn.pit' },
      })),
      creature('r1', 'inn.rat', 'inn.pit'),
      creature('r2', 'inn.rat', 'inn.pit', { gold: 13 }),
      creature('o1', 'inn.ogre', 'inn.pit'),
      creature('d1', 'inn.dummy', 'inn.pit', { health: [60, 60] }),
      thing('w1', 'inn.sword', 'bob', { worn: 'wield' }),
      thing('c1', 'inn.coin', 'r1'),
      thing('b1', 'inn.bun', 'ann', { count: 6 }),
      thing('a1', 'inn.ale', 'bob'),
      thing('s1', 'inn.scroll', 'bob'),
      thing('l1', 'inn.candle', 'ann'),
      thing('h1', 'inn.hat', 'ann', { worn: 'head' }),
      skillLearned({ actor: 'ann', skill: 'mend', name: 'Mend', to: 90 }),
      skillLearned({ actor: 'bob', skill: 'spark', name: 'Spark', to: 90 }),
    ).world,
  )

const foes = fc.constantFrom('rat', '2.rat', 'ogre', 'straw', 'bob', 'ann')
const typed = fc.oneof(
  foes.map((foe) => `kill ${foe}`),
  foes.map((foe) => `kick ${foe}`),
  foes.map((foe) => `spark ${foe}`),
  fc.constantFrom(
    'flee',
    'mend ann',
    'mend bob',
    'eat bun',
    'drink ale',
    'pvp on',
    'rest',
    'stand',
  ),
  fc.constantFrom('take all from corpse', 'take all', 'drop all', 'light candle', 'wimpy 15', 'up'),
  fc.constantFrom('recite scroll at ogre', 'assist bob', 'remove hat', 'wear hat', 'douse candle'),
)
const moves = fc.array(
  fc.oneof(
    fc.record({ who: fc.constantFrom('Ann', 'Bob'), line: typed }),
    fc.record({ beats: fc.integer({ min: 1, max: 30 }) }),
  ),
  { minLength: 5, maxLength: 40 },
)

function* entities(world: WorldMap): Iterable<Entity> {
  for (const entity of world.entities.values()) if (entity) yield entity
}

function goldIn(world: WorldMap): number {
  let sum = 0
  for (const entity of entities(world)) sum += goldOf(entity)
  return sum
}

/** Pieces by prototype that are neither food nor fuel. */
function lasting(world: WorldMap): Record<string, number> {
  const pieces: Record<string, number> = {}
  for (const entity of entities(world)) {
    if (entity.kind !== 'item' || !['inn.coin', 'inn.hat', 'inn.sword'].includes(entity.proto))
      continue
    pieces[entity.proto] = (pieces[entity.proto] ?? 0) + entity.count
  }
  return pieces
}

function expectSound(world: WorldMap): void {
  for (const entity of entities(world)) {
    if (entity.kind !== 'character' && entity.kind !== 'mobile') continue
    for (const gauge of [entity.health, entity.stamina, entity.lucidity]) {
      expect(gauge[0]).toBeGreaterThanOrEqual(0)
      expect(gauge[1]).toBeGreaterThan(0)
    }
    if (entity.kind === 'character') expect(entity.health[0], entity.id).toBeGreaterThan(0)
    expect(entity.gold).toBeGreaterThanOrEqual(0)
    if (entity.position === 'fighting') expect(entity.fighting).toBeDefined()
    if (entity.fighting) expect(entity.position).toBe('fighting')
    expect(() => canonical(entity)).not.toThrow()
  }
}

function play(playing: Play, steps: typeof moves extends fc.Arbitrary<infer S> ? S : never): void {
  for (const step of steps) {
    if ('beats' in step) playing.wait(step.beats)
    else playing.type(step.who, step.line)
  }
}

const happened: Record<string, number> = {}

describe('whatever happens in fights', () => {
  test.prop([moves], { numRuns: 120 })(
    'no gauge is negative, no coin and no thing is lost or doubled, nothing breaks',
    (steps) => {
      const world = start()
      const playing = playIn(world)
      const before = { gold: goldIn(world), things: lasting(world) }
      play(playing, steps)
      expect(playing.broken).toEqual([])
      expectSound(world)
      // The ledger has to be asked before each event, so the log is folded once more beside.
      const replayed = start()
      let minted = 0
      for (const event of playing.log) {
        happened[event.type] = (happened[event.type] ?? 0) + 1
        minted += mintedBy(replayed, event)
        apply(replayed, event, { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 })
      }
      expect(goldIn(world)).toBe(before.gold + minted)
      expect(minted).toBeLessThanOrEqual(0)
      // Only crumbling takes things out of the world, and these plays are too short for it.
      expect(lasting(world)).toEqual(before.things)
      expect(sorted(replayed)).toEqual(sorted(world))
    },
  )

  afterAll(() => {
    // A property over fights in which nobody is ever hurt would prove nothing.
    for (const type of [
      'blow-struck',
      'mobile-killed',
      'character-died',
      'skill-used',
      'item-used',
    ]) {
      expect(happened[type] ?? 0, type).toBeGreaterThan(10)
    }
  })
})

/** People and things, without when they were made, which a fold without ticks cannot know. */
function sorted(world: WorldMap) {
  return [...entities(world)]
    .filter(({ kind }) => kind !== 'record')
    .map((entity) => (entity.kind === 'item' ? { ...entity, made: 0 } : entity))
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

const fighter = (fields: Partial<Stats> = {}): Stats => ({
  attack: 0,
  dice: [1, 6, 0],
  damage: 0,
  verb: 'hit',
  armour: 0,
  speed: 0,
  perception: 0,
  maxHealth: 10,
  maxStamina: 10,
  maxLucidity: 10,
  healthRegen: 0,
  staminaRegen: 0,
  lucidityRegen: 0,
  flags: new Set(),
  ...fields,
})

describe('a blow', () => {
  const dice = () => diceFor(1, 1, 'blows')

  it('hits as often as attack and armour say', () => {
    const share = (attack: number, armour: number) => {
      const rolls = dice()
      const tries = 4_000
      let hits = 0
      for (let n = 0; n < tries; n += 1) {
        if (strike(fighter({ attack }), fighter({ armour }), rolls).result !== 'miss') hits += 1
      }
      return hits / tries
    }
    // d20 + 0 against 10: eleven of twenty; + 4 against 10 + 3: twelve; nothing is ever certain.
    expect(share(0, 0)).toBeCloseTo(0.55, 1)
    expect(share(4, 6)).toBeCloseTo(0.6, 1)
    expect(share(99, 0)).toBeLessThan(1)
    expect(share(-99, 0)).toBeGreaterThan(0.02)
  })

  it('never does less than a point when it hits', () => {
    expect(softened(3, 400)).toBe(1)
    expect(softened(12, 8)).toBe(10)
    expect(defenceOf({ armour: 6, speed: 4 })).toBe(15)
  })

  test.prop([fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), fc.nat(4)])(
    'is fled from with neither certainty nor despair',
    (own, theirs, more) => {
      const pursuers = Array.from({ length: 1 + more }, () => ({ speed: theirs }))
      const chance = fleeChance({ speed: own }, pursuers)
      expect(chance).toBeGreaterThanOrEqual(15)
      expect(chance).toBeLessThanOrEqual(90)
      expect(chance).toBeLessThanOrEqual(fleeChance({ speed: own }, pursuers.slice(0, 1)))
    },
  )

  it('falls first to the quick', () => {
    const rolls = dice()
    let first = 0
    for (let n = 0; n < 1_000; n += 1) {
      if (initiativeOf({ speed: 5 }, rolls) > initiativeOf({ speed: 0 }, rolls)) first += 1
    }
    expect(first).toBeGreaterThan(600)
  })
})

describe('levels', () => {
  it('come at growing distances, several at once if need be', () => {
    expect([1, 2, 3, 5, 10].map(experienceFor)).toEqual([0, 100, 300, 1_000, 4_500])
    const ann = { id: 'ann', level: 1, experience: 90 } as Character
    expect(gainExperience(ann, 0, 'kill')).toEqual([])
    expect(gainExperience(ann, 9, 'kill').map(({ type }) => type)).toEqual(['experience-gained'])
    expect(gainExperience(ann, 250, 'kill').map(({ data }) => data.level)).toEqual([
      undefined,
      2,
      3,
    ])
  })

  it('are never lost by dying', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(5_000), (level, more) => {
        const experience = experienceFor(level) + more
        expect(experience - experienceLostBy({ level, experience })).toBeGreaterThanOrEqual(
          experienceFor(level),
        )
      }),
    )
  })

  it('make small fry worth less, but never nothing', () => {
    expect(worthOf(100, 3, 5)).toBe(100)
    expect(worthOf(100, 3, 8)).toBe(55)
    expect(worthOf(100, 1, 40)).toBe(10)
  })
})

it('a fight is decided by the seed: the same commands in the same beats fall alike', () => {
  const once = () => {
    const playing = fightIn(creature('o1', 'inn.ogre', 'inn.pit'))
    playing.type('Ann', 'kill ogre')
    playing.wait(60)
    return playing.log
  }
  expect(once()).toEqual(once())
})
