import { describe, expect, it } from 'vitest'
import {
  goldDropped,
  goldGiven,
  goldPut,
  goldTaken,
  itemDropped,
  itemGiven,
  itemPut,
  itemRemoved,
  itemSplit,
  itemTaken,
  itemWorn,
} from '../../schema/events/items.ts'
import { given } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'

const room = 'inn.hall'

describe('taking', () => {
  const lantern = given(thing('i1', 'inn.lantern', room))

  it('moves the thing and tells everybody in the room', () => {
    lantern
      .when('Ann', 'take lantern')
      .thenHappens(itemTaken({ actor: 'ann', item: 'i1', from: room, room }))
      .thenSees('Ann', 'You take a brass lantern.')
      .thenSees('Bob', 'Ann takes a brass lantern.')
      .thenSeesNothing('Cid')
  })

  it('says what is not there, in the words that were typed', () => {
    lantern.when('Ann', 'take sword').thenRefuses('not-here', 'You see no sword here.')
    given().when('Ann', 'take all').thenRefuses('not-here', 'There is nothing here to take.')
  })

  it('knows what one has already, and that people are not things', () => {
    lantern
      .done('Ann', 'take lantern')
      .when('Ann', 'take lantern')
      .thenRefuses('not-here', 'You already have that.')
    lantern.when('Ann', 'take maren').thenRefuses('not-here', 'Old Maren would not like that.')
  })

  it('asks which one is meant when different things fit', () => {
    given(thing('i1', 'inn.brass-key', room), thing('i2', 'inn.iron-key', room))
      .when('Ann', 'take key')
      .thenRefuses('which-one', 'Which do you mean: a brass key or an iron key?')
      .when('Ann', 'take iron key')
      .thenSees('Ann', 'You take an iron key.')
  })

  it('takes the n-th, several or all of a kind', () => {
    const coins = given(
      thing('i1', 'inn.coin', room),
      thing('i2', 'inn.coin', room),
      thing('i3', 'inn.coin', room),
      thing('i4', 'inn.apple', room),
    )
    const taken = (item: string) => itemTaken({ actor: 'ann', item, from: room, room })
    coins.when('Ann', 'get 2.coin').thenHappens(taken('i2'))
    coins.when('Ann', 'get third coin').thenHappens(taken('i3'))
    coins.when('Ann', 'get 2 coins').thenHappens(taken('i1'), taken('i2'))
    coins.when('Ann', 'get all.coin').thenHappens(taken('i1'), taken('i2'), taken('i3'))
    coins.when('Ann', 'get all coins').thenHappens(taken('i1'), taken('i2'), taken('i3'))
    coins.when('Ann', 'get all').thenHappens(taken('i1'), taken('i2'), taken('i3'), taken('i4'))
    coins.when('Ann', 'get 9.coin').thenRefuses('not-here', 'You see no coin here.')
  })

  it('splits a stack when only some of it is wanted', () => {
    const stack = given(thing('i1', 'inn.arrow', room, { count: 10 }))
    const some = stack.when('Ann', 'take 3 arrows')
    const [split] = some.performed.events
    const into = String(split?.data.into)
    some
      .thenHappens(
        itemSplit({ item: 'i1', into, count: 3 }),
        itemTaken({ actor: 'ann', item: into, from: room, room }),
      )
      .thenSees('Ann', 'You take 3 arrows.')
    expect(some.world.get('i1')).toMatchObject({ count: 7, place: room })
    expect(some.world.get(into)).toMatchObject({ count: 3, place: 'ann' })
  })

  it('leaves what is fixed, and passes over it when all is meant', () => {
    const heavy = given(thing('i1', 'inn.chest', room), thing('i2', 'inn.apple', room))
    heavy.when('Ann', 'take chest').thenRefuses('fixed', 'That will not budge.')
    heavy.when('Ann', 'take all').thenSees('Ann', 'You take a red apple.')
  })

  it('finds hidden things by their name only', () => {
    const hidden = given(thing('i1', 'inn.needle', room))
    hidden.when('Ann', 'take all').thenRefuses('not-here', 'There is nothing here to take.')
    hidden.when('Ann', 'take needle').thenSees('Ann', 'You take a tiny needle.')
    expect(hidden.when('Ann', 'look').performed.views[0]?.data).toMatchObject({ items: [] })
  })

  it('takes things out of open containers, and not out of closed ones', () => {
    const chest = (closed: boolean) =>
      given(thing('i1', 'inn.chest', room, { closed }), thing('i2', 'inn.apple', 'i1'))
    chest(false)
      .when('Ann', 'take apple from the chest')
      .thenHappens(itemTaken({ actor: 'ann', item: 'i2', from: 'i1', room }))
      .thenSees('Bob', 'Ann takes a red apple from an iron chest.')
    chest(false)
      .when('Ann', 'get sword out of chest')
      .thenRefuses('not-here', 'You see no sword in there.')
    chest(true)
      .when('Ann', 'take apple from chest')
      .thenRefuses('closed', 'The iron chest is closed.')
    given(thing('i1', 'inn.hat', room))
      .when('Ann', 'take apple from hat')
      .thenRefuses('no-container', 'Nothing can be kept in the felt hat.')
  })
})

