/** What the original loaders take and older versions of this importer did not. */
import { describe, expect, it } from 'vitest'
import { families } from './families.ts'
import { importTexts } from './import-texts.ts'

const { circle, tbamud, merc, rom, smaug } = families

/** A library in which a text is replaced; the text must be there. */
function changed(
  library: { readonly files: Readonly<Record<string, string>> },
  from: string | RegExp,
  to: string,
) {
  const texts = Object.entries(library.files)
  expect(texts.some(([, text]) => text.search(from) >= 0 || text.includes(String(from)))).toBe(true)
  return Object.fromEntries(texts.map(([name, text]) => [name, text.replace(from, to)]))
}

describe('shops of CircleMUD', () => {
  it.each([
    ['9leather', ['armour'], ['buys of armor only: leather']],
    ['15purse', ['container'], ['buys of container only: purse']],
    ['8[^foil & gold|iron] & METAL', ['treasure'], [/only: \[\^foil & gold\|iron\] & METAL$/]],
    ['19steak;a comment', ['food'], ['buys of food only: steak']],
    ['19 ;a comment', ['food'], []],
    ['WEAPONsharp', ['weapon'], ['buys of weapon only: sharp']],
    ['LIQ CONTAINER', ['drink'], []],
  ] as const)('buy "%s"', async (line, buys, notes) => {
    const files = changed(tbamud, '19bread & !stale\n15purse;the big one', line)
    const { report, mobile } = await importTexts(files)
    expect(report.damage).toEqual([])
    expect(mobile(101).shop?.buys).toEqual(buys)
    for (const note of notes) {
      expect(mobile(101).notes).toContainEqual(
        typeof note === 'string' ? note : expect.stringMatching(note),
      )
    }
    expect(mobile(101).notes?.filter((note: string) => note.startsWith('buys of'))).toHaveLength(
      notes.length,
    )
  })

  it('keep what resets give the keeper beyond the products, once', async () => {
    const files = changed(circle, 'G 1 101 9', 'G 1 101 9\nG 1 103 9')
    const { zones } = await importTexts(files)
    expect(JSON.stringify(zones[0]?.resets).match(/"do":"give","item":"[^"]+"/g)).toEqual([
      '"do":"give","item":"the-ferry.i103"',
    ])
  })
})

describe('texts', () => {
  it('end at the first ~ of a line in CircleMUD, with a remark about what follows', async () => {
    const files = changed(circle, 'smells of rain.\n~', 'smells of rain.~ and of tar\n1 d 1')
    const { room, report, remark } = await importTexts(changed({ files }, '1 d 1\n1 d 1', '1 d 1'))
    expect(report.damage).toEqual([])
    expect(room(101).description).toBe('Ropes hang from the beams, and the river smells of rain.')
    expect(remark('words after the ~ that ends a text')).toEqual(['wld/1.wld:3'])
  })

  it('keep a ~ inside a line in tbaMUD', async () => {
    const { room } = await importTexts(changed(tbamud, 'smells of rain.', 'smells ~ of rain.'))
    expect(room(101).description).toMatch(/smells ~ of rain\.$/)
  })

  it.each([
    ['DOS', '\r\n'],
    ['old Macintoshes', '\r'],
    ['Merc', '\n\r'],
  ])('have the line ends of %s', async (_name, ends) => {
    for (const library of [circle, merc, smaug, rom]) {
      const files = Object.fromEntries(
        Object.entries(changed(library, 'smells of rain.', 'smells\nof rain.')).map(
          ([name, text]) => [name, text.replaceAll('\n', ends)],
        ),
      )
      const { room, report } = await importTexts(files)
      expect(report.damage).toEqual([])
      expect(room(101).description).toMatch(/river smells of rain\.$/)
    }
  })

  it('are never cut: what is too long goes on in the notes, and the report says so', async () => {
    const sentence = 'The river runs on and on under the beams. '
    const long = sentence.repeat(300)
    const files = changed(circle, 'smells of rain.', `smells of rain. ${long}`)
    const { room, remark } = await importTexts(files)
    const { description, notes } = room(101)
    const rest = (notes ?? []).filter((note: string) => note.startsWith('goes on: '))
    const all = [description, ...rest.map((note: string) => note.slice('goes on: '.length))].join(
      ' ',
    )
    expect(all.match(/runs on and on/g)).toHaveLength(300)
    expect(remark(/goes on in the notes/)).toEqual(['wld/1.wld:1'])
  })
})

