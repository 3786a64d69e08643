import { fc, test } from '@fast-check/vitest'
import { afterAll, describe, expect, it } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import { goldOf } from '../../schema/entities.ts'
import { apply } from '../../schema/fold.ts'
import type { WorldMap } from '../../schema/world-map.ts'
import { given } from '../support/given.ts'
import { mintedBy } from '../support/gold-ledger.ts'
import { oneLayer, playIn } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { market } from './market.ts'

/** Eight in the morning of the inn, when the market is open. */
const atMarket = (...more: readonly NewEvent[]) => given(...market, ...more)

const goldOfAll = (world: WorldMap) =>
  [...world.entities.values()].reduce((sum, entity) => sum + (entity ? goldOf(entity) : 0), 0)

const goldHeld = (world: WorldMap, id: string) => {
  const entity = world.get(id)
  return entity ? goldOf(entity) : 0
}

describe('a shop', () => {
  it('lists what it sells, with prices', () => {
    atMarket()
      .when('Cid', 'list')
      .thenSees(
        'Cid',
        'Gus the grocer sells: 1. a ripe pear, 6 gold (3 left) 2. a nail, 3 gold (100 left)',
      )
    atMarket().when('Ann', 'list').thenRefuses('no-shop', 'Nobody here has anything to sell.')
  })

  it('sells from its shelf for gold, and thanks', () => {
    const play = playIn(oneLayer(atMarket().world))
    const turn = play.type('Cid', 'buy pear')
    expect(turn.read('Cid')).toEqual([
      'You buy a ripe pear for 6 gold coins.',
      'Gus the grocer says to you: “Thank you!”',
    ])
    expect(goldHeld(play.world, 'cid')).toBe(44)
    expect(goldHeld(play.world, 'm2')).toBe(46)
    expect(play.type('Cid', 'inventory').read('Cid')).toEqual(['You carry: a ripe pear'])
    expect(play.type('Cid', 'list').read('Cid')[0]).toContain('a ripe pear, 6 gold (2 left)')
  })

  it('sells several at once, by name, by number of the list and as one stack', () => {
    const scene = atMarket().done('Cid', 'buy 10 nails', 'buy 1')
    scene.when('Cid', 'inventory').thenAnswers('inventory-listed', {
      inventory: [{ name: '10 nails' }, { name: 'a ripe pear' }].map((one) =>
        expect.objectContaining(one.name === '10 nails' ? { count: 10 } : one),
      ),
    })
    scene.when('Cid', 'buy 5 pears').thenRefuses('not-so-many', 'You can have 2 of them just now.')
    scene
      .when('Cid', 'buy gold')
      .thenRefuses('not-sold', 'Gus the grocer does not sell that. Try “list”.')
  })

  it('gives nothing without gold, at night or while it is busy', () => {
    const scene = atMarket().done('Cid', 'drop 48 gold')
    scene.when('Cid', 'buy pear').thenRefuses('no-gold', 'Gus the grocer says: “Pay first!”')
    const play = playIn(oneLayer(atMarket().world), 8 * 60 * 13)
    expect(play.type('Cid', 'list').read('Cid')).toEqual(['Gus the grocer says: “Go home!”'])
  })

  it('runs out, and fills its shelves when the zone would be reset', () => {
    const play = playIn(oneLayer(atMarket().world))
    play.type('Cid', 'buy 3 pears')
    expect(play.type('Cid', 'buy pear').status).toBe('refused')
    play.wait(15 * 60 * 4)
    const turn = play.type('Cid', 'buy pear')
    expect(turn.events.map(({ type }) => type)).toContain('shop-restocked')
    // The till had 40 and took in 18: what is above 40 is taken home, then six come in.
    expect(goldHeld(play.world, 'm2')).toBe(46)
    expect(play.broken).toEqual([])
  })

  it('pays for as much as its till holds when several things are sold at once', () => {
    const pans = ['p1', 'p2', 'p3', 'p4', 'p5'].map((id) => thing(id, 'inn.pan', 'cid'))
    const outcome = given(...market, ...pans).when('Cid', 'sell all.pan')
    const sold = outcome.performed.events.filter(({ type }) => type === 'item-sold')
    // A till of forty coins, and fifteen for a pan.
    expect(sold).toHaveLength(2)
  })

  it('buys what it deals in, as long as it can pay, and sells it on', () => {
    const scene = atMarket(
      thing('i1', 'inn.pan', 'cid'),
      thing('i2', 'inn.pan', 'cid'),
      thing('i3', 'inn.pan', 'cid'),
      thing('i4', 'inn.ring', 'cid'),
      thing('i5', 'inn.pear', 'cid', { left: 1 }),
      thing('i6', 'inn.pear', 'cid'),
    )
    scene
      .when('Cid', 'value pan')
      .thenSees('Cid', 'Gus the grocer would give you 15 gold coins for a pan.')
    scene.when('Cid', 'sell pan').thenSees('Cid', 'You sell a pan for 15 gold coins.')
    scene
      .done('Cid', 'sell pan', 'sell pan')
      .when('Cid', 'sell pan')
      .thenRefuses('poor', 'Gus the grocer cannot pay you that much today.')
    scene
      .when('Cid', 'sell ring')
      .thenRefuses('not-wanted', 'Gus the grocer does not deal in such things.')
    scene
      .done('Cid', 'sell pan')
      .when('Cid', 'buy pan')
      .thenSees(
        'Cid',
        'You buy a pan for 45 gold coins.',
        'Gus the grocer says to you: “Thank you!”',
      )
  })

  it('gives less for what is half eaten, and never more than it asks itself', () => {
    atMarket(thing('i5', 'inn.pear', 'cid', { left: 1 }))
      .when('Cid', 'value pear')
      .thenAnswers('value-told', { price: 1 })
    atMarket(thing('i6', 'inn.nail', 'cid', { count: 10 }))
      .when('Cid', 'value 10 nails')
      .thenAnswers('value-told', { price: 10 })
      .when('Cid', 'sell nail')
      .thenSees('Cid', 'You sell a nail for 1 gold coin.')
  })
})

