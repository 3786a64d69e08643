import { describe, expect, it } from 'vitest'
import { canonical } from '../../schema/canonical.ts'
import { copiesOf } from '../../schema/copies.ts'
import type { Entity } from '../../schema/entities.ts'
import { definitionSet } from '../../schema/events/world.ts'
import type { ItemPrototype, MobilePrototype } from '../../schema/world-file.ts'
import type { Play } from '../support/rule-play.ts'
import { thing } from '../support/small-inn.ts'
import { declared, defineMobile, playStory, standing } from '../support/story-inn.ts'

const room = (play: Play, id: string) => play.world.room(id)

/** Rooms and declarations, which is what builders change; their own notes left out. */
function shape(play: Play): string[] {
  const kept = (entity: Entity | null): entity is Entity =>
    entity?.kind === 'room' || entity?.kind === 'definition' || entity?.kind === 'mobile'
  return [...play.world.entities.values()].filter(kept).map(canonical).sort()
}

describe('building', () => {
  it('is for builders', () => {
    const turn = playStory().type('Ann', 'dig up The Loft')
    expect(turn).toMatchObject({ status: 'refused', code: 'unknown' })
  })

  it('digs a room with a way there and back, at once for everybody', () => {
    const play = playStory()
    const turn = play.type('Bob', 'dig up The Loft')
    expect(turn.status).toBe('completed')
    expect(room(play, 'inn.loft')).toMatchObject({
      title: 'The Loft',
      exits: { down: { to: 'inn.hall' } },
    })
    expect(play.state('Ann', 'room')).toMatchObject({
      exits: expect.arrayContaining([{ dir: 'up', to: 'inn.loft' }]),
    })
    play.type('Ann', 'up')
    expect(play.world.get('ann')?.place).toBe('inn.loft')
  })

  it('links and unlinks, describes and flags', () => {
    const play = playStory()
    play.type('Bob', 'link south to cellar')
    expect(play.type('Bob', 'link up to cellar').status).toBe('completed')
    expect(room(play, 'inn.cellar')?.exits.north?.to).toBe('inn.hall')
    play.type('Bob', 'unlink south')
    expect(room(play, 'inn.cellar')?.exits.north).toBeUndefined()
    play.type('Bob', 'redescribe Sawdust, and a smell of varnish.')
    play.type('Bob', 'detail sawdust Fine as flour.')
    play.type('Bob', 'flag dark')
    expect(room(play, 'inn.hall')).toMatchObject({
      description: 'Sawdust, and a smell of varnish.',
      flags: ['dark'],
      details: { sawdust: 'Fine as flour.' },
    })
    expect(play.type('Bob', 'flag sticky')).toMatchObject({ status: 'refused', code: 'bad-room' })
    expect(play.type('Bob', 'roomset exits.north.to').status).toBe('refused')
  })

  it('hangs a door for both of its rooms, and takes it down for both', () => {
    const play = playStory()
    play.type('Bob', 'roomset exits.east.door {"name":"a low door","state":"closed"}')
    const door = { name: 'a low door', state: 'closed' }
    expect(room(play, 'inn.hall')?.exits.east?.door).toMatchObject(door)
    expect(room(play, 'inn.yard')?.exits.west?.door).toMatchObject(door)
    expect(play.type('Ann', 'east').status).toBe('refused')
    play.type('Bob', 'undo')
    expect(room(play, 'inn.yard')?.exits.west?.door).toBeUndefined()
    play.type('Bob', 'roomset exits.east.door {"name":"a low door"}')
    play.type('Bob', 'roomset exits.east.door none')
    expect(room(play, 'inn.yard')?.exits.west?.door).toBeUndefined()
    expect(play.broken).toEqual([])
  })

  it('declares and edits things and people as the world files do', () => {
    const play = playStory()
    play.type('Bob', 'create item oil-can a dented oil can')
    play.type('Bob', 'edit item oil-can weight 2')
    expect(play.world.definitions.get<ItemPrototype>('item', 'inn.oil-can')).toMatchObject({
      name: 'a dented oil can',
      weight: 2,
      keywords: ['dented', 'oil', 'can'],
    })
    expect(play.type('Bob', 'edit item oil-can weight heavy').code).toBe('bad-definition')
    play.type('Bob', 'create npc garth Garth the smith')
    play.type('Bob', 'edit npc garth behaviours [{"kind":"wander","chance":20}]')
    expect(play.world.definitions.get<MobilePrototype>('mobile', 'inn.garth')?.behaviours).toEqual([
      expect.objectContaining({ kind: 'wander', chance: 20 }),
    ])
    const turn = play.type('Bob', 'spawn mobile garth')
    expect(turn.status).toBe('completed')
    expect(play.type('Ann', 'look garth').status).toBe('completed')
    expect(play.type('Bob', 'create item Oil_Can x').code).toBe('bad-id')
    expect(play.type('Bob', 'create constructor oil-can x').code).toBe('bad-kind')
    expect(play.type('Bob', 'create quest errand An Errand').status).toBe('completed')
    expect(play.type('Bob', 'edit quest errand brief Bring the can.').status).toBe('completed')
  })

  it('declares factions and whole zones, and edits a zone from inside only', () => {
    const play = playStory(zone('empty'))
    const done = (line: string) => {
      const turn = play.type('Bob', line)
      expect([line, turn.status]).toEqual([line, 'completed'])
    }
    done('create faction masons the guild of masons')
    done('edit faction masons attacksBelow -200')
    expect(play.world.definitions.get('faction', 'masons')).toMatchObject({
      name: 'the guild of masons',
      attacksBelow: -200,
    })
    expect(play.type('Bob', 'edit faction masons attacksBelow lots').code).toBe('bad-definition')
    done('create zone kilns The Kilns')
    expect(play.type('Bob', 'create zone kilns Other Kilns').code).toBe('exists')
    expect(play.type('Bob', 'create zone the.kilns x').code).toBe('bad-id')
    expect(play.type('Bob', 'edit zone kilns resetMinutes 5').code).toBe('other-zone')
    done('goto kilns.entrance')
    done('edit zone kilns resetMinutes 5')
    expect(play.type('Bob', 'edit zone kilns resetMinutes never').code).toBe('bad-definition')
    done('inspect zone kilns')
    done('dig north The Long Kiln')
    done('link south to inn.cellar')
    expect(room(play, 'kilns.long-kiln')).toMatchObject({ zone: 'kilns' })
    expect(play.world.definitions.get('zone', 'kilns')).toMatchObject({
      id: 'kilns',
      name: 'The Kilns',
      resetMinutes: 5,
    })
    done('edit zone kilns builders ["Somebody"]')
    expect(play.type('Bob', 'provenance zone kilns').read('Bob')[0]).toContain('created zone kilns')
    expect(play.broken).toEqual([])
  })

  it('leaves the other end of a way alone where others build', () => {
    const play = playStory(zone('empty'))
    play.world.patch('bob', { role: 'builder' })
    const done = (line: string) =>
      expect([line, play.type('Bob', line).status]).toEqual([line, 'completed'])
    done('create zone kilns The Kilns')
    done('goto kilns.entrance')
    done('link south to inn.cellar')
    done('edit zone kilns builders ["Somebody"]')
    done('goto inn.cellar')
    const before = play.world.room('kilns.entrance')
    for (const line of ['unlink north', 'roomset exits.north.door {"name":"a grille"}']) {
      expect(play.type('Bob', line).code).toBe('not-your-zone')
    }
    expect(play.type('Bob', 'link southwest to kilns.entrance').code).toBe('not-your-zone')
    done('link southwest to kilns.entrance oneway')
    expect(play.world.room('kilns.entrance')).toEqual(before)
  })

  it('takes back any change, in turn, until the world is as it was', () => {
    const play = playStory(declared('zone', 'rooms', 'inn.x', { title: 'x', description: 'x' }))
    const lines = [
      'dig up The Loft',
      'retitle The Long Hall',
      'create item oil-can a dented oil can',
      'edit item oil-can weight 2',
      'spawn item oil-can',
      'unlink east',
      'raze loft',
      'create conflict well The Well: uptown, downtown',
      'create faction masons the guild of masons',
      'create zone kilns The Kilns',
      'purge oil can',
    ]
    const before = shape(play)
    for (const line of lines)
      expect([line, play.type('Bob', line).status]).toEqual([line, 'completed'])
    for (const line of lines)
      expect([line, play.type('Bob', 'undo').status]).toEqual([line, 'completed'])
    expect(shape(play)).toEqual(before)
    expect(play.type('Bob', 'undo').code).toBe('nothing')
  })

  it('does not take back what others have built upon, or a room somebody is in', () => {
    const play = playStory()
    play.type('Bob', 'retitle One')
    play.type('Bob', 'retitle Two')
    const first = (play.world.get('builds:bob') as unknown as { data: { change: string }[] })
      .data[0]
    expect(play.type('Bob', `undo ${first?.change}`).code).toBe('changed-since')
    play.type('Bob', 'dig up The Loft')
    play.type('Ann', 'up')
    expect(play.type('Bob', 'undo').code).toBe('occupied')
    expect(play.type('Bob', 'raze loft').code).toBe('occupied')
  })

  it('tells the history of rooms, declarations and things', () => {
    const play = playStory(thing('i1', 'inn.coin', 'inn.hall'))
    play.type('Bob', 'retitle The Long Hall')
    expect(play.type('Bob', 'provenance').read('Bob')[0]).toContain('Bob set title of inn.hall')
    expect(play.type('Bob', 'provenance coin').read('Bob')[0]).toContain('a copy of inn.coin')
    play.type('Bob', 'edit item coin weight 1')
    expect(play.type('Bob', 'provenance item coin').read('Bob')[0]).toContain(
      'set weight of item inn.coin',
    )
  })

  it('leaves alone what belongs to players', () => {
    const play = playStory(thing('i1', 'inn.coin', 'inn.hall', { owner: 'ann' }))
    expect(play.type('Bob', 'purge coin').code).toBe('owned')
    expect(play.world.get('i1')).toBeDefined()
  })

  it('goes anywhere', () => {
    const play = playStory()
    play.type('Bob', 'goto cellar')
    expect(play.world.get('bob')?.place).toBe('inn.cellar')
    play.type('Bob', 'goto ann')
    expect(play.world.get('bob')?.place).toBe('inn.hall')
    expect(play.type('Bob', 'goto nowhere.at-all').code).toBe('no-room')
  })
})

