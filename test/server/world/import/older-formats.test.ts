import { describe, expect, it } from 'vitest'
import { importSample } from './import-samples.ts'

const below = 'then'

describe('importing older Diku areas', async () => {
  const { zones, report } = await importSample('diku')
  const [ferry, bank] = zones

  it('reads several zones from one file, each beginning where the last one ended', () => {
    expect(zones.map(({ zone }) => [zone?.id, zone?.resetMode, zone?.notes?.[0]])).toEqual([
      ['the-ferry', 'empty', 'vnums 0 to 1099'],
      ['the-far-bank', 'never', 'vnums 1100 to 1199'],
    ])
  })

  it('puts each room into the zone that owns its number and links across zones', () => {
    expect(Object.keys(ferry?.rooms ?? {})).toEqual(['the-ferry.r1000'])
    expect(ferry?.rooms['the-ferry.r1000']?.exits.east?.to).toBe('the-far-bank.r1100')
    expect(bank?.rooms['the-far-bank.r1100']?.exits.west?.to).toBe('the-ferry.r1000')
  })

  it('reads three-field flags and objects, and leaves signs that are no colours alone', () => {
    expect(ferry?.rooms['the-ferry.r1000']).toMatchObject({
      ...{ description: 'Planks and &wwater&n.', flags: ['indoors'], terrain: 'city' },
    })
    expect(ferry?.items['the-ferry.i1000']).toMatchObject({ type: 'other', weight: 5, value: 2 })
    expect(ferry?.mobiles['the-ferry.m1000']).toMatchObject({ level: 5, health: 29, attack: 5 })
  })

  it('reads shops without a version line', () => {
    expect(ferry?.mobiles['the-ferry.m1000']?.shop).toMatchObject({
      sells: [{ item: 'the-ferry.i1000' }],
      ...{ buys: ['container'], markup: 200, markdown: 50, hours: [0, 24] },
    })
    expect(report.counts).toMatchObject({ zones: 2, rooms: 2, exits: 2, exitsLinked: 2, shops: 1 })
  })
})

describe('importing ROM areas', async () => {
  const { zones, report, linesOf } = await importSample('rom')
  const [zone] = zones
  const id = (local: string) => `the-glade.${local}`

  it('reads the header, with levels from the credits', () => {
    expect(zone?.zone).toMatchObject({ id: 'the-glade', name: 'The Glade', levels: [1, 10] })
  })

  it('counts flag letters from A and reads what follows a room', () => {
    expect(zone?.rooms[id('r8000')]).toMatchObject({
      ...{ flags: ['indoors', 'safe'], terrain: 'forest', regen: 150 },
      details: { 'ring|trees': 'Old oaks.' },
      notes: [
        ...['mana 200', 'owner Fern', 'door type 3'],
        'exit west to 0 (door type 0, key 0, keywords ):',
      ],
    })
    expect(zone?.rooms[id('r8001')]).toMatchObject({ flags: ['dark'], terrain: 'air' })
    expect(zone?.rooms[id('r8000')]?.exits.up).toMatchObject({ hidden: false, door: {} })
  })

  it('reads mobiles with offence, race flags, programs and specials', () => {
    const warden = zone?.mobiles[id('m8000')]
    expect(warden).toMatchObject({
      ...{ level: 10, attack: 4, health: 127, damage: [2, 6, 3], verb: 'slash', armour: 13 },
      ...{ gold: [120, 120], pronouns: 'she', flags: ['sentinel', 'flies', 'helper'] },
    })
    expect(warden?.behaviours.map(({ kind }) => kind)).toEqual(['shopkeeper', 'helper', 'healer'])
    expect(warden?.notes).toEqual(
      expect.arrayContaining([
        ...['race human', 'without off flags C', 'script 8000'],
        ...['special spec_cast_adept', 'resistance 13'],
      ]),
    )
    expect(zone?.mobiles[id('m8001')]).toMatchObject({ verb: 'hit', keywords: ['sprite'] })
  })

  it('reads objects whose values depend on their type', () => {
    expect(zone?.items[id('i8000')]).toMatchObject({
      ...{ type: 'weapon', slot: 'wield', weapon: { damage: [2, 6, 0], verb: 'slash' } },
      ...{ modifiers: { attack: 1 }, weight: 3, level: 5 },
    })
    expect(zone?.items[id('i8001')]?.notes).toContain('type potion, values 5 cure light refresh')
    expect(zone?.items[id('i8004')]?.light).toMatchObject({ fuelBeats: 0 })
    expect(zone?.items[id('i8002')]?.container).toMatchObject({ closeable: true, closed: true })
  })

  it('sells what resets give a keeper, and keeps the resets in order', () => {
    expect(zone?.mobiles[id('m8000')]?.shop).toMatchObject({
      ...{ sells: [{ item: id('i8001') }], buys: ['potion'], markup: 150, hours: [6, 23] },
    })
    expect(zone?.resets).toMatchObject([
      {
        ...{ do: 'mobile', mobile: id('m8000') },
        [below]: [{ do: 'equip', slot: 'wield', max: 10_000 }],
      },
      { do: 'load', item: id('i8002'), [below]: [{ do: 'put', count: 2, in: 'previous', max: 6 }] },
      { do: 'door', direction: 'up', state: 'closed' },
    ])
  })

  it('reports helps, shuffled exits and programs by line', () => {
    expect(linesOf('help text', 'glade.are')).toEqual([10])
    expect(linesOf('zone command: shuffled exits have no counterpart', 'glade.are')).toEqual([152])
    expect(linesOf('script kept as inert text', 'glade.are')).toEqual([160])
    expect(report.counts).toMatchObject({ rooms: 2, exits: 5, exitsLinked: 4, items: 5 })
  })
})
