import { describe, expect, it } from 'vitest'
import { byDirection, type Direction } from '../../../../schema/directions.ts'
import {
  type Atlas,
  levelOf,
  levelsOf,
  readAtlas,
  route,
  withRoom,
} from '../../../../server/pages/play/map/atlas.ts'
import { createWalker } from '../../../../server/pages/play/map/walker.ts'
import type { RoomState } from '../../../../server/pages/play/state-parts.ts'

const room = (
  id: string,
  ways: Readonly<Partial<Record<Direction, string>>>,
  coords?: [number, number, number],
): RoomState => ({
  id,
  zone: 'z',
  title: id,
  description: '',
  exits: byDirection(ways).map(([dir, to]) => ({ dir, to })),
  people: [],
  items: [],
  ...(coords ? { coords } : {}),
})

const empty: Atlas = new Map()
const seen = (...rooms: RoomState[]) => rooms.reduce(withRoom, empty)

describe('the atlas', () => {
  it('places rooms without coordinates beside the ones they were reached from', () => {
    const atlas = seen(
      room('a', { north: 'b' }),
      room('b', { east: 'c' }),
      room('c', { up: 'd' }),
      room('d', {}),
    )
    expect([...atlas.values()].map(({ at }) => at)).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [1, 1, 0],
      [1, 1, 1],
    ])
    expect(levelsOf(atlas)).toEqual([0, 1])
    expect(levelOf(atlas, 1).map(({ id }) => id)).toEqual(['d'])
  })

  it('believes the coordinates it is given', () => {
    expect(seen(room('a', {}, [7, 8, 9])).get('a')?.at).toEqual([7, 8, 9])
  })

  it('knows the shortest way, through rooms seen and to the doorstep of the next', () => {
    const atlas = seen(
      room('a', { north: 'b', east: 'c' }),
      room('b', { east: 'd' }),
      room('c', { north: 'd' }),
      room('d', { down: 'e' }),
    )
    expect(route(atlas, 'a', 'e')?.map(({ dir }) => dir)).toEqual(['north', 'east', 'down'])
    expect(route(atlas, 'a', 'a')).toEqual([])
    expect(route(atlas, 'e', 'a')).toBeUndefined()
  })

  it('does not lead through a locked door', () => {
    const locked = {
      ...room('a', {}),
      exits: [{ dir: 'north' as const, to: 'b', door: 'locked' as const }],
    }
    expect(route(seen(locked), 'a', 'b')).toBeUndefined()
  })

  it('forgets the rooms seen longest ago first', () => {
    let atlas = seen(room('first', {}))
    for (let i = 0; i < 3_000; i++) atlas = withRoom(atlas, room(`r${i}`, {}))
    expect(atlas.size).toBe(3_000)
    expect(atlas.has('first')).toBe(false)
  })

  it('survives being stored, and anything else is an empty one', () => {
    const atlas = seen(room('a', { north: 'b' }), room('b', {}))
    expect(readAtlas(JSON.parse(JSON.stringify([...atlas.values()])))).toEqual(atlas)
    for (const broken of [null, 7, {}, [1, null, { id: 'x' }]])
      expect(readAtlas(broken).size).toBe(0)
  })
})

describe('walking a chosen way', () => {
  const way = [
    { dir: 'north', to: 'b' },
    { dir: 'east', to: 'c' },
  ]

  it('takes the next step only after the last one led where it should', () => {
    const sent: string[] = []
    const walker = createWalker((dir) => sent.push(dir))
    walker.start(way)
    expect(sent).toEqual(['north'])
    walker.arrived('b')
    expect(sent).toEqual(['north', 'east'])
    walker.arrived('c')
    expect(walker.walking).toBe(false)
  })

  it('ends when it leads astray or is stopped', () => {
    const sent: string[] = []
    const walker = createWalker((dir) => sent.push(dir))
    walker.start(way)
    walker.arrived('elsewhere')
    walker.start(way)
    walker.stop()
    walker.arrived('b')
    expect(sent).toEqual(['north', 'north'])
  })
})