describe('gold', () => {
  const pile = (scene: ReturnType<typeof given>) => {
    const [found] = scene.world.contents(room).filter((entity) => entity.kind === 'item')
    return String(found?.id)
  }

  it('becomes a pile when it is dropped and a purse when it is taken', () => {
    const dropped = given().when('Ann', 'drop 12 gold')
    const heap = pile(dropped)
    dropped
      .thenHappens(goldDropped({ actor: 'ann', room, pile: heap, amount: 12 }))
      .thenSees('Ann', 'You put down 12 gold coins.')
      .thenSees('Bob', 'Ann puts down some gold.')
    expect(dropped.world.get('ann')).toMatchObject({ gold: 38 })
    expect(dropped.world.get(heap)).toMatchObject({ gold: 12, name: 'a pile of 12 gold coins' })
    const more = dropped.done('Bob', 'drop 3 gold')
    expect(more.world.get(heap)).toMatchObject({ gold: 15 })
    const taken = more
      .when('Bob', 'take gold')
      .thenHappens(goldTaken({ actor: 'bob', from: heap, amount: 15 }))
      .thenSees('Bob', 'You take 15 gold coins.')
    expect(taken.world.get(heap)).toBeUndefined()
    expect(taken.world.get('bob')).toMatchObject({ gold: 62 })
  })

  it('is taken up with everything else, by amount, or as a pile', () => {
    const dropped = given().done('Ann', 'drop 10 gold')
    dropped.when('Bob', 'get all').thenSees('Bob', 'You take 10 gold coins.')
    dropped.when('Bob', 'get pile').thenSees('Bob', 'You take 10 gold coins.')
    dropped.when('Bob', 'get 4 gold').thenSees('Bob', 'You take 4 gold coins.')
    dropped.when('Bob', 'get 40 gold').thenRefuses('no-gold', 'There is not that much gold.')
    given().when('Bob', 'get gold').thenRefuses('no-gold', 'You see no gold there.')
  })

  it('goes from hand to hand and into containers', () => {
    given()
      .when('Ann', 'give 5 gold to bob')
      .thenHappens(goldGiven({ actor: 'ann', target: 'bob', amount: 5 }))
      .thenSees('Bob', 'Ann gives you 5 gold coins.')
    given(thing('i1', 'inn.sack', 'ann'))
      .when('Ann', 'put 7 gold in sack')
      .thenHappens(goldPut({ actor: 'ann', into: 'i1', amount: 7 }))
      .when('Ann', 'get all from sack')
      .thenHappens(goldTaken({ actor: 'ann', from: 'i1', amount: 7 }))
      .thenSees('Ann', 'You take 7 gold coins from a linen sack.')
  })

  it('cannot be spent twice', () => {
    given().when('Ann', 'drop 51 gold').thenRefuses('no-gold', 'You have only 50 gold.')
    given()
      .when('Ann', 'give 0 gold to bob')
      .thenRefuses('how-many', 'None at all? That is quickly done.')
    given()
      .done('Ann', 'drop all gold')
      .when('Ann', 'give gold to bob')
      .thenRefuses('no-gold', 'You have no gold.')
  })
})

describe('dropping', () => {
  it('puts things down, one or all', () => {
    const scene = given(thing('i1', 'inn.apple', 'ann'), thing('i2', 'inn.hat', 'ann'))
    scene
      .when('Ann', 'drop apple')
      .thenHappens(itemDropped({ actor: 'ann', item: 'i1', room }))
      .thenSees('Bob', 'Ann puts down a red apple.')
    scene.when('Ann', 'put down the apple').thenSees('Ann', 'You put down a red apple.')
    scene
      .when('Ann', 'drop all')
      .thenSees('Ann', 'You put down a red apple.', 'You put down a felt hat.')
    scene.when('Ann', 'drop lamp').thenRefuses('not-here', 'You carry no lamp.')
    given().when('Ann', 'drop all').thenRefuses('not-here', 'You carry nothing.')
  })

  it('keeps what is bound to its bearer and what is worn', () => {
    given(thing('i1', 'inn.charm', 'ann'))
      .when('Ann', 'drop charm')
      .thenRefuses('bound', 'You cannot bring yourself to part with the cursed charm.')
    given(thing('i1', 'inn.hat', 'ann', { worn: 'head' }))
      .when('Ann', 'drop hat')
      .thenRefuses('in-use', 'You are using the felt hat. Take it off first.')
  })
})

