import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { canonical } from '../../schema/canonical.ts'
import {
  createEventTable,
  defineEvent,
  type NewEvent,
  onEvent,
  upcast,
} from '../../schema/define-event.ts'
import { events } from '../../schema/events/index.ts'
import { itemGiven, itemTaken } from '../../schema/events/items.ts'
import { wayChanged } from '../../schema/events/ways.ts'
import { roomBuilt } from '../../schema/events/world.ts'
import { apply, newestOf } from '../../schema/fold.ts'
import { WorldMap } from '../../schema/world-map.ts'
import { arbitraryEvent, arbitraryEventOf } from '../support/arbitrary-event.ts'
import { worldOf } from '../support/given.ts'
import { player, smallInn, thing } from '../support/small-inn.ts'

const meta = { shard: 1, tick: 9, ordinal: 0, beat: 36, atMs: 1_700_000_000_000 }

const world = () =>
  worldOf(
    smallInn,
    player('Ann', 'inn.hall'),
    player('Bob', 'inn.yard'),
    thing('i1', 'inn.sack', 'ann'),
    thing('i2', 'inn.apple', 'i1'),
    thing('i3', 'inn.arrow', 'inn.hall', { count: 9 }),
  )

const ids = ['ann', 'bob', 'sann', 'm1', 'i1', 'i2', 'i3', 'i4', 'inn.hall', 'inn.yard', 'x', '']

/**
 * Applies the event in a layer of its own, unless it would put something inside itself: the world
 * is a tree, and the rules see to it that it stays one. Returns whether it was applied.
 */
function applyInTree(map: WorldMap, event: NewEvent): boolean {
  const trial = new WorldMap(map)
  apply(trial, event, meta)
  for (const id of trial.entities.keys()) if (isInLoop(trial, id)) return false
  trial.mergeDown()
  return true
}

function isInLoop(map: WorldMap, id: string): boolean {
  let at = map.get(id)
  for (let depth = 0; at && at.place !== ''; depth += 1) {
    if (depth > 40) return true
    at = map.get(at.place)
  }
  return false
}

/** Every place lists exactly the entities that are in it, each once, in order. */
function expectConsistent(map: WorldMap): void {
  const all = new Set<string>()
  const places = new Set<string>()
  for (let layer: WorldMap | undefined = map; layer; layer = layer.below) {
    for (const id of layer.entities.keys()) all.add(id)
    for (const place of layer.places.keys()) if (!place.startsWith('~')) places.add(place)
  }
  for (const id of all) {
    const entity = map.get(id)
    if (entity && entity.place !== '') expect(map.idsAt(entity.place)).toContain(id)
  }
  for (const place of places) {
    const listed = map.idsAt(place)
    expect([...listed]).toEqual([...new Set(listed)].sort())
    for (const id of listed) expect(map.get(id)?.place, `${id} at ${place}`).toBe(place)
  }
}

function sorted(map: WorldMap) {
  return [...map.entities].sort(([a], [b]) => (a < b ? -1 : 1))
}

describe('every event', () => {
  it('is known under its own type and says what it is about', () => {
    for (const [type, event] of events) {
      expect(event.type).toBe(type)
      expect(type).toMatch(/^[a-z]+(-[a-z]+)+$/)
      expect(event.about).toMatch(/^[A-Z].*\.$/)
    }
  })

  for (const type of events.keys()) {
    test.prop([arbitraryEventOf(type, ids)], { numRuns: 30 })(
      `${type} takes data of its schema and names its subject`,
      (event) => {
        const declared = events.get(type)
        expect(() => declared?.data.parse(event.data)).not.toThrow()
        expect(declared?.subject(event.data)).toBeTypeOf('string')
      },
    )
  }

  test.prop([fc.array(arbitraryEvent(ids), { minLength: 1, maxLength: 40 })], { numRuns: 400 })(
    'can be applied to any world, and leaves it whole and canonical',
    (happened) => {
      const map = new WorldMap(world())
      for (const event of happened) applyInTree(map, event)
      expectConsistent(map)
      for (const entity of map.entities.values()) expect(() => canonical(entity)).not.toThrow()
      map.mergeDown()
      if (map.below) expectConsistent(map.below)
    },
  )

  test('of a way can be applied to a room whose body names none', () => {
    const map = new WorldMap(world())
    applyInTree(map, roomBuilt({ room: 'fen.cell', zone: 'fen', data: {} }))
    const way = { zone: 'fen', room: 'fen.cell', direction: 'north', to: 'fen.cell' } as const
    applyInTree(map, wayChanged(way))
    expect(map.room('fen.cell')?.exits).toEqual({ north: { to: 'fen.cell' } })
  })

  test.prop([fc.array(arbitraryEvent(ids), { maxLength: 40 })], { numRuns: 100 })(
    'means the same whether applied live or read back from the log',
    (happened) => {
      const live = world()
      const replayed = world()
      const applied = happened.filter((event) => applyInTree(live, event))
      for (const event of applied) {
        apply(replayed, JSON.parse(JSON.stringify(event)) as typeof event, meta)
      }
      expect(sorted(replayed)).toEqual(sorted(live))
    },
  )
})

