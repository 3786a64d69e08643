import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { partOf, skyAt, weatherIn } from '../../handlers/weather.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { definitionSet, roomBuilt } from '../../schema/events/world.ts'
import { given } from '../support/given.ts'
import { oneLayer, type Play, playIn } from '../support/rule-play.ts'
import { definition } from './market.ts'

const weights = { clear: 50, rain: 50 }
const lines = {
  clear: 'The sun comes out.',
  rain: 'Rain begins to fall.',
  night: 'Night falls.',
  dusk: 'The sun goes down.',
}
const zone = { id: 'inn', name: 'Inn', climate: 'mild' }

const sky: readonly NewEvent[] = [
  definition('climates', 'mild', { name: 'mild', weights, lines }),
  definition('climates', 'below', { name: 'below', weights: { clear: 100 } }),
  definitionSet({ of: 'zone', key: 'inn', data: zone }),
]

/** The hall has a roof, the yard has none; and the yard stirs. */
function begin(hour: number): Play {
  const world = oneLayer(given(...sky).world)
  for (const id of ['inn.hall', 'inn.yard']) {
    const room = world.room(id)
    if (!room) throw new Error(`no ${id}`)
    const flags = id === 'inn.hall' ? ['indoors'] : []
    const ambience = id === 'inn.yard' ? { night: ['An owl calls.'] } : {}
    const { id: _id, kind: _kind, place: _place, zone: own, ...data } = { ...room, flags, ambience }
    const built = roomBuilt({ room: id, zone: own, data })
    world.put({ ...room, ...(built.data['data'] as object) })
  }
  // The inn's day begins at eight, and a minute has eight beats.
  return playIn(world, (hour - 8) * 480)
}

describe('the parts of the day', () => {
  it('follow the hours', () => {
    const parts = [0, 4, 5, 6, 7, 18, 19, 20, 21, 23].map(partOf)
    expect(parts).toEqual('night night dawn dawn day day dusk dusk night night'.split(' '))
  })

  it('are announced to those outdoors, and to nobody else', () => {
    const play = begin(18)
    play.wait(4)
    const turn = play.wait(480)
    expect(turn.read('Cid')).toContain('The sun goes down.')
    expect(turn.read('Ann')).toEqual([])
    expect(turn.events.filter(({ type }) => type === 'sky-changed').length).toBeLessThanOrEqual(3)
    expect(play.broken).toEqual([])
  })

  it('are seen in rooms under the sky', () => {
    const play = begin(21)
    play.wait(4)
    expect(play.type('Cid', 'look').read('Cid')[0]).toContain('It is night.')
    expect(play.type('Ann', 'look').read('Ann')[0]).not.toContain('night')
    expect(play.type('Ann', 'weather').read('Ann')).toEqual(['You cannot see the sky from here.'])
    expect(play.type('Cid', 'weather').read('Cid')[0]).toMatch(/^It is night, and /)
    expect(play.type('Ann', 'time').read('Ann')[0]).toContain('night')
  })
})

describe('the weather', () => {
  const climate = { id: 'mild', name: 'mild', weights, lines: {} }

  test.prop([fc.nat(1_000_000)])('is the same for the same hour, wherever it is asked', (spell) => {
    expect(weatherIn(climate, spell)).toBe(weatherIn({ ...climate }, spell))
    expect(Object.keys(weights)).toContain(weatherIn(climate, spell))
  })

  it('is as likely as its climate says', () => {
    const rare = { ...climate, weights: { clear: 90, storm: 10 } }
    const spells = Array.from({ length: 4_000 }, (_, spell) => weatherIn(rare, spell))
    const storms = spells.filter((weather) => weather === 'storm').length
    expect(storms).toBeGreaterThan(240)
    expect(storms).toBeLessThan(560)
  })

  it('changes with a word to those outdoors', () => {
    const play = begin(8)
    play.wait(4)
    const turn = play.wait(480 * 10)
    const read = turn.read('Cid').filter((text) => /Rain begins|The sun comes/.test(text))
    expect(read.length).toBeGreaterThan(0)
    expect(skyAt(play.world, play.beat)).toMatchObject({ weather: { below: 'clear' } })
  })

  it('costs nothing while nobody is in the world', () => {
    const play = begin(8)
    for (const name of ['Ann', 'Bob', 'Cid']) play.type(name, 'quit')
    expect(play.wait(4_800).events).toEqual([])
  })
})

describe('a room with ambience', () => {
  it('stirs now and then, in its own time, without a fact in the log', () => {
    const play = begin(22)
    play.wait(4)
    const turn = play.wait(6_000)
    expect(turn.read('Cid')).toContain('An owl calls.')
    expect(turn.read('Ann')).not.toContain('An owl calls.')
    const day = begin(9).wait(3_000)
    expect(day.read('Cid')).not.toContain('An owl calls.')
  })
})
