/** What is damaged costs itself; what is not UTF-8 is read in one character set or none. */
import { describe, expect, it } from 'vitest'
import { decodeArea } from '../../../../server/world/import/character-set.ts'
import { formatReport, formatSummary } from '../../../../server/world/import/report.ts'
import { families } from './families.ts'
import { importTexts } from './import-texts.ts'

const { circle, merc } = families

/** A second area: a tower whose only way out leads to the ferry. */
const tower = `#AREA { 1 10} Nan    The Tower~
#ROOMS
#201
The Stair~
It winds up.
~
0 0 1
D0
~
~
0 -1 101
S
#202
The Top~
Wind.
~
0 0 1
S
#0
#$
`
const two = { 'area.lst': 'ferry.are\ntower.are\ngone.are\n$\n', 'tower.are': tower }

describe('a library with one bad file', () => {
  const files = { ...two, 'ferry.are': merc.files['ferry.are'].replace('0 8 1', 'x 8 1') }

  it('imports nothing unless it is to go on', async () => {
    const { zones, report } = await importTexts(files)
    expect(zones).toEqual([])
    expect(report.damage).toMatchObject([
      { file: 'area.lst', line: 3, message: 'the list names gone.are, which is not there' },
      { file: 'ferry.are', line: 64, message: expect.stringMatching(/whole number, found "x"/) },
    ])
    expect(formatReport(report)).toMatch(/^Nothing was imported:\n(?:.+\n){2}The files look like/)
  })

  it('imports the rest when it is, and says what is missing and which exits lead nowhere', async () => {
    const { zones, report } = await importTexts(files, { keepGoing: true })
    expect(zones.map(({ zone }) => zone?.id)).toEqual(['the-tower'])
    expect(report.lostExits).toEqual([
      { file: 'tower.are', line: 8, room: 'room 201', direction: 'north', to: 101 },
    ])
    const text = formatReport(report)
    expect(text).toContain('Left out, because it is damaged:\narea.lst:3: the list names gone.are')
    expect(text).toContain('lead nowhere:\ntower.are:8: room 201 north led to 101\n')
    expect(formatSummary(report)).toMatch(/^damaged and left out +2$/m)
  })

  it('leaves out the second of two records with one number', async () => {
    const twice = { ...two, 'area.lst': '$\n', 'ferry.are': tower.replace('Tower', 'Twin') }
    const { zones, report } = await importTexts(
      { 'tower.are': tower, 'twin.are': twice['ferry.are'] },
      { keepGoing: true },
    )
    expect(report.damage.map(({ file, line }) => `${file}:${line}`)).toEqual([
      ...['twin.are:3', 'twin.are:13'],
    ])
    expect(zones.flatMap(({ rooms }) => Object.keys(rooms))).toEqual([
      ...['the-tower.r201', 'the-tower.r202'],
    ])
  })
})

describe('character sets', () => {
  const words = 'Café, Größe, niño'
  const inLatin = Buffer.from(words, 'latin1')
  const inDos = Buffer.from([0x43, 0x61, 0x66, 0x82, 0x20, 0x47, 0x72, 0x94, 0xe1, 0x65])
  const box = Buffer.from([0xc9, 0xcd, 0xcd, 0xbb, 0x0a, 0xba, 0x20, 0x20, 0xba])

  it.each([
    ['UTF-8', Buffer.from(words), words, 'utf-8'],
    ['Latin-1', inLatin, words, 'latin1'],
    ['CP437 letters', inDos, 'Café Größe'.slice(0, 9), 'cp437'],
    ['CP437 boxes', box, '╔══╗\n║  ║', 'cp437'],
    ['plain ASCII', Buffer.from('rain'), 'rain', 'utf-8'],
  ])('are told by what a file has: %s', (_name, bytes, text, charset) => {
    expect(decodeArea(bytes)).toMatchObject({ charset })
    expect(decodeArea(bytes).text.replace('Größ', 'Größ').startsWith(text.slice(0, 9))).toBe(true)
  })

  it('are taken as they are given', () => {
    expect(decodeArea(inLatin, 'cp437').charset).toBe('cp437')
    expect(decodeArea(inDos, 'latin1').charset).toBe('latin1')
  })

  it('are each file’s own, and the report names them', async () => {
    const room = (text: string, set: BufferEncoding) =>
      Buffer.from(circle.files['wld/1.wld'].replace('smells of rain.', text), set)
    const second = (text: string) => text.replaceAll('10', '20')
    const { room: at, report } = await importTexts({
      ...circle.files,
      'zon/1.zon': circle.files['zon/1.zon'].replace('100 199', '100 299'),
      'wld/1.wld': room('smells of café.', 'utf8'),
      'wld/2.wld': Buffer.from(
        second(room('smells of café.', 'latin1').toString('latin1')),
        'latin1',
      ),
    })
    expect(report.damage).toEqual([])
    expect([at(101).description, at(201).description]).toEqual([
      ...Array.from({ length: 2 }, () => expect.stringMatching(/smells of café\.$/)),
    ])
    expect(report.charsets).toEqual({ 'wld/2.wld': 'latin1' })
    expect(formatReport(report)).toContain('than UTF-8:\nwld/2.wld: latin1\n')
  })
})

it('imports under a prefix of its own', async () => {
  const { zones, room } = await importTexts(merc.files, { prefix: 'old-' })
  expect(zones[0]?.zone?.id).toBe('old-the-ferry')
  expect(room(101).exits.north?.to).toBe('old-the-ferry.r102')
})
