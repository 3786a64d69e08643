import { describe, expect, it } from 'vitest'
import { containerChanged } from '../../schema/events/items.ts'
import { characterMoved, doorChanged } from '../../schema/events/movement.ts'
import { given } from '../support/given.ts'
import { thing } from '../support/small-inn.ts'

const key = thing('k1', 'inn.brass-key', 'ann')
const opened = doorChanged({
  actor: 'ann',
  room: 'inn.hall',
  direction: 'north',
  beyond: 'inn.kitchen',
  back: 'south',
  act: 'opened',
})

describe('walking', () => {
  it('is seen where one leaves and where one arrives, and shows the new room', () => {
    const outcome = given()
      .when('Ann', 'east')
      .thenHappens(
        characterMoved({ actor: 'ann', from: 'inn.hall', to: 'inn.yard', direction: 'east' }),
      )
      .thenSees('Bob', 'Ann leaves to the east.')
      .thenSees('Cid', 'Ann arrives from the west.')
    expect(outcome.performed.seen.get('ann')).toEqual([
      'You go east.',
      expect.stringMatching(/^The Yard Cobbles and rain\. Exits: .* Cid is here\.$/),
    ])
  })

  it('refuses ways that are not there, closed, or not to be seen', () => {
    given()
      .when('Ann', 'south')
      .thenRefuses('no-exit', 'You cannot go south from here. Ways out: north and east.')
    given()
      .when('Ann', 'north')
      .thenRefuses('door-closed', 'The oak door is closed. Try “open north”.')
    given()
      .when('Ann', 'west')
      .thenRefuses('no-exit', 'You cannot go west from here. Ways out: north and east.')
    given().when('Ann', 'go').thenRefuses('usage', 'Try it like this: go <direction>')
  })
})

describe('doors', () => {
  it('open on both sides, and the other side hears of it', () => {
    const scene = given().done('Bob', 'open door', 'north').done('Ann', 'close door')
    const outcome = scene
      .when('Ann', 'open north')
      .thenHappens(opened)
      .thenSees('Ann', 'You open the oak door.')
      .thenSees('Bob', 'The oak door to the south is opened.')
    for (const [room, way] of [
      ['inn.hall', 'north'],
      ['inn.kitchen', 'south'],
    ] as const) {
      expect(outcome.world.room(room)?.exits[way]?.door?.state).toBe('open')
    }
  })

  it('say how they are when nothing can be done', () => {
    const scene = given()
    scene.when('Ann', 'close door').thenRefuses('is-closed', 'The oak door is already closed.')
    scene
      .done('Ann', 'open door')
      .when('Ann', 'open door')
      .thenRefuses('is-open', 'The oak door is already open.')
    scene.when('Ann', 'open east').thenRefuses('no-door', 'There is no door to the east.')
    scene.when('Ann', 'open down').thenRefuses('no-exit', 'There is no way downwards from here.')
    scene.when('Ann', 'open window').thenRefuses('not-here', 'You see no window here.')
  })

  it('are asked about when there are several', () => {
    given()
      .when('Cid', 'close door')
      .thenHappens(
        doorChanged({
          actor: 'cid',
          room: 'inn.yard',
          direction: 'north',
          act: 'closed',
        }),
      )
    given()
      .done('Ann', 'open door', 'north')
      .when('Ann', 'open door')
      .thenRefuses(
        'which-one',
        'Which do you mean: the oak door to the south or the cellar door downwards?',
      )
      .when('Ann', 'open oak door')
      .thenRefuses('is-open', 'The oak door is already open.')
      .when('Ann', 'open south door')
      .thenRefuses('is-open', 'The oak door is already open.')
  })

  it('lock and unlock for who has the key', () => {
    given()
      .when('Ann', 'lock door')
      .thenRefuses('no-key', 'You do not have the key to the oak door.')
    const locked = given(key)
      .when('Ann', 'lock door with key')
      .thenHappens({ ...opened, data: { ...opened.data, act: 'locked' } })
      .thenSees('Bob', 'Ann locks the oak door.')
    locked.when('Bob', 'open door').thenRefuses('is-locked', 'The oak door is locked.')
    locked.when('Ann', 'lock door').thenRefuses('is-locked', 'The oak door is already locked.')
    locked.when('Ann', 'unlock north').thenSees('Ann', 'You unlock the oak door.')
    given(key).when('Ann', 'unlock door').thenRefuses('is-closed', 'The oak door is not locked.')
    given(key)
      .done('Ann', 'open door')
      .when('Ann', 'lock door')
      .thenRefuses('is-open', 'The oak door is open; close it first.')
    given()
      .when('Cid', 'lock gate')
      .thenRefuses('no-lock', 'You see no keyhole in the garden gate.')
  })

  it('stay hidden from all but those who know their name', () => {
    given()
      .when('Ann', 'open west')
      .thenRefuses('no-exit', 'There is no way to the west from here.')
    given().done('Ann', 'open panel').when('Ann', 'west').thenSees('Bob', 'Ann leaves to the west.')
  })
})

describe('containers', () => {
  const room = 'inn.hall'

  it('open, close and lock like doors', () => {
    const chest = thing('i1', 'inn.chest', room, { closed: true })
    given(chest)
      .when('Ann', 'open chest')
      .thenHappens(containerChanged({ actor: 'ann', item: 'i1', act: 'opened' }))
      .thenSees('Bob', 'Ann opens an iron chest.')
    given(chest)
      .when('Ann', 'lock chest')
      .thenRefuses('no-key', 'You do not have the key to the iron chest.')
    given(
      thing('i1', 'inn.chest', room, { closed: true, locked: true }),
      thing('k1', 'inn.iron-key', 'ann'),
    )
      .when('Ann', 'open iron chest')
      .thenRefuses('is-locked', 'The iron chest is locked.')
      .when('Ann', 'unlock chest')
      .thenSees('Ann', 'You unlock an iron chest.')
  })

  it('have to have a lid', () => {
    given(thing('i1', 'inn.sack', room))
      .when('Ann', 'open sack')
      .thenRefuses('no-lid', 'That is not something to open or close.')
  })
})
