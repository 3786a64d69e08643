import { describe, expect, it } from 'vitest'
import { startFight } from '../../handlers/rules/fight.ts'
import { experienceFor } from '../../handlers/rules/levels.ts'
import type { Character, Item, Mobile } from '../../schema/entities.ts'
import { goldOf } from '../../schema/entities.ts'
import { duelConsented } from '../../schema/events/combat.ts'
import { beingTransported } from '../../schema/events/posture.ts'
import { apply } from '../../schema/fold.ts'
import { beingIn, itemsAt } from '../../schema/world.ts'
import { mintedBy } from '../support/gold-ledger.ts'
import { oneLayer, type Play } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { arena, creature, fightIn, waitUntil } from './arena.ts'

const rat = creature('r1', 'inn.rat', 'inn.pit')
const ogre = creature('o1', 'inn.ogre', 'inn.pit')
const straw = creature('d1', 'inn.dummy', 'inn.pit')
const sword = thing('w1', 'inn.sword', 'ann', { worn: 'wield' })

const ann = (play: Play) => play.world.get('ann') as Character

function goldIn(world: Play['world']): number {
  return [...world.entities.values()].reduce((sum, one) => sum + (one ? goldOf(one) : 0), 0)
}

function types(play: Play): string[] {
  return play.log.map(({ type }) => type)
}

describe('attacking', () => {
  it('begins a fight in which the other one strikes back by itself', () => {
    const play = fightIn(straw)
    const turn = play.type('Ann', 'kill straw')
    expect(turn.read('Ann')[0]).toBe('You attack a straw man!')
    expect(turn.read('Bob')[0]).toBe('Ann attacks a straw man!')
    expect(ann(play)).toMatchObject({ fighting: 'd1', position: 'fighting' })
    expect(play.type('Ann', 'look').read('Ann').join()).toContain(
      'A straw man is here, fighting you.',
    )
    expect(play.type('Bob', 'look').read('Bob').join()).toContain(
      'Ann is here, fighting a straw man.',
    )
    expect(beingIn(play.world, 'd1')).toMatchObject({ fighting: 'ann', position: 'fighting' })
    const before = types(play).length
    waitUntil(play, () => types(play).length >= before + 4)
    const blows = play.log.slice(before).filter(({ type }) => type === 'blow-struck')
    expect(new Set(blows.map(({ data }) => data.actor))).toEqual(new Set(['ann', 'd1']))
    expect(play.broken).toEqual([])
  })

  it('is refused in words where there is no fighting, and against who cannot be fought', () => {
    const scene = arena(
      creature('s1', 'inn.saint', 'inn.hall'),
      creature('r1', 'inn.rat', 'inn.shrine'),
    )
    scene.when('Ann', 'kill goose').thenRefuses('not-here', 'You see no goose here.')
    scene.when('Ann', 'kill me').thenRefuses('self', 'You think better of it.')
    scene
      .when('Ann', 'kill saint')
      .thenRefuses('immortal', 'A saint looks at you until you think better of it.')
    scene
      .after(beingTransported({ actor: 'ann', from: 'inn.hall', to: 'inn.shrine' }))
      .when('Ann', 'kill rat')
      .thenRefuses('safe', 'This is a place of peace. Nobody fights here.')
  })

  it('wants another player’s consent, or a place that gives it', () => {
    const no =
      'Here you can fight another player only if you have both agreed to it (type “pvp on”).'
    const scene = arena()
    scene.when('Ann', 'kill bob').thenRefuses('no-duel', no)
    const one = scene.after(duelConsented({ actor: 'ann', agrees: true }))
    one.when('Ann', 'kill bob').thenRefuses('no-duel', no)
    const both = one.done('Bob', 'pvp on')
    expect(both.when('Ann', 'kill bob').performed.events[0]?.type).toBe('fight-started')
    const ring = ['ann', 'bob'].map((actor) =>
      beingTransported({ actor, from: 'inn.hall', to: 'inn.ring' }),
    )
    expect(scene.after(...ring).when('Ann', 'kill bob').performed.events[0]?.type).toBe(
      'fight-started',
    )
  })

  it('can be done by mobiles through the same rule, and never in a safe place', () => {
    const scene = arena(
      creature('r1', 'inn.rat', 'inn.hall'),
      creature('r2', 'inn.rat', 'inn.shrine'),
    )
    expect(startFight(scene.world, 'r1', 'ann').map(({ type }) => type)).toEqual(['fight-started'])
    expect(startFight(scene.world, 'r2', 'ann')).toEqual([])
    expect(startFight(scene.world, 'r1', 'nobody')).toEqual([])
    const safe = scene.after(beingTransported({ actor: 'ann', from: 'inn.hall', to: 'inn.shrine' }))
    expect(startFight(safe.world, 'r2', 'ann')).toEqual([])
  })

  it('holds one in place until one flees', () => {
    const play = fightIn(straw)
    play.type('Ann', 'kill straw')
    expect(play.type('Ann', 'up').read('Ann')).toEqual([
      'You are in the middle of a fight! Try to flee.',
    ])
    waitUntil(play, () => {
      play.type('Ann', 'flee up')
      return ann(play).place === 'inn.yard'
    })
    expect(ann(play).fighting).toBeUndefined()
    expect(beingIn(play.world, 'd1')?.fighting).toBeUndefined()
    expect(play.type('Ann', 'flee').read('Ann')).toEqual(['From what?'])
  })
})

