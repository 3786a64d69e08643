import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character, Item } from '../../schema/entities.ts'
import { effectBegan } from '../../schema/events/effects.ts'
import { itemsAt } from '../../schema/world.ts'
import type { Play } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { arena, creature, fightIn } from './arena.ts'

const ann = (play: Play) => play.world.get('ann') as Character
const types = (events: readonly { type: string }[]) => events.map(({ type }) => type)

describe('eating and drinking', () => {
  it('takes one piece of a stack and gives what it promises', () => {
    const scene = arena(thing('b1', 'inn.bun', 'ann', { count: 3 }))
    scene.world.patch<Character>('ann', { health: [10, 40], stamina: [10, 60] })
    const fed = scene.when('Ann', 'eat bun')
    expect(types(fed.performed.events)).toEqual([
      'item-split',
      'item-used',
      'item-destroyed',
      'vitals-changed',
      'effect-began',
    ])
    expect(fed.world.get('ann')).toMatchObject({ health: [15, 40], stamina: [17, 60] })
    expect((fed.world.get('b1') as Item).count).toBe(2)
    expect(itemsAt(fed.world, 'ann')).toHaveLength(1)
    fed.thenSees('Bob', 'Ann eats a bun.')
  })

  it('goes on until the last use, and leaves what is left', () => {
    const first = arena(thing('a1', 'inn.ale', 'ann')).when('Ann', 'drink from ale')
    expect((first.world.get('a1') as Item).left).toBe(1)
    const second = first.when('Ann', 'drink ale')
    expect(second.world.get('a1')).toBeUndefined()
    expect(itemsAt(second.world, 'ann').map(({ proto }) => proto)).toEqual(['inn.mug'])
    expect((second.world.get('ann') as Character).effects).toMatchObject([
      { id: 'drunkenness', stacks: 2 },
    ])
  })

  it('is refused in words', () => {
    const scene = arena(thing('i1', 'inn.hat', 'ann'), thing('b1', 'inn.bun', 'ann'))
    scene.when('Ann', 'eat hat').thenRefuses('cannot-use', 'You cannot eat the felt hat.')
    scene.when('Ann', 'drink bun').thenRefuses('cannot-use', 'You cannot drink the bun.')
    scene.when('Ann', 'eat pie').thenRefuses('not-here', 'You have no pie.')
  })

  it('reads a scroll at somebody, who will not like it', () => {
    const play = fightIn(creature('d1', 'inn.dummy', 'inn.pit'), thing('s1', 'inn.scroll', 'ann'))
    expect(play.type('Ann', 'recite scroll at goose').read('Ann')).toEqual([
      'You see no goose here.',
    ])
    const turn = play.type('Ann', 'recite scroll at straw')
    expect(types(turn.events)).toEqual([
      'item-used',
      'item-destroyed',
      'fight-started',
      'blow-struck',
    ])
    expect(play.world.get('s1')).toBeUndefined()
    expect(ann(play).fighting).toBe('d1')
  })
})

describe('stacks', () => {
  it('become one where they meet', () => {
    const play = fightIn(
      thing('a1', 'inn.arrow', 'ann', { count: 3 }),
      thing('a2', 'inn.arrow', 'inn.pit', { count: 4 }),
    )
    const turn = play.type('Ann', 'take 2 arrows')
    expect(types(turn.events)).toEqual(['item-split', 'item-taken', 'item-merged'])
    expect((play.world.get('a1') as Item).count).toBe(5)
    expect((play.world.get('a2') as Item).count).toBe(2)
    play.type('Ann', 'drop arrows')
    expect(itemsAt(play.world, 'inn.pit').map(({ count }) => count)).toEqual([7])
  })
})

describe('limits', () => {
  it('keep one from carrying more than one can', () => {
    const scene = arena(thing('i1', 'inn.anvil', 'inn.hall'), thing('i2', 'inn.anvil', 'bob'))
    scene.when('Ann', 'take anvil').thenRefuses('heavy', 'That is more than you can carry.')
    scene.when('Bob', 'give anvil to ann').thenRefuses('heavy', 'Ann cannot carry that as well.')
    scene.world.patch<Character>('ann', { level: 4 })
    expect(types(scene.when('Ann', 'take anvil').performed.events)).toEqual(['item-taken'])
  })

  it('keep one from using what one is not ready for', () => {
    const scene = arena(thing('c1', 'inn.crown', 'ann'))
    scene
      .when('Ann', 'wear crown')
      .thenRefuses('cannot-use', 'You have to reach level 5 before you can use the crown.')
    scene.world.patch<Character>('ann', { level: 5 })
    scene.done('Ann', 'wear crown')
  })
})

