import { describe, expect, it } from 'vitest'
import type { NewEvent } from '../../schema/define-event.ts'
import type { Character } from '../../schema/entities.ts'
import { effectBegan } from '../../schema/events/effects.ts'
import { roleGranted } from '../../schema/events/presence.ts'
import type { Play } from '../support/rule-play.ts'
import { fightIn, room, waitUntil } from './arena.ts'

const person = (play: Play, id: string) => play.world.get(id) as Character

const taken = (actor: string, to: string): NewEvent => ({
  type: 'being-transported',
  data: { actor, from: 'inn.pit', to },
})

const under = (target: string, effect: string, stacks = 1): NewEvent =>
  effectBegan({ target, effect, until: 99_999, stacks, lines: {} })

const chasm = room('inn.chasm', { title: 'The Chasm', description: 'Air.', flags: ['deadly'] })
const wreck = room('inn.wreck', {
  title: 'The Wreck',
  description: 'Green water.',
  terrain: 'underwater',
})

describe('dangerous places', () => {
  it('kill players who stay in a deadly one, and let builders work there', () => {
    const play = fightIn(
      chasm,
      roleGranted({ character: 'bob', role: 'builder' }),
      taken('ann', 'inn.chasm'),
      taken('bob', 'inn.chasm'),
    )
    expect(play.wait(8).read('Ann')).toContain('You suffer: nobody lives long here (7).')
    waitUntil(play, () => play.log.some(({ type }) => type === 'character-died'))
    expect(person(play, 'ann').place).toBe('inn.shrine')
    expect(person(play, 'bob').health).toEqual([40, 40])
    expect(play.broken).toEqual([])
  })

  it('drown who cannot breathe water, and nobody else', () => {
    const play = fightIn(
      wreck,
      under('bob', 'sea-legs'),
      taken('ann', 'inn.wreck'),
      taken('bob', 'inn.wreck'),
    )
    play.wait(16)
    expect(person(play, 'ann').health[0]).toBeLessThan(40)
    expect(person(play, 'bob').health[0]).toBe(40)
  })
})

describe('drink', () => {
  const goings = (play: Play) => {
    const ways: string[] = []
    for (let step = 0; step < 60; step += 1) {
      const east = person(play, 'ann').place === 'inn.hall'
      const turn = play.type('Ann', east ? 'east' : 'west')
      const moved = turn.events.find(({ type }) => type === 'character-moved')
      if (moved) ways.push(String(moved.data['manner'] ?? 'walked'))
      if (!['inn.hall', 'inn.yard'].includes(person(play, 'ann').place)) {
        play.world.move('ann', 'inn.hall')
      }
    }
    return ways
  }

  it('leads the feet astray now and then, and the sober never', () => {
    const drunk = fightIn(under('ann', 'drunkenness', 6))
    drunk.world.move('ann', 'inn.hall')
    const astray = goings(drunk).filter((way) => way === 'staggered')
    expect(astray.length).toBeGreaterThan(3)
    expect(astray.length).toBeLessThan(45)
    expect(drunk.broken).toEqual([])

    const sober = fightIn()
    sober.world.move('ann', 'inn.hall')
    expect(goings(sober)).not.toContain('staggered')
  })

  it('is heard in what one says, though it can still be understood', () => {
    const play = fightIn(under('ann', 'drunkenness', 6))
    const heard = Array.from({ length: 20 }, () => play.type('Ann', 'say rats').read('Bob')[0])
    expect(heard.some((line) => line === 'Ann says: “rats … hic!”')).toBe(true)
    expect(heard.every((line) => line?.startsWith('Ann says: “rats'))).toBe(true)
    expect(play.type('Bob', 'say rats').read('Ann')).toEqual(['Bob says: “rats”'])
  })
})