describe('upcasters', () => {
  it('all bring their own sample to the newest shape', () => {
    for (const event of events.values()) {
      const steps = Object.entries(event.upcasters ?? {})
      expect(steps.map(([, step]) => step.from).sort()).toEqual(
        Array.from({ length: event.version - 1 }, (_, at) => at + 1),
      )
      for (const [name, step] of steps) {
        const newest = upcast(event, step.from, step.old)
        expect(() => event.data.parse(newest), `${event.type}: ${name}`).not.toThrow()
      }
    }
  })

  it('go one version at a time and refuse a gap', () => {
    const moved = defineEvent({
      type: 'lamp-moved',
      about: 'A lamp moved.',
      version: 3,
      data: z.strictObject({ lamp: z.string(), from: z.string(), to: z.string() }),
      upcasters: {
        nameLamp: { from: 1, up: ({ id, ...rest }) => ({ lamp: id, ...rest }), old: { id: 'a' } },
        nameFrom: {
          from: 2,
          up: ({ room, ...rest }) => ({ from: room, to: '', ...rest }),
          old: {},
        },
      },
      subject: (data) => data.lamp,
      views: () => [],
      evolve() {},
    })
    expect(upcast(moved, 1, { id: 'a', room: 'b' })).toEqual({
      lamp: 'a',
      from: 'b',
      to: '',
    })
    expect(upcast(moved, 3, { lamp: 'a' })).toEqual({ lamp: 'a' })
    const torn = Object.assign({}, moved, { upcasters: {} })
    expect(() => upcast(torn, 1, {})).toThrow('nothing reads version 1')
  })
})

describe('an event is read by its type', () => {
  const given = itemGiven({ actor: 'ann', item: 'i1', target: 'bob' })

  it('knows its own events and no others', () => {
    expect(itemGiven.is(given)).toBe(true)
    expect(itemTaken.is(given)).toBe(false)
  })

  it('gives the fields their types', () => {
    const event: NewEvent = given
    // @ts-expect-error nothing is known of the data of an event before its type is asked for
    event.data.item?.length
    const receiver: string | undefined = itemGiven.is(event) ? event.data.target : undefined
    expect(receiver).toBe('bob')
    // @ts-expect-error an item that is given has no such field
    if (itemGiven.is(event)) expect(event.data.receiver).toBeUndefined()
  })

  it('reads a stored event in the newest version of its type', () => {
    const stored = { ...given, ...meta, version: itemGiven.version }
    expect(itemGiven.is(newestOf(stored))).toBe(true)
    for (const event of events.values()) {
      for (const { from, old } of Object.values(event.upcasters ?? {})) {
        const newest = newestOf({ type: event.type, version: from, data: old })
        expect(event.data.safeParse(newest.data).success, `${event.type} from ${from}`).toBe(true)
      }
    }
  })

  it('is read by the one reader of a table that is for its type', () => {
    const receivers = onEvent(itemGiven, (prefix: string, { target }) => `${prefix} ${target}`)
    const table = createEventTable([receivers])
    expect(table.types).toEqual(['item-given'])
    expect(table.read('to', given)).toBe('to bob')
    expect(
      table.read('to', itemTaken({ actor: 'ann', item: 'i1', from: 'r', room: 'r' })),
    ).toBeUndefined()
    expect(() => createEventTable([receivers, receivers])).toThrow('two readers')
  })
})
