import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../schema/entities.ts'
import { DEFINITIONS_PLACE } from '../../schema/ids.ts'
import { NotLoaded } from '../../schema/world.ts'
import { WorldMap } from '../../schema/world-map.ts'

const rooms = ['r1', 'r2']
const people = ['a1', 'a2', 'a3']
const sacks = ['s1', 's2']
const things = ['i1', 'i2', 'i3', 'i4']
const defs = ['d1', 'd2']
const beasts = ['m1', 'm2']
const allIds = [...rooms, ...people, ...beasts, ...sacks, ...things, ...defs]
const allPlaces = [...rooms, ...people, ...sacks, '', DEFINITIONS_PLACE]

const entity = (value: Record<string, unknown>) => value as unknown as Entity

type Step =
  | { do: 'put'; entity: Entity }
  | { do: 'move'; id: string; to: string }
  | { do: 'patch'; id: string; field: string; value: number | undefined }
  | { do: 'remove'; id: string }

/** Rooms hold people, people hold sacks, sacks hold things: random, and never a loop. */
const placed = fc.oneof(
  fc.record({ id: fc.constantFrom(...rooms), kind: fc.constant('room'), place: fc.constant('') }),
  fc.record({
    id: fc.constantFrom(...people),
    kind: fc.constant('character'),
    place: fc.constantFrom(...rooms, ''),
    name: fc.constantFrom('Ann', 'Bob', 'ann'),
  }),
  fc.record({
    id: fc.constantFrom(...beasts),
    kind: fc.constant('mobile'),
    place: fc.constantFrom(...rooms, ''),
    effects: fc.array(fc.constant({ id: 'poison', until: 9, stacks: 1 }), { maxLength: 1 }),
  }),
  fc.record({
    id: fc.constantFrom(...sacks),
    kind: fc.constant('item'),
    place: fc.constantFrom(...rooms, ...people),
  }),
  fc.record({
    id: fc.constantFrom(...things),
    kind: fc.constant('item'),
    place: fc.constantFrom(...rooms, ...people, ...sacks),
  }),
  fc.record({
    id: fc.constantFrom(...defs),
    kind: fc.constant('definition'),
    place: fc.constant(DEFINITIONS_PLACE),
    of: fc.constantFrom('item', 'social'),
    key: fc.constantFrom('x', 'y'),
    data: fc.integer(),
  }),
)

const step: fc.Arbitrary<Step> = fc.oneof(
  placed.map((value): Step => ({ do: 'put', entity: entity(value) })),
  placed
    .filter((value) => value.kind !== 'definition')
    .map((value): Step => ({ do: 'move', id: value.id, to: value.place })),
  fc
    .tuple(
      fc.constantFrom(...allIds),
      fc.constantFrom('mark', 'until', 'fighting', 'linkLostBeat'),
      fc.option(fc.integer(), { nil: undefined }),
    )
    .map(([id, field, value]): Step => ({ do: 'patch', id, field, value })),
  fc.constantFrom(...allIds).map((id): Step => ({ do: 'remove', id })),
)

function take(map: WorldMap, one: Step): void {
  if (one.do === 'put') map.put(one.entity)
  else if (one.do === 'move') map.move(one.id, one.to)
  else if (one.do === 'remove') map.remove(one.id)
  else map.patch(one.id, { [one.field]: one.value } as Partial<Entity>)
}

const marks = ['affected', 'fighting', 'lost', 'timed'] as const

/** What the lists beside the places have to say, from a walk over everything. */
function walked(map: WorldMap): Pick<ReturnType<typeof readingOf>, 'mobiles' | 'marked'> {
  const all = allIds.toSorted().flatMap((id) => map.get(id) ?? [])
  const found = (test: (fields: Record<string, unknown>) => boolean) =>
    all.filter((one) => test(one as unknown as Record<string, unknown>))
  const isBeing = ({ kind }: Record<string, unknown>) => kind === 'character' || kind === 'mobile'
  return {
    mobiles: allPlaces.map((place) =>
      all.filter((one) => one.kind === 'mobile' && place !== '' && one.place === place),
    ) as ReturnType<typeof readingOf>['mobiles'],
    marked: [
      found((one) => isBeing(one) && ((one['effects'] as unknown[]) ?? []).length > 0),
      found((one) => isBeing(one) && one['fighting'] !== undefined),
      found(({ kind, linkLostBeat }) => kind === 'character' && linkLostBeat !== undefined),
      found(({ kind, until }) => kind === 'item' && until !== undefined),
    ],
  }
}