describe('putting', () => {
  it('fills a container until it is full', () => {
    const scene = given(
      thing('i1', 'inn.sack', 'ann'),
      thing('i2', 'inn.apple', 'ann'),
      thing('i3', 'inn.anvil', 'ann'),
    )
    scene
      .when('Ann', 'put apple in sack')
      .thenHappens(itemPut({ actor: 'ann', item: 'i2', into: 'i1' }))
      .thenSees('Bob', 'Ann puts a red apple into a linen sack.')
    scene
      .when('Ann', 'put anvil in sack')
      .thenRefuses('full', 'There is no room for that in the linen sack.')
    scene
      .when('Ann', 'put all in sack')
      .thenHappens(itemPut({ actor: 'ann', item: 'i2', into: 'i1' }))
  })

  it('counts what is inside already', () => {
    given(
      thing('i1', 'inn.sack', 'ann'),
      thing('i2', 'inn.arrow', 'i1', { count: 15 }),
      thing('i3', 'inn.arrow', 'ann', { count: 10 }),
    )
      .when('Ann', 'put arrows in sack')
      .thenRefuses('full', 'There is no room for that in the linen sack.')
      .when('Ann', 'put 5 arrows in sack')
      .thenSees('Ann', 'You put 5 arrows into a linen sack.')
  })

  it('never puts a thing into itself', () => {
    given(thing('i1', 'inn.sack', 'ann'))
      .when('Ann', 'put sack in sack')
      .thenRefuses('into-itself', 'You cannot put the linen sack into itself.')
  })

  it('shows how it is said when half is missing', () => {
    given(thing('i1', 'inn.sack', 'ann'))
      .when('Ann', 'put sack')
      .thenRefuses('usage', 'Try it like this: put <what> in <where>')
  })
})

describe('giving', () => {
  const scene = given(thing('i1', 'inn.apple', 'ann'))

  it('tells giver, receiver and bystanders apart', () => {
    scene
      .when('Ann', 'give apple to maren')
      .thenHappens(itemGiven({ actor: 'ann', item: 'i1', target: 'm1' }))
      .thenSees('Ann', 'You give a red apple to old Maren.')
      .thenSees('Bob', 'Ann gives a red apple to old Maren.')
    scene.when('Ann', 'give bob the apple').thenSees('Bob', 'Ann gives you a red apple.')
  })

  it('refuses in words', () => {
    scene
      .when('Ann', 'give apple')
      .thenRefuses('to-whom', 'Give it to whom? Try “give apple to …”.')
    scene
      .when('Ann', 'give apple to cid')
      .thenRefuses('not-here', 'You see nobody called cid here.')
    scene
      .when('Ann', 'give apple to me')
      .thenRefuses('self', 'You pass it from one hand to the other.')
    scene
      .when('Ann', 'give apple to all')
      .thenRefuses('which-one', 'You can give it to only one of them.')
    scene.when('Ann', 'give lamp to bob').thenRefuses('not-here', 'You carry no lamp.')
  })
})

describe('wearing', () => {
  it('puts things where they belong and takes them off again', () => {
    const scene = given(thing('i1', 'inn.hat', 'ann'), thing('i2', 'inn.cap', 'ann'))
    const hatted = scene
      .when('Ann', 'wear hat')
      .thenHappens(itemWorn({ actor: 'ann', item: 'i1', slot: 'head' }))
      .thenSees('Bob', 'Ann wears a felt hat.')
    hatted
      .when('Ann', 'put on cap')
      .thenRefuses('cannot-use', 'You already use the felt hat on your head.')
    hatted.when('Ann', 'wear hat').thenRefuses('not-here', 'You are using it already.')
    hatted
      .when('Ann', 'take hat off')
      .thenHappens(itemRemoved({ actor: 'ann', item: 'i1' }))
      .thenSees('Ann', 'You stop using a felt hat.')
    hatted.when('Ann', 'remove ring').thenRefuses('not-here', 'You are not using any ring.')
  })

  it('wears all that can be worn, one thing in each place and two rings', () => {
    given(
      thing('i1', 'inn.hat', 'ann'),
      thing('i2', 'inn.cap', 'ann'),
      thing('i3', 'inn.ring', 'ann'),
      thing('i4', 'inn.ring', 'ann'),
      thing('i5', 'inn.ring', 'ann'),
      thing('i6', 'inn.apple', 'ann'),
    )
      .when('Ann', 'wear all')
      .thenHappens(
        itemWorn({ actor: 'ann', item: 'i1', slot: 'head' }),
        itemWorn({ actor: 'ann', item: 'i3', slot: 'finger' }),
        itemWorn({ actor: 'ann', item: 'i4', slot: 'finger' }),
      )
  })

  it('knows weapons, lights and what takes both hands', () => {
    const scene = given(
      thing('i1', 'inn.knife', 'ann'),
      thing('i2', 'inn.halberd', 'ann'),
      thing('i3', 'inn.lantern', 'ann'),
      thing('i4', 'inn.hat', 'ann'),
    )
    const lit = scene
      .when('Ann', 'hold lantern')
      .thenHappens(itemWorn({ actor: 'ann', item: 'i3', slot: 'held' }))
      .thenSees('Ann', 'You hold a brass lantern.')
    lit
      .when('Ann', 'wield halberd')
      .thenRefuses('cannot-use', 'You need both hands, and you use the brass lantern.')
    lit.when('Ann', 'wield knife').thenSees('Bob', 'Ann wields a bread knife.')
    scene.when('Ann', 'wield hat').thenRefuses('cannot-use', 'You cannot wield the felt hat.')
    scene
      .done('Ann', 'wield halberd')
      .when('Ann', 'hold lantern')
      .thenRefuses('cannot-use', 'You need both hands, and you use the long halberd.')
  })
})
