import { describe, expect, it } from 'vitest'
import { charState, itemsState } from '../../handlers/state.ts'
import { characterLeft, sessionClosed, sessionLost } from '../../schema/events/presence.ts'
import { given } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'

const room = 'inn.hall'

describe('looking', () => {
  it('shows the room, its people and things, and the ways that can be seen', () => {
    given(
      thing('i1', 'inn.lantern', room),
      thing('i2', 'inn.coin', room),
      thing('i3', 'inn.coin', room),
    )
      .when('Ann', 'l')
      .thenAnswers('looked', {
        id: room,
        zone: 'inn',
        title: 'The Hall',
        exits: [
          { dir: 'north', to: 'inn.kitchen', door: 'closed' },
          { dir: 'east', to: 'inn.yard' },
        ],
        people: [
          { id: 'bob', name: 'Bob', kind: 'player' },
          { id: 'm1', name: 'old Maren', kind: 'npc' },
        ],
        items: [
          { id: 'i1', name: 'a brass lantern', count: 1 },
          { id: 'i2', name: 'an old coin', count: 2 },
        ],
      })
  })

  it('looks closely at details, people, things, doors and directions', () => {
    const scene = given(
      thing('i1', 'inn.sack', 'ann'),
      thing('i2', 'inn.apple', 'i1'),
      thing('i3', 'inn.hat', 'bob', { worn: 'head' }),
      thing('i4', 'inn.notice', room),
      thing('i5', 'inn.chest', room, { closed: true }),
    )
    const reads = (line: string, text: string) => scene.when('Ann', line).thenSees('Ann', text)
    reads('look at the fire', 'A fire that never quite goes out.')
    reads('x hearth', 'A fire that never quite goes out.')
    reads('look in sack', 'You see a linen sack. Inside: a red apple.')
    reads('x chest', 'You see an iron chest. It is closed.')
    reads('read notice', 'You see a notice. Beware of the goose.')
    reads(
      'look bob',
      'Bob looks like somebody with a story. Bob is in perfect health. Bob uses a felt hat.',
    )
    reads('look north', 'The oak door is closed.')
    reads('look at oak door', 'The oak door is closed.')
    reads('look east', 'You see The Yard to the east.')
    scene.when('Ann', 'look at unicorn').thenRefuses('not-here', 'You see no unicorn here.')
  })

  it('lists the ways out with the places behind them', () => {
    given()
      .when('Ann', 'exits')
      .thenAnswers('exits-listed')
      .thenSees('Ann', 'You can see these ways out: north: an oak door (closed) east: The Yard')
  })

  it('tells who is in the world', () => {
    given(sessionLost({ session: 'sbob', character: 'bob', beat: 3 }))
      .when('Ann', 'who')
      .thenAnswers('who-listed', { count: 3 })
      .thenSees(
        'Ann',
        '3 people are in the world: Ann (level 1) Bob (level 1, far away) Cid (level 1)',
      )
  })

  it('tells the time of the world', () => {
    given().when('Ann', 'time').thenAnswers('time-told', { hour: 8, minute: 3 })
  })
})

describe('oneself', () => {
  it('knows what one carries, and tells the client in the same breath', () => {
    const scene = given(
      thing('i1', 'inn.apple', 'ann'),
      thing('i2', 'inn.apple', 'ann'),
      thing('i3', 'inn.hat', 'ann', { worn: 'head' }),
    )
    const outcome = scene.when('Ann', 'i').thenAnswers('inventory-listed', {
      inventory: [{ id: 'i1', name: 'a red apple', count: 2 }],
      worn: [{ id: 'i3', name: 'a felt hat', slot: 'head' }],
    })
    expect(outcome.performed.views[0]?.state).toBe('items')
    outcome.thenSees('Ann', 'You carry: a red apple (2)')
    scene.when('Ann', 'eq').thenSees('Ann', 'You use: a felt hat (on your head)')
    given().when('Ann', 'i').thenSees('Ann', 'You carry nothing.')
    given().when('Ann', 'eq').thenSees('Ann', 'You wear nothing and hold nothing.')
    expect(itemsState(scene.world, { id: 'bob' })).toEqual({ inventory: [], worn: [] })
  })

  it('knows how one is', () => {
    const outcome = given()
      .when('Ann', 'score')
      .thenAnswers('scored', {
        id: 'ann',
        name: 'Ann',
        level: 1,
        vitals: { health: [40, 40], stamina: [60, 60], lucidity: [100, 100] },
        gold: 50,
        affects: [],
        position: 'standing',
      })
    expect(outcome.performed.views[0]?.state).toBe('char')
    const maren = outcome.world.get('m1')
    if (maren?.kind !== 'mobile') throw new Error('Maren is missing')
    expect(charState(outcome.world, maren)).toMatchObject({ name: 'old Maren', gold: 5 })
  })
})

describe('help', () => {
  it('lists what one may do by topic', () => {
    const outcome = given().when('Ann', 'help').thenAnswers('help-listed')
    expect(outcome.performed.seen.get('ann')?.[0]).toMatch(/Moving about: .*north.*Talking: say/)
  })

  it('explains one verb, alias or topic', () => {
    given()
      .when('Ann', 'help get')
      .thenAnswers('help-shown', { verb: 'take', usage: 'take <what> [from <where>]' })
    given()
      .when('Ann', 'help talking')
      .thenAnswers('help-listed', { groups: [{ group: 'talking', title: 'Talking' }] })
    given()
      .when('Ann', 'help dragons')
      .thenRefuses('no-help', 'There is no help about “dragons”. Try “help” alone.')
  })
})

describe('quitting', () => {
  it('leaves the world, tells the room, and closes the session', () => {
    const outcome = given()
      .when('Ann', 'quit')
      .thenHappens(
        characterLeft({ character: 'ann', room, reason: 'quit' }),
        sessionClosed({ session: 'sann', character: 'ann', reason: 'quit' }),
      )
      .thenSees('Ann', 'The lantern light folds behind you. Come back soon.')
      .thenSees('Bob', 'Ann says farewell and is gone.')
    expect(outcome.performed.decision).toMatchObject({ closes: 'quit' })
    expect(outcome.world.get('ann')).toMatchObject({ place: '', lastRoom: room })
  })

  it('takes the whole word, so that a slip of the finger ends nothing', () => {
    given()
      .when('Ann', 'q')
      .thenRefuses('whole-word', 'If you want to leave, type the whole word “quit”.')
  })
})