/** Everything a reader can learn. */
function readingOf(map: WorldMap) {
  return {
    entities: allIds.map((id) => map.get(id)),
    places: allPlaces.map((place) => map.contents(place)),
    mobiles: allPlaces.map((place) => map.mobiles(place)),
    marked: marks.map((mark) => map.marked(mark)),
    present: [...map.charactersPresent()],
    names: ['Ann', 'BOB', 'Cid'].map((name) => map.characterNamed(name)),
    definitions: ['item', 'social'].map((of) => map.definitions.all(of)),
  }
}

const steps = fc.array(step, { maxLength: 30 })

describe('layers of the world', () => {
  test.prop([steps, fc.array(steps, { minLength: 1, maxLength: 4 })], { numRuns: 500 })(
    'merged one by one read like one map, and leave those below alone until then',
    (first, later) => {
      const flat = new WorldMap()
      const base = new WorldMap()
      for (const one of first) {
        take(flat, one)
        take(base, one)
      }
      for (const round of later) {
        const before = readingOf(base)
        const overlay = new WorldMap(base)
        for (const one of round) {
          take(flat, one)
          take(overlay, one)
        }
        expect(readingOf(overlay)).toEqual(readingOf(flat))
        expect(readingOf(base)).toEqual(before)
        overlay.mergeDown()
        expect(readingOf(base)).toEqual(readingOf(flat))
        expect(readingOf(base)).toMatchObject(walked(base))
      }
    },
  )

  test.prop([steps, steps, steps], { numRuns: 200 })(
    'can stand on each other: a command on a tick on the cache',
    (first, second, third) => {
      const flat = new WorldMap()
      const cache = new WorldMap()
      const tick = new WorldMap(cache)
      const command = new WorldMap(tick)
      const layers = [cache, tick, command]
      for (const [index, round] of [first, second, third].entries()) {
        const layer = layers[index]
        for (const one of round) {
          take(flat, one)
          if (layer) take(layer, one)
        }
      }
      expect(readingOf(command)).toEqual(readingOf(flat))
      command.mergeDown()
      expect(readingOf(tick)).toEqual(readingOf(flat))
      tick.mergeDown()
      expect(readingOf(cache)).toEqual(readingOf(flat))
    },
  )

  it('ask for what may exist elsewhere, and not for what is known to be absent', () => {
    const cache = new WorldMap(undefined, { complete: false })
    const overlay = new WorldMap(cache)
    expect(() => overlay.room('r9')).toThrow(NotLoaded)
    expect(() => overlay.get('r9')).toThrow(NotLoaded)
    expect(() => overlay.contents('r9')).toThrow(NotLoaded)
    expect(() => overlay.put(entity({ id: 'i9', kind: 'item', place: 'r9' }))).toThrow(NotLoaded)
    expect(overlay.get('plan:r9')).toBeUndefined()
    cache.absent.add('r9')
    expect(overlay.room('r9')).toBeUndefined()
    expect(overlay.get('r9')).toBeUndefined()
    expect(new WorldMap().room('r9')).toBeUndefined()
  })

  it('take what is held along when its holder goes', () => {
    const map = new WorldMap()
    map.put(entity({ id: 'r1', kind: 'room', place: '' }))
    map.put(entity({ id: 's1', kind: 'item', place: 'r1' }))
    map.put(entity({ id: 'i1', kind: 'item', place: 's1' }))
    map.remove('s1')
    expect([map.get('s1'), map.get('i1')]).toEqual([undefined, undefined])
    expect(map.contents('r1')).toEqual([])
  })

  it('come to an end where a damaged world holds a loop', () => {
    const map = new WorldMap()
    const ann = { id: 'a1', kind: 'character', name: 'Ann', proto: 'inn.ann' }
    map.put(entity({ ...ann, place: '' }))
    map.put(entity({ id: 's1', kind: 'item', proto: 'inn.sack', place: 'a1' }))
    map.put(entity({ id: 'i1', kind: 'item', proto: 'inn.sack', place: 's1' }))
    map.move('s1', 'i1')
    map.move('a1', 'a1')
    map.remove('a1')
    expect(map.get('a1')).toBeUndefined()
  })
})