describe('lights', () => {
  it('burn down: a candle is gone then, and says so before', () => {
    const play = fightIn(thing('c1', 'inn.candle', 'ann'))
    play.type('Ann', 'light candle')
    expect(play.world.get('c1')).toMatchObject({ lit: true, until: play.beat + 80 })
    expect(play.type('Ann', 'inventory').read('Ann').join(' ')).toContain('a candle, burning')
    const seen: string[] = []
    for (let beat = 0; beat < 90; beat += 1) seen.push(...play.wait(1).read('Bob'))
    expect(seen).toContain('A candle gutters and goes out.')
    expect(play.world.get('c1')).toBeUndefined()
  })

  it('keep what is left in them when they are put out', () => {
    const play = fightIn(thing('c1', 'inn.candle', 'ann'))
    play.type('Ann', 'light candle')
    play.wait(30)
    expect(play.type('Ann', 'put candle out').read('Bob')).toEqual(['Ann puts out a candle.'])
    expect(play.world.get('c1')).toMatchObject({ fuel: 50 })
    expect(play.world.get('c1')).not.toHaveProperty('lit')
    expect(play.type('Ann', 'douse candle').read('Ann')).toEqual(['It is not burning.'])
  })

  it('are filled with what they burn', () => {
    const play = fightIn(thing('l1', 'inn.lamp', 'ann', { fuel: 0 }))
    expect(play.type('Ann', 'light lamp').read('Ann')).toEqual([
      'There is nothing left to burn in the oil lamp.',
    ])
    expect(play.type('Ann', 'fill lamp').read('Ann')).toEqual(['You need a flask of oil for that.'])
    const filled = fightIn(
      thing('l1', 'inn.lamp', 'ann', { fuel: 0 }),
      thing('o1', 'inn.oil', 'ann'),
    )
    filled.type('Ann', 'fill lamp')
    expect(filled.world.get('o1')).toBeUndefined()
    filled.type('Ann', 'light lamp')
    expect(filled.world.get('l1')).toMatchObject({ lit: true, until: filled.beat + 160 })
  })

  it('go out with who leaves the world, fuel kept', () => {
    const play = fightIn(thing('c1', 'inn.candle', 'ann'))
    play.type('Ann', 'light candle')
    play.wait(10)
    play.type('Ann', 'quit')
    expect(play.world.get('c1')).toMatchObject({ fuel: 70, place: 'ann' })
    expect(play.world.get('c1')).not.toHaveProperty('lit')
  })
})

describe('the dark', () => {
  const inDen = (...events: NewEvent[]) => {
    const play = fightIn(...events)
    play.world.move('bob', 'inn.den')
    play.world.move('ann', 'inn.den')
    return play
  }

  it('shows no more than one can feel', () => {
    const play = inDen(thing('i1', 'inn.coin', 'inn.den'))
    const [text = ''] = play.type('Ann', 'look').read('Ann')
    expect(text).toContain('pitch dark')
    expect(text).toContain('Exits: up.')
    expect(text).not.toMatch(/coin|Bob|Bones/)
    expect(text).toContain('breathing')
  })

  it('hides who does something', () => {
    const play = inDen(thing('i1', 'inn.coin', 'ann'))
    expect(play.type('Ann', 'drop coin').read('Bob')).toEqual(['Someone puts down an old coin.'])
    expect(play.type('Ann', 'up').read('Bob')).toEqual(['Someone leaves upwards.'])
  })

  it('gives way to a light, to glowing hands and to eyes for the night', () => {
    const lit = inDen(thing('c1', 'inn.candle', 'ann'))
    const turn = lit.type('Ann', 'light candle')
    expect(turn.read('Ann').join(' ')).toContain('Bones.')
    expect(lit.type('Bob', 'look').read('Bob').join(' ')).toContain('Ann is here.')
    const glowing = inDen(
      effectBegan({ target: 'ann', effect: 'glow', until: 9_999, stacks: 1, lines: {} }),
    )
    expect(glowing.type('Bob', 'look').read('Bob').join(' ')).toContain('Bones.')
    const eyes = inDen(
      effectBegan({ target: 'bob', effect: 'night-eyes', until: 9_999, stacks: 1, lines: {} }),
      thing('i1', 'inn.coin', 'ann'),
    )
    expect(eyes.type('Bob', 'look').read('Bob').join(' ')).toContain('Bones.')
    expect(eyes.type('Ann', 'look').read('Ann').join(' ')).toContain('pitch dark')
    expect(eyes.type('Ann', 'drop coin').read('Bob')).toEqual(['Ann puts down an old coin.'])
  })

  it('is everywhere for the blind', () => {
    const play = fightIn(
      effectBegan({ target: 'ann', effect: 'darkness', until: 9_999, stacks: 1, lines: {} }),
    )
    expect(play.type('Ann', 'look').read('Ann').join(' ')).toContain('You cannot see a thing.')
  })
})
