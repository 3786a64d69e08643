/** Build orders as the tick decides them: the same change a typed verb makes, rights, problems by field. */
import { describe, expect, it } from 'vitest'
import {
  type BuildOrder,
  fieldDigest,
  readBuildOrder,
} from '../../schema/world-file/build-orders.ts'
import type { Play, Turn } from '../support/rule-play.ts'
import { playStory as playInn } from '../support/story-inn.ts'

/** The story, and what was wrong with the last order. */
function playStory() {
  const play = playInn()
  let last: Turn | undefined
  return {
    ...play,
    build(name: string, order: BuildOrder) {
      last = play.build(name, order)
      return last
    },
    problems: () => last?.problems ?? [],
  }
}

const room = (play: Pick<Play, 'world'>, id: string) => play.world.room(id)
const set = (id: string, fields: object): BuildOrder => ({
  do: 'set',
  of: 'room',
  id,
  fields: Object.entries(fields).map(([path, to]) => ({ path, to })),
})

describe('a build order', () => {
  it('does what the typed verb does, with the same events', () => {
    const typed = playStory()
    const ordered = playStory()
    const one = typed.type('Bob', 'dig up The Loft')
    const other = ordered.build('Bob', {
      do: 'dig',
      room: 'inn.hall',
      direction: 'up',
      title: 'The Loft',
    })
    expect(other.status).toBe('completed')
    expect(other.events).toEqual(one.events)
  })

  it('is longer than any line, is read by everybody, and is taken back', () => {
    const play = playStory()
    const description = `Warm bricks. ${'Ash drifts by. '.repeat(200)}`.trim()
    const before = room(play, 'inn.hall')
    expect(play.build('Bob', set('inn.hall', { description })).status).toBe('completed')
    expect(play.state('Ann', 'room')).toMatchObject({ description })
    play.build('Bob', { do: 'undo' })
    expect(room(play, 'inn.hall')).toEqual(before)
  })

  it('puts a zone in order wherever its author stands, and refuses one that is not there', () => {
    const play = playStory()
    play.build('Bob', { do: 'define', of: 'zone', id: 'keep', value: { name: 'The Keep' } })
    const turn = play.build('Bob', { do: 'reset', zone: 'keep' })
    expect(turn.events.map(({ type }) => type)).toContain('zone-reset')
    expect(play.build('Bob', { do: 'reset', zone: 'nowhere' }).status).toBe('refused')
    expect(play.problems()).toMatchObject([{ field: 'zone' }])
    expect(play.build('Ann', { do: 'reset', zone: 'keep' }).status).toBe('refused')
  })

  it('names each field that does not fit, and changes nothing', () => {
    const play = playStory()
    const turn = play.build(
      'Bob',
      set('inn.hall', { light: 'much', 'exits.west': { to: 'inn.moon' } }),
    )
    expect(turn).toMatchObject({ status: 'refused', code: 'bad-room', events: [] })
    expect(play.problems()).toMatchObject([
      { field: 'light', words: expect.stringMatching(/whole/) },
    ])
    play.build('Bob', set('inn.hall', { 'exits.west': { to: 'inn.moon' } }))
    expect(play.problems()).toMatchObject([{ field: 'exits.west.to' }])
    play.build('Bob', {
      do: 'define',
      of: 'item',
      id: 'inn.cup',
      value: { name: 'a cup', wieght: 2 },
    })
    expect(play.problems().map(({ field }) => field)).toContain('wieght')
  })

  it('keeps both of two changes of different fields, and refuses a stale one with what stands there', () => {
    const play = playStory()
    const was = fieldDigest(room(play, 'inn.hall')?.title)
    play.build('Bob', set('inn.hall', { description: 'Sawdust.' }))
    const fresh: BuildOrder = {
      do: 'set',
      of: 'room',
      id: 'inn.hall',
      fields: [{ path: 'title', to: 'The Great Hall', was }],
    }
    expect(play.build('Bob', fresh).status).toBe('completed')
    expect(room(play, 'inn.hall')).toMatchObject({
      title: 'The Great Hall',
      description: 'Sawdust.',
    })
    expect(play.build('Bob', fresh)).toMatchObject({ status: 'refused', code: 'changed-since' })
    expect(play.problems()).toMatchObject([{ field: 'title', now: 'The Great Hall' }])
  })

  it('does all of several or nothing, as one change, however many steps it has', () => {
    const play = playStory()
    const rooms = Array.from(
      { length: 60 },
      (_, index): BuildOrder => ({
        do: 'define',
        of: 'room',
        id: `inn.cell-${index}`,
        value: {
          title: `Cell ${index}`,
          description: 'A cell.',
          exits: { east: { to: `inn.cell-${(index + 1) % 60}`, oneWay: true } },
        },
      }),
    )
    const all = (orders: readonly BuildOrder[]): BuildOrder => {
      const read = readBuildOrder({ do: 'together', summary: 'made cells', orders })
      if (!read.ok) throw new Error(JSON.stringify(read.problems))
      return read.order
    }
    const bad = play.build('Bob', all([...rooms, set('inn.nowhere', { title: 'X' })]))
    expect(bad).toMatchObject({ status: 'refused', events: [] })
    expect(play.problems()).toMatchObject([{ field: 'orders.60.id' }])
    expect(play.build('Bob', all(rooms)).status).toBe('completed')
    expect(room(play, 'inn.cell-59')?.exits.east?.to).toBe('inn.cell-0')
    const list = JSON.stringify(play.world.get('builds:bob'))
    expect(list.length).toBeLessThan(2_000)
    expect(play.build('Bob', { do: 'undo' }).status).toBe('completed')
    expect(room(play, 'inn.cell-0')).toBeUndefined()
    expect(play.broken).toEqual([])
  })

  it('is refused to whoever has no right to it, wherever the other end is', () => {
    const play = playStory()
    const dig: BuildOrder = { do: 'dig', room: 'inn.hall', direction: 'up', title: 'The Loft' }
    expect(play.build('Ann', dig)).toMatchObject({ status: 'refused', code: 'not-a-builder' })
    const as = (role: 'builder' | 'player') => {
      const bob = play.world.get('bob')
      if (bob?.kind === 'character') play.world.put({ ...bob, role })
    }
    as('player')
    expect(play.build('Bob', dig).code).toBe('not-a-builder')
    as('builder')
    const zone = { name: 'The Keep', builders: ['Zoe'] }
    play.build('Bob', {
      do: 'together',
      summary: 'a zone for Zoe',
      orders: [
        { do: 'define', of: 'zone', id: 'keep', value: { name: 'The Keep' } },
        {
          do: 'define',
          of: 'room',
          id: 'keep.gate',
          value: { title: 'Gate', description: 'A gate.' },
        },
      ],
    })
    const read = play.world.definitions.get<object>('zone', 'keep')
    play.world.put({
      id: 'def:zone:keep',
      kind: 'definition',
      place: 'definitions',
      of: 'zone',
      key: 'keep',
      data: { ...read, ...zone },
    })
    for (const order of [
      set('keep.gate', { title: 'Mine' }),
      { do: 'link', room: 'inn.hall', direction: 'up', to: 'keep.gate', oneWay: false },
      {
        do: 'define',
        of: 'item',
        id: 'keep.cup',
        value: { name: 'a cup', description: 'A cup.', type: 'other' },
      },
      { do: 'set', of: 'zone', id: 'keep', fields: [{ path: 'builders', to: [] }] },
      { do: 'undo' },
    ] as BuildOrder[]) {
      expect([order.do, play.build('Bob', order).code]).toEqual([order.do, 'not-your-zone'])
    }
  })

  it('leaves to admins what the scripts of a zone may do to players', () => {
    const play = playStory()
    const define = (id: string, value: object): BuildOrder => ({
      do: 'define',
      of: 'zone',
      id,
      value: { name: 'The Keep', ...value },
    })
    const zone = (path: string, to: unknown): BuildOrder => ({
      do: 'set',
      of: 'zone',
      id: 'keep',
      fields: [{ path, to }],
    })
    const dangers = zone('dangers', ['damage'])
    expect(play.build('Bob', define('keep', {})).status).toBe('completed')
    const bob = play.world.get('bob')
    if (bob?.kind !== 'character') throw new Error('no Bob')
    play.world.put({ ...bob, role: 'builder' })
    for (const order of [
      dangers,
      zone('allowance', 5),
      define('moat', { dangers: ['damage'] }),
      { do: 'together', summary: 'widened', orders: [dangers] },
    ] as BuildOrder[]) {
      expect([order.do, play.build('Bob', order).code]).toEqual([order.do, 'admins-only'])
    }
    play.build('Bob', zone('allowance', 5))
    expect(play.problems()).toMatchObject([{ field: 'allowance' }])
    expect(play.build('Bob', zone('name', 'The Old Keep')).status).toBe('completed')
    play.world.put({ ...bob, role: 'owner' })
    expect(play.build('Bob', dangers).status).toBe('completed')
  })

  it('does not take away what is still named or still there', () => {
    const play = playStory()
    play.build('Bob', {
      do: 'define',
      of: 'item',
      id: 'inn.cup',
      value: { name: 'a cup', description: 'A cup.', type: 'other' },
    })
    play.type('Bob', 'resets add item cup 2')
    expect(play.build('Bob', { do: 'remove', of: 'item', id: 'inn.cup' }).code).toBe('in-use')
    play.build('Bob', {
      do: 'set',
      of: 'resets',
      id: 'inn',
      fields: [{ path: 'program', to: [{ load: 'moon', room: 'hall' }] }],
    })
    expect(play.problems()).toMatchObject([{ field: 'program.0.item' }])
    play.type('Bob', 'resets remove 1')
    expect(play.build('Bob', { do: 'remove', of: 'item', id: 'inn.cup' }).status).toBe('completed')
  })
})

