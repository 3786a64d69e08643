import { describe, expect, it } from 'vitest'
import { families } from './families.ts'
import { importTexts } from './import-texts.ts'

describe.each(Object.entries(families))('a library of the %s family', async (_name, library) => {
  const { zones, report, room, mobile, item } = await importTexts(library.files)

  it('is recognised and comes in whole', () => {
    expect(report.damage).toEqual([])
    expect(report.title).toBe(library.title)
    expect(report.counts).toMatchObject({
      ...{ zones: 1, rooms: 2, exits: 2, exitsLinked: 2, extraDescriptions: 2, shops: 1 },
      ...{ mobiles: 2, items: 3 },
    })
  })

  it('has its names, texts without colours, doors and keys', () => {
    expect(zones[0]?.zone?.name).toBe('The Ferry')
    expect(room(101)).toMatchObject({
      title: 'The Ferry House',
      flags: ['indoors'],
      terrain: 'city',
    })
    expect(room(101).details).toEqual({ 'ropes|rope': 'Each is as thick as an arm.' })
    expect(room(102)).toMatchObject({
      description: 'Planks, wet from the river.',
      terrain: 'field',
    })
    expect(room(101).exits.north?.door).toMatchObject({ name: 'door', key: 'the-ferry.i103' })
    expect(room(102).exits.south?.to).toBe('the-ferry.r101')
  })

  it('has mobiles that stand, attack and trade', () => {
    expect(mobile(101)).toMatchObject({ level: 12, pronouns: 'she' })
    expect(mobile(101).flags).toContain('sentinel')
    expect(mobile(102).flags).toEqual(['aggressive', 'stay-zone'])
    expect(mobile(102)).toMatchObject({ level: 2, pronouns: 'it' })
    expect(mobile(101).shop).toMatchObject({ markup: 120, markdown: 80 })
    expect(mobile(101).shop?.buys).toContain('food')
    expect(mobile(101).behaviours.map(({ kind }) => kind)).toEqual(['shopkeeper'])
  })

  it('has things that can be eaten and wielded', () => {
    expect(item(101)).toMatchObject({ type: 'food', value: 5, weight: 1, flags: [] })
    expect(item(102)).toMatchObject({ type: 'weapon', slot: 'wield' })
    expect(item(102).weapon?.damage).toEqual([1, 4, 0])
    expect(item(103)).toMatchObject({ type: 'key', description: 'It fits the narrow door.' })
  })

  it('sells each ware once, and resets the rest', () => {
    const resets = zones[0]?.resets ?? []
    expect(mobile(101).shop?.sells).toMatchObject([{ item: 'the-ferry.i101' }])
    expect(JSON.stringify(resets)).not.toContain('the-ferry.i101')
    expect(resets.map((reset) => reset.do).sort()).toEqual([
      ...['door', 'door', 'load', 'mobile', 'mobile'],
    ])
    expect(resets.flatMap((reset) => ('then' in reset ? reset.then : []))).toMatchObject([
      { do: 'equip', item: 'the-ferry.i102', slot: 'wield' },
    ])
  })
})