describe('killing', () => {
  it('leaves a corpse with gold and belongings, gives experience, and ends the fight', () => {
    const play = fightIn(rat, sword, thing('i1', 'inn.coin', 'r1'))
    play.type('Ann', 'kill rat')
    waitUntil(play, () => types(play).includes('mobile-killed'))
    const killed = play.log.find(({ type }) => type === 'mobile-killed')
    expect(killed?.data).toMatchObject({
      mobile: 'r1',
      proto: 'inn.rat',
      killer: 'ann',
      room: 'inn.pit',
    })
    const [corpse] = itemsAt(play.world, 'inn.pit')
    expect(corpse).toMatchObject({ name: 'the corpse of a grey rat', gold: 5 })
    expect(itemsAt(play.world, corpse?.id ?? '').map(({ id }) => id)).toEqual(['i1'])
    expect(ann(play)).toMatchObject({
      experience: 120,
      level: 2,
      position: 'standing',
      health: [48, 48],
    })
    expect(ann(play).fighting).toBeUndefined()
    expect(play.type('Ann', 'take corpse').read('Ann')).toEqual(['That will not budge.'])
    play.type('Ann', 'take all from corpse')
    expect(ann(play).gold).toBe(50 + 5)
    expect(play.world.get('i1')?.place).toBe('ann')
    expect(play.broken).toEqual([])
  })

  it('shares the experience with the group that is there', () => {
    const play = fightIn(rat, sword)
    for (const id of ['ann', 'bob']) play.world.patch<Character>(id, { group: 'g1' })
    play.type('Ann', 'kill rat')
    waitUntil(play, () => types(play).includes('mobile-killed'))
    expect(ann(play).experience).toBe(60)
    expect((play.world.get('bob') as Character).experience).toBe(60)
    expect((play.world.get('cid') as Character).experience).toBe(0)
  })

  it('means the body in which there is something when several lie about', () => {
    const play = fightIn(
      creature('r1', 'inn.rat', 'inn.pit', { gold: 0, health: [1, 9] }),
      creature('h1', 'inn.hen', 'inn.pit', { gold: 3, health: [1, 9] }),
      sword,
    )
    for (const whom of ['rat', 'hen']) {
      const dead = () => types(play).filter((type) => type === 'mobile-killed').length
      const before = dead()
      play.type('Ann', `kill ${whom}`)
      waitUntil(play, () => dead() > before)
    }
    const purse = ann(play).gold
    play.type('Ann', 'take all from corpse')
    expect(ann(play).gold).toBe(purse + 3)
    expect(play.type('Ann', 'take all from corpse').read('Ann')).toEqual(['It is empty.'])
  })

  it('lets the corpse crumble in the end, with what nobody took', () => {
    const play = fightIn(rat, sword)
    play.type('Ann', 'kill rat')
    waitUntil(play, () => types(play).includes('mobile-killed'))
    play.beat += 1_200
    const turn = play.wait(40)
    expect(turn.read('Bob')).toContain('The corpse of a grey rat crumbles to dust.')
    expect(itemsAt(play.world, 'inn.pit')).toEqual([])
  })

  it('turns to the next foe when one of two falls', () => {
    const play = fightIn(
      rat,
      creature('d1', 'inn.dummy', 'inn.pit', { fighting: 'ann', position: 'fighting' }),
      sword,
    )
    play.type('Ann', 'kill rat')
    waitUntil(play, () => types(play).includes('mobile-killed'))
    expect(ann(play).fighting).toBe('d1')
  })
})