describe('what is sent as an order', () => {
  const problemsOf = (order: unknown) => {
    const read = readBuildOrder(order)
    return read.ok ? [] : read.problems.map(({ field }) => field)
  }
  it('has to be one, and its problems name the field', () => {
    expect(problemsOf({ do: 'fly' })).toEqual(['do'])
    expect(problemsOf({ do: 'dig', room: 'inn.hall', direction: 'sideways', title: 'x' })).toEqual([
      'direction',
    ])
    expect(problemsOf({ do: 'undo', chagne: 'b1' })).toEqual(['chagne'])
    for (const id of [
      '../inn',
      'inn/hall',
      'inn.h\u0430ll',
      'inn.hall.x',
      '__proto__',
      'INN.hall',
    ]) {
      expect([id, problemsOf({ do: 'remove', of: 'room', id })]).toEqual([id, ['id']])
    }
  })
  it('is neither deep nor large without end', () => {
    let deep: unknown = 1
    for (let level = 0; level < 10_000; level += 1) deep = [deep]
    expect(problemsOf({ do: 'define', of: 'item', id: 'inn.cup', value: { deep } })).toEqual([''])
    const value = { name: 'x'.repeat(70_000) }
    expect(problemsOf({ do: 'define', of: 'item', id: 'inn.cup', value })).toEqual([''])
  })
})