describe('a bank', () => {
  it('keeps gold, less a fee, and gives it back', () => {
    const scene = atMarket()
    scene
      .when('Cid', 'deposit 40')
      .thenSees('Cid', 'You bring 40 gold coins to the bank, of which it keeps 4.')
      .when('Cid', 'balance')
      .thenAnswers('balance-told', { bank: 36, gold: 10 })
    scene
      .done('Cid', 'deposit all gold')
      .when('Cid', 'withdraw 46')
      .thenRefuses('no-gold', 'The bank keeps only 45 gold for you.')
      .when('Cid', 'withdraw all')
      .thenSees('Cid', 'You take 45 gold coins from the bank.')
    scene.when('Ann', 'deposit 5').thenRefuses('no-bank', 'There is no bank here.')
    scene.when('Cid', 'deposit lots').thenRefuses('how-much', 'How much gold? Try “deposit 10”.')
    scene.when('Cid', 'deposit 99').thenRefuses('no-gold', 'You have only 50 gold.')
  })
})

const who = fc.constantFrom('Ann', 'Bob', 'Cid')
const line = fc.constantFrom(
  ...['buy pear', 'buy 7 nails', 'buy pan', 'buy 1', 'sell all', 'sell pear', 'sell 3 nails'],
  ...['sell pan', 'deposit 9', 'deposit all', 'withdraw 5', 'withdraw all', 'drop 3 gold'],
  ...[
    'take all',
    'give cid 4 gold',
    'give gus 5 gold',
    'east',
    'west',
    'drop all',
    'put 2 gold in sack',
  ],
)
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ who, line }) },
  { weight: 1, arbitrary: fc.constant('a quarter of an hour' as const) },
)

describe('whatever people trade', () => {
  const done: Record<string, number> = {}
  const start = atMarket(
    thing('i1', 'inn.pan', 'inn.yard'),
    thing('i2', 'inn.pan', 'inn.hall'),
    thing('i3', 'inn.sack', 'inn.yard'),
  )

  test.prop([fc.array(step, { minLength: 20, maxLength: 60 })], { numRuns: 15 })(
    'the sum of all gold is what the log says was minted, less what it says was burnt',
    (steps) => {
      const play = playIn(oneLayer(start.world))
      const fold = oneLayer(start.world)
      const before = goldOfAll(play.world)
      for (const name of ['Ann', 'Bob']) play.type(name, 'east')
      for (const one of steps) {
        if (typeof one === 'string') play.wait(3_600)
        else play.type(one.who, one.line)
      }
      let minted = 0
      for (const event of play.log) {
        done[event.type] = (done[event.type] ?? 0) + 1
        const here = goldOfAll(fold)
        const added = mintedBy(fold, event)
        apply(fold, event, { shard: 1, tick: 8, ordinal: 1, beat: 0, atMs: 0 })
        expect(goldOfAll(fold) - here, event.type).toBe(added)
        minted += added
      }
      expect(goldOfAll(play.world)).toBe(before + minted)
      expect(play.broken).toEqual([])
      for (const entity of play.world.entities.values()) {
        if (entity && 'gold' in entity) expect(entity.gold ?? 0).toBeGreaterThanOrEqual(0)
      }
    },
  )

  afterAll(() => {
    const kinds = ['item-bought', 'item-sold', 'gold-deposited', 'gold-withdrawn', 'gold-given']
    const made = ['gold-minted', 'gold-burnt', 'shop-restocked', 'stock-taken']
    for (const kind of [...kinds, ...made]) expect(done[kind] ?? 0, kind).toBeGreaterThan(0)
  })
})
