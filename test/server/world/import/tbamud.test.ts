import { describe, expect, it } from 'vitest'
import { formatReport } from '../../../../server/world/import/report.ts'
import { importSample } from './import-samples.ts'

const { zones, report, linesOf } = await importSample('tbamud')
const [zone] = zones
const below = 'then'
const room = (vnum: number) => zone?.rooms[`the-mossy-mill.r${vnum}`]
const item = (vnum: number) => zone?.items[`the-mossy-mill.i${vnum}`]
const mobile = (vnum: number) => zone?.mobiles[`the-mossy-mill.m${vnum}`]

describe('importing tbaMUD areas', () => {
  it('keeps the vnum of everything as an alternate key', () => {
    const definitions = [zone?.rooms, zone?.items, zone?.mobiles].flatMap((d) =>
      Object.values(d ?? {}),
    )
    expect(definitions).toHaveLength(14)
    for (const { id, vnum } of definitions) expect(id.slice(-4)).toBe(String(vnum))
    expect(zone?.zone).toMatchObject({ id: 'the-mossy-mill', vnum: 70, name: 'The Mossy Mill' })
  })

  it('reads zone headers with flags and levels', () => {
    expect(zone?.zone).toMatchObject({
      levels: [3, 12],
      resetMinutes: 20,
      resetMode: 'always',
      builders: ['Brindle'],
    })
    expect(zone?.zone?.notes).toContain('zone flags d 0 0 0')
  })

  it('unwraps paragraphs, drops colours, keeps inner tildes and escapes braces', () => {
    expect(room(7000)?.description).toBe(
      'Cart tracks cross the yard and end at the mill door. Moss grows on whatever stands still, ' +
        'and here ~ at the mill ~ most things do.\n\nA second paragraph speaks of {{braces} and ' +
        'of mail to miller@mill.',
    )
  })

  it('keeps the lines of a table without their common indentation', () => {
    expect(room(7001)?.details).toEqual({
      'sign|board': 'FLOUR      3 coppers\nBRAN       1 copper',
    })
  })

  it('reads 128-bit flags as letters and numbers and keeps unknown bits as notes', () => {
    expect(room(7001)?.flags).toEqual(['indoors', 'private'])
    expect(room(7001)?.notes).toContain('room flag 116')
    expect(mobile(7000)?.flags).toEqual(['sentinel', 'helper'])
    expect(mobile(7000)?.notes).toContain('affect flag 7 (waterwalk)')
    expect(mobile(7001)?.flags).toEqual(['aggressive', 'stay-zone', 'invisible'])
    expect(item(7006)?.notes).toContain('wear flag 15')
  })

  it('links exits, marks one-way ones and keeps the rest as notes with a report', () => {
    expect(room(7000)?.exits.north).toMatchObject({
      to: 'the-mossy-mill.r7001',
      description: 'The mill leans over you.',
      oneWay: false,
    })
    expect(room(7000)?.notes).toEqual([
      'exit south to -1 (door type 0, key -1, keywords ): A wall, and a picture of a road.',
      'exit west to 4711 (door type 0, key -1, keywords ):',
      'script 7000',
    ])
    expect(report.counts).toMatchObject({
      ...{ rooms: 4, exits: 9, exitsLinked: 7, exitsToNowhere: 1, exitsDangling: 1 },
    })
    expect(
      linesOf('exit to a room that is not part of the import (kept as a note)', 'wld/70.wld'),
    ).toEqual([23])
  })

  it('reads doors: pickproof, hidden, one-sided, with one key for both sides', () => {
    expect(room(7001)?.exits.down?.door).toMatchObject({
      ...{ name: 'trapdoor', keywords: ['trapdoor', 'hatch'], state: 'open', pickproof: true },
      key: 'the-mossy-mill.i7002',
    })
    expect(room(7002)?.exits.up?.door?.key).toBe('the-mossy-mill.i7002')
    expect(room(7003)?.exits.southeast).toMatchObject({ hidden: true, door: { name: 'panel' } })
    expect(room(7000)?.exits.east).toMatchObject({ oneWay: true, door: { name: 'gate' } })
    expect(linesOf('door whose sides name different keys', 'wld/70.wld')).toEqual([42, 61])
  })

  it('gives rooms a terrain, and says so when it does not know the sector', () => {
    expect([7000, 7001, 7002, 7003].map((vnum) => room(vnum)?.terrain)).toEqual([
      ...['field', 'inside', 'field', 'water'],
    ])
    expect(room(7002)).toMatchObject({ description: 'The Cellar.', notes: ['sector 77'] })
  })

  it('reads objects of each kind with what one can do with them', () => {
    expect(item(7000)).toMatchObject({
      ...{ type: 'light', slot: 'held', light: { fuelBeats: 24 * 480 }, flags: ['glow'] },
      ...{ description: 'Its glass is cracked.', details: { handle: 'Worn smooth.' } },
    })
    expect(item(7001)).toMatchObject({
      ...{ type: 'armour', slot: 'body', armour: { protection: 4 }, level: 2, weight: 3 },
      modifiers: { armour: 5, attack: 2 },
    })
    expect(item(7002)).toMatchObject({ type: 'key', flags: ['no-drop'] })
    expect(item(7003)?.container).toMatchObject({
      ...{ capacity: 100, closeable: true, closed: true, locked: true, pickproof: false },
      key: 'the-mossy-mill.i7002',
    })
    expect(item(7003)?.flags).toEqual(['fixed'])
    expect(item(7005)).toMatchObject({ type: 'food', consumable: { restores: { stamina: 12 } } })
    expect(item(7006)).toMatchObject({ type: 'note', text: 'Sacks: 14.\nRats: too many.' })
    expect(item(7007)?.notes).toContain('type wand, values 12 5 5 30')
  })

  it('makes a key of whatever opens a lock', () => {
    expect(item(7004)).toMatchObject({ type: 'key', weapon: { damage: [2, 5, 0], verb: 'blast' } })
    expect(linesOf('object that opens a lock, made a key', 'obj/70.obj')).toEqual([48])
  })

  it('reads mobiles, simple and enhanced', () => {
    expect(mobile(7000)).toMatchObject({
      ...{ level: 12, attack: 10, health: 50, damage: [1, 8, 2], armour: 12, verb: 'punch' },
      ...{ gold: [25, 25], experience: 1500, pronouns: 'he' },
    })
    expect(mobile(7000)?.notes).toEqual(expect.arrayContaining(['Str: 18', 'alignment 350']))
    expect(mobile(7001)?.behaviours.map(({ kind }) => kind)).toEqual([
      ...['wander', 'scavenge', 'aggressive'],
    ])
  })

  it('opens shops at their keepers', () => {
    expect(mobile(7000)?.shop).toMatchObject({
      sells: [{ item: 'the-mossy-mill.i7005' }, { item: 'the-mossy-mill.i7000' }],
      ...{ buys: ['food', 'drink', 'weapon'], markup: 115, markdown: 15, hours: [6, 22] },
      messages: { noSuch: 'I have none of that.', noMoney: 'You cannot pay for that!' },
    })
  })

  it('keeps the reset program in order, with what belongs to a copy below it', () => {
    const id = (local: string) => `the-mossy-mill.${local}`
    expect(zone?.resets).toMatchObject([
      {
        ...{ do: 'mobile', mobile: id('m7000'), room: id('r7001'), max: 1 },
        [below]: [
          { do: 'equip', item: id('i7001'), slot: 'body', max: 5, ifPrevious: false },
          { do: 'equip', item: id('i7004'), slot: 'hands', ifPrevious: true },
          { do: 'give', item: id('i7002'), max: 9, ifPrevious: true },
        ],
      },
      { do: 'mobile', mobile: id('m7001'), room: id('r7000'), max: 3, [below]: [] },
      {
        ...{ do: 'load', item: id('i7003'), room: id('r7001'), max: 2 },
        [below]: [{ do: 'put', item: id('i7005'), in: 'previous', max: 9 }],
      },
      { do: 'door', room: id('r7001'), direction: 'down', state: 'locked' },
      { do: 'remove', item: id('i7005'), room: id('r7002') },
    ])
    const kept = zone?.zone?.notes?.filter((note) => note.startsWith('reset not kept'))
    expect(kept).toHaveLength(6)
    expect(linesOf('zone command: there is no door', 'zon/70.zon')).toEqual([16])
  })

  it('keeps scripts as inert text and only counts quests', () => {
    expect(zone?.zone?.notes?.at(-1)).toMatch(/^trigger 7000 "Moss whispers".*\nwait 2 sec\n/)
    expect(linesOf('script kept as inert text', 'trg/70.trg')).toEqual([1])
    expect(linesOf('quest', 'qst/70.qst')).toEqual([1])
  })

  it('tells the whole story in words, the dropped things first', () => {
    const lines = formatReport(report).split('\n')
    expect(lines[0]).toMatch(/^tbaMUD, 7 files: 1 zones, 4 rooms, 9 exits, 7 exits linked/)
    expect(lines[1]).toMatch(/^dropped .*: wld\/70\.wld:23$/)
    expect(lines.some((line) => line.startsWith('mapped'))).toBe(false)
    expect(formatReport(report, { details: true })).toMatch(
      /^mapped room: wld\/70\.wld:1, 33, 57, 66$/m,
    )
  })
})