describe('dying', () => {
  const belongings = [
    thing('i1', 'inn.coin', 'ann'),
    thing('i2', 'inn.hat', 'ann', { worn: 'head' }),
    ogre,
  ]

  function killed(): Play {
    const play = fightIn(...belongings)
    play.world.patch<Character>('ann', { gold: 17, experience: experienceFor(2) + 50, level: 2 })
    play.type('Ann', 'kill ogre')
    waitUntil(play, () => types(play).includes('character-died'))
    return play
  }

  it('lets one wake elsewhere with what one wears, and costs a little', () => {
    const play = killed()
    expect(ann(play)).toMatchObject({
      place: 'inn.shrine',
      health: [20, 40],
      gold: 0,
      level: 2,
      experience: experienceFor(2) + 45,
      effects: [],
    })
    expect(ann(play).fighting).toBeUndefined()
    expect(beingIn(play.world, 'o1')?.fighting).toBeUndefined()
    expect(play.world.get('i2')?.place).toBe('ann')
    expect(play.state('Ann', 'room')).toMatchObject({ id: 'inn.shrine' })
    expect(play.broken).toEqual([])
  })

  it('leaves the rest in a corpse that only its owner may search', () => {
    const play = killed()
    const corpse = itemsAt(play.world, 'inn.pit').find(({ owner }) => owner === 'ann') as Item
    expect(corpse).toMatchObject({ name: 'the corpse of Ann', gold: 17 })
    expect(play.world.get('i1')?.place).toBe(corpse.id)
    expect(play.type('Bob', 'take all from corpse').read('Bob')).toEqual([
      'You leave the dead what is theirs.',
    ])
    play.world.move('ann', 'inn.pit')
    play.type('Ann', 'take all from corpse')
    expect(ann(play).gold).toBe(17)
    expect(play.world.get('i1')?.place).toBe('ann')
  })

  it('spills what is left when the corpse crumbles', () => {
    const play = killed()
    play.beat += 4_800
    const before = oneLayer(play.world)
    const held = goldIn(before)
    const turn = play.wait(40)
    // What the log says was minted and burnt is what there is: no coin is in two places for a moment.
    let minted = 0
    for (const event of turn.events) {
      minted += mintedBy(before, event)
      apply(before, event, { shard: 1, tick: 1, ordinal: 1, beat: 0, atMs: 0 })
    }
    expect([minted, goldIn(play.world)]).toEqual([0, held])
    const lying = itemsAt(play.world, 'inn.pit')
    expect(lying.map(({ proto }) => proto).sort()).toEqual(['gold', 'inn.coin'])
    expect(lying.find(({ proto }) => proto === 'gold')?.gold).toBe(17)
  })
})

describe('caution', () => {
  it('runs by itself when one has said so', () => {
    const play = fightIn(creature('d1', 'inn.dummy', 'inn.pit', { level: 1 }))
    play.world.patch<Character>('ann', { health: [9, 40], wimpy: 10 })
    play.type('Ann', 'kill straw')
    waitUntil(play, () => ann(play).place !== 'inn.pit')
    expect(types(play)).toContain('character-moved')
    expect(play.state('Ann', 'room')).toMatchObject({ id: ann(play).place })
  })

  it('is set and told', () => {
    const scene = arena()
    scene
      .when('Ann', 'wimpy 15')
      .thenSees('Ann', 'You will run when you have fewer than 15 points of health.')
      .when('Ann', 'wimpy')
      .thenAnswers('described', { text: 'You run when you have fewer than 15 points of health.' })
    scene.when('Ann', 'wimpy 30').thenRefuses('too-much', 'At most 20: half of what you can bear.')
  })

  it('is in the nature of some mobiles', () => {
    const play = fightIn(creature('h1', 'inn.hen', 'inn.pit', { health: [9, 40] }))
    play.type('Ann', 'kill hen')
    waitUntil(play, () => (play.world.get('h1') as Mobile | undefined)?.place !== 'inn.pit')
    expect(ann(play).fighting).toBeUndefined()
  })

  it('weighs up before it strikes', () => {
    const scene = arena(
      creature('r1', 'inn.rat', 'inn.hall'),
      creature('o1', 'inn.ogre', 'inn.hall'),
    )
    const text = (line: string) => scene.when('Ann', line).performed.seen.get('ann')?.[0]
    expect(text('consider rat')).toMatch(/no challenge|your sleep/)
    expect(text('con ogre')).toMatch(/the last thing you do/)
  })
})

describe('helping', () => {
  it('joins the fight of a friend', () => {
    const play = fightIn(straw)
    play.type('Bob', 'kill straw')
    expect(play.type('Ann', 'assist bob').read('Ann')[0]).toBe('You attack a straw man!')
    expect(ann(play).fighting).toBe('d1')
    expect(play.type('Ann', 'assist cid').read('Ann')).toEqual(['You see no cid here.'])
  })

  it('rescues by stepping between', () => {
    const play = fightIn(straw)
    play.world.patch<Character>('ann', { skills: { rescue: 100 }, level: 2 })
    play.type('Bob', 'kill straw')
    waitUntil(play, () => {
      play.type('Ann', 'rescue bob')
      return beingIn(play.world, 'd1')?.fighting === 'ann'
    })
    expect(types(play)).toContain('skill-used')
  })
})

describe('resting', () => {
  it('is a posture that ends by walking', () => {
    const scene = arena()
    const resting = scene.when('Ann', 'rest').thenSees('Bob', 'Ann sits down to rest.')
    expect(resting.when('Ann', 'east').performed.events.map(({ type }) => type)).toEqual([
      'posture-changed',
      'character-moved',
    ])
    const asleep = scene.done('Ann', 'sleep')
    asleep.when('Ann', 'take coin').thenRefuses('asleep', 'You are asleep. Wake up first.')
    asleep.when('Ann', 'wake up').thenSees('Ann', 'You stand up.')
    scene.when('Ann', 'stand').thenRefuses('same', 'You are standing already.')
  })
})