describe('old and odd files', () => {
  it('end with a record that is none', async () => {
    const { report } = await importTexts(changed(circle, /\$~\n$/, '#99999\n$~\n'))
    expect(report).toMatchObject({ damage: [], counts: { rooms: 2 } })
  })

  it('have names in capitals, lists with folders, and files below them', async () => {
    const files = {
      'area/AREA.LST': 'help.txt\r\nTown\\ferry.are\r\n$\r\n',
      'area/town/FERRY.ARE': merc.files['ferry.are'],
      'area/town/unlisted.are': 'not an area',
    }
    const { report } = await importTexts(files)
    expect(report).toMatchObject({ damage: [], title: 'Merc 2', files: 1, counts: { rooms: 2 } })
  })

  it('say more after a letter or a number than anybody reads', async () => {
    const words = changed(circle, '\nD0\n', '\nD0 north\n')
    const { report } = await importTexts(
      changed({ files: words }, '\nS\n#102', '\nS end of it\n#102'),
    )
    expect(report).toMatchObject({ damage: [], counts: { rooms: 2, exits: 2 } })
  })

  it('have flags with signs that are none, which is said', async () => {
    const { room, remark } = await importTexts(changed(circle, '1 d 1', '1 d! 1'))
    expect(room(101).flags).toEqual(['indoors'])
    expect(remark('signs in room flags that are no flags')).toEqual(['wld/1.wld:5'])
  })

  it('have zone commands of their own, which are left out', async () => {
    const files = changed(circle, 'M 0 102 3 102', 'C 0 101 5\nM 0 102 3 102')
    const { report, remark } = await importTexts(files)
    expect(report.damage).toEqual([])
    expect(remark('zone command: C has no counterpart')).toEqual(['zon/1.zon:6'])
  })
})

describe('children of Merc and ROM', () => {
  it('have fields of their own in the header, which become notes', async () => {
    const head = /#AREA\nferry.are~\nThe Ferry~\n.*~\n100 199/
    const own = '#AREADATA\nName The Ferry~\nLevels 0 20\nVNUMs 100 199\nSounds Hmm~\nFlags 16\nEnd'
    const { zones, report, remark } = await importTexts(changed(rom, head, own))
    expect(report.damage).toEqual([])
    expect(zones[0]?.zone).toMatchObject({ name: 'The Ferry', levels: [0, 20] })
    expect(zones[0]?.zone?.notes).toEqual(expect.arrayContaining(['Sounds Hmm', 'Flags 16']))
    expect(remark(/^field of #AREADATA/)).toEqual(['ferry.are:5', 'ferry.are:6'])
  })

  it('join numbers with bars', async () => {
    const { room } = await importTexts(changed(merc, '\n0 8 1\n', '\n0 1|8|1024 1\n'))
    expect(room(101).flags).toEqual(['dark', 'indoors', 'safe'])
  })

  it('number diagonal exits as they like, and lead back all the same', async () => {
    // Here 6 is northeast and 8 southwest.
    const there = changed(merc, '\nD0\n', '\nD6\n')
    const files = changed({ files: there }, '\nD2\n', '\nD8\n')
    const { room, report } = await importTexts(files)
    expect(report.damage).toEqual([])
    const [there101, back102] = [room(101).exits, room(102).exits]
    const [out] = Object.entries(there101)
    const [back] = Object.entries(back102)
    expect([out?.[1].oneWay, back?.[1].oneWay]).toEqual([false, false])
    expect([out?.[0], back?.[0]]).toEqual(
      expect.arrayContaining([expect.stringMatching(/^north/), expect.stringMatching(/^south/)]),
    )
  })

  it('write programs with the record, which react', async () => {
    const { mobile } = await importTexts(smaug.files)
    expect(mobile(101).reactions).toMatchObject([
      { on: 'enters', do: [{ act: 'say', text: 'Mind the planks.' }] },
    ])
  })
})

describe('families that are not read', () => {
  it.each([
    ['mob/1.mob', 'Name: a cat\nShrt: a cat\nDONE\n', /LexiMUD, whose mobiles/],
    ['mob/1.mob', 'cat~\na cat~\nA cat.\n~\n~\n0 0 0 E\nX1 0 0 0 0 0 1d1+1 1d1\n0 0\n', /DeltaMUD/],
  ])('are named in their own terms: %s %s', async (file, text, message) => {
    const { report } = await importTexts({ ...circle.files, [file]: `#1\n${text}$\n` })
    expect(report.damage).toHaveLength(1)
    expect(report.damage[0]).toMatchObject({ file, message: expect.stringMatching(message) })
  })

  it.each([
    [/\b3 0 350 S/, 'ACT_SENTINEL|ACT_TRAIN\nAFF_TONGUES\n350 S', /Mortal Realms or Emud/],
    [/#AREA .*~/, '#XSMAUGAREA\n#AREADATA\nName The Ferry~\n#ENDAREADATA', /child of SMAUG/],
  ])('are named where they write .are files: %s', async (from, to, message) => {
    const { report } = await importTexts(changed(merc, from, to))
    expect(report.damage).toHaveLength(1)
    expect(report.damage[0]).toMatchObject({
      ...{ file: 'ferry.are', line: expect.any(Number), message: expect.stringMatching(message) },
    })
  })
})