const zone = (mode: string) =>
  definitionSet({
    of: 'zone',
    key: 'inn',
    data: { id: 'inn', name: 'The Inn', resetMinutes: 1, resetMode: mode, builders: [] },
  })
// The key is computed because linters fear that an object with `then` might be awaited.
const inner = 'then'
const step = (rest: Record<string, unknown>) => ({
  max: 1,
  chance: 100,
  ifPrevious: false,
  ...rest,
})
const program = (...steps: Record<string, unknown>[]) =>
  definitionSet({ of: 'resets', key: 'inn', data: { program: steps } })
const minute = 240

const rats = program(
  step({
    do: 'mobile',
    mobile: 'inn.rat',
    room: 'inn.cellar',
    max: 2,
    [inner]: [step({ do: 'give', item: 'inn.coin', max: 5 })],
  }),
  step({ do: 'load', item: 'inn.sack', room: 'inn.cellar', count: 1, [inner]: [] }),
  step({ do: 'put', item: 'inn.apple', in: 'inn.sack', count: 1, max: 3 }),
  step({ do: 'door', room: 'inn.hall', direction: 'north', state: 'closed' }),
)

/** Time goes by in ticks of a second, as it does in a world where little happens. */
function pass(play: Play, beats: number): void {
  for (let passed = 0; passed < beats; passed += 4) play.wait(4)
}

describe('zone resets', () => {
  it('restore what is missing, count what is in the world, and close doors', () => {
    const play = playStory(defineMobile('inn.rat', {}), zone('always'), rats)
    play.type('Ann', 'open north')
    pass(play, minute + 40)
    expect(copiesOf(play.world, 'inn.rat')).toBe(1)
    expect(play.world.room('inn.hall')?.exits.north?.door?.state).toBe('closed')
    pass(play, 3 * minute)
    expect(copiesOf(play.world, 'inn.rat')).toBe(2)
    expect(copiesOf(play.world, 'inn.sack')).toBe(1)
    const sack = play.world.contents('inn.cellar').find((one) => one.kind === 'item')
    expect(play.world.contents(sack?.id ?? '')).toHaveLength(3)
    expect(play.broken).toEqual([])
  })

  it('wait for the zone to be empty where they are told to, and never come where they are told never', () => {
    for (const mode of ['empty', 'never']) {
      const play = playStory(defineMobile('inn.rat', {}), zone(mode), rats)
      play.type('Ann', 'east')
      pass(play, 3 * minute)
      expect(copiesOf(play.world, 'inn.rat')).toBe(0)
    }
    const play = playStory(defineMobile('inn.rat', {}), zone('empty'), rats)
    for (const name of ['Ann', 'Bob']) {
      play.type(name, 'east')
      play.type(name, 'north')
    }
    pass(play, minute + 40)
    expect(copiesOf(play.world, 'inn.rat')).toBe(1)
  })

  it('count what players carry while they are in the world, and touch none of it', () => {
    const one = program(
      step({ do: 'load', item: 'inn.hat', room: 'inn.hall', count: 1, [inner]: [] }),
    )
    const play = playStory(zone('always'), one, thing('h1', 'inn.hat', 'ann'))
    play.type('Ann', 'wear hat')
    pass(play, 2 * minute)
    expect(play.world.contents('inn.hall').filter((entity) => entity.kind === 'item')).toEqual([])
    expect(play.world.get('h1')).toMatchObject({ place: 'ann', worn: 'head' })
    play.type('Ann', 'quit')
    expect(copiesOf(play.world, 'inn.hat')).toBe(0)
    pass(play, 2 * minute)
    expect(copiesOf(play.world, 'inn.hat')).toBe(1)
  })

  it('clear away what lies about, but never what belongs to somebody', () => {
    const cleaning = program(step({ do: 'remove', room: 'inn.hall', item: 'inn.coin' }))
    const play = playStory(
      zone('always'),
      cleaning,
      thing('i1', 'inn.coin', 'inn.hall'),
      thing('i2', 'inn.coin', 'inn.hall', { owner: 'ann' }),
      thing('i3', 'inn.coin', 'ann'),
    )
    pass(play, minute + 40)
    expect(play.world.get('i1')).toBeUndefined()
    expect(play.world.get('i2')?.place).toBe('inn.hall')
    expect(play.world.get('i3')?.place).toBe('ann')
  })

  it('put nothing into what a player carries or has left lying', () => {
    const filling = program(
      step({ do: 'load', item: 'inn.coin', room: 'inn.hall', count: 1, [inner]: [] }),
      step({ do: 'put', item: 'inn.apple', in: 'inn.sack', count: 1, max: 9 }),
    )
    const play = playStory(
      zone('always'),
      filling,
      thing('s1', 'inn.sack', 'ann'),
      thing('s2', 'inn.sack', 'inn.hall', { owner: 'ann' }),
    )
    pass(play, 2 * minute)
    expect(copiesOf(play.world, 'inn.coin')).toBe(1)
    expect(play.world.contents('s1')).toEqual([])
    expect(play.world.contents('s2')).toEqual([])
    expect(copiesOf(play.world, 'inn.apple')).toBe(0)
  })

  it('make a new mobile when the old one has died', () => {
    const play = playStory(
      defineMobile('inn.rat', {}),
      standing('r1', 'inn.rat', 'inn.hall', { health: [1, 20] }),
      zone('always'),
      program(step({ do: 'mobile', mobile: 'inn.rat', room: 'inn.hall', [inner]: [] })),
    )
    pass(play, 2 * minute)
    expect(copiesOf(play.world, 'inn.rat')).toBe(1)
    play.type('Ann', 'kill rat')
    for (let round = 0; round < 40 && play.world.get('r1'); round += 1) play.wait(8)
    expect(play.world.get('r1')).toBeUndefined()
    pass(play, 2 * minute)
    expect(copiesOf(play.world, 'inn.rat')).toBe(1)
  })
})
