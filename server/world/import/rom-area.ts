import { ownOf } from '../../../schema/own.ts'
import type { AreaLibrary, AreaReset, AreaShop, AreaZone, Place } from './area-model.ts'
import { romItemType } from './classic-items.ts'
import { damaged } from './damage.ts'
import type { FreeReader } from './free-reader.ts'
import { excerpt } from './line-reader.ts'
import type { Reporter } from './report.ts'
import { readOldRomItem, readRomItem } from './rom-items.ts'
import { readOldRomMobile, readRomMobile } from './rom-mobiles.ts'
import { readRomRoom } from './rom-rooms.ts'

type Header = { name: string; builders: string; bottom: number; top: number; notes: string[] }

/** A file while it is read, and what its sections add up to: at most one area. */
type OpenFile = {
  readonly reader: FreeReader
  readonly library: AreaLibrary
  readonly reporter: Reporter
  readonly at: Place
  header?: Header
  readonly resets: AreaReset[]
  readonly shops: AreaShop[]
}

/** How long ROM areas last when somebody is there: 15 area minutes (ROM `area_update`). */
const romResetMinutes = 15

/** Reads a ROM or Merc `.are` file up to its closing `#$`. */
export function readArea(reader: FreeReader, library: AreaLibrary, reporter: Reporter): void {
  const before = library.rooms.length
  const beforeMobiles = library.mobiles.length
  const file: OpenFile = { reader, library, reporter, at: reader.place(), resets: [], shops: [] }
  for (;;) {
    const mark = reader.word('a section such as #ROOMS, or the closing #$')
    if (mark === '#$') break
    if (!mark.startsWith('#')) {
      damaged(reader.place(), `expected a section such as #ROOMS, found "${excerpt(mark)}"`)
    }
    const name = mark.slice(1).toUpperCase()
    const read = Object.hasOwn(sections, name) ? ownOf(sections, name) : undefined
    if (read === undefined) damaged(reader.place(), `unknown section #${excerpt(name)}`)
    else read(file)
  }
  library.shops.push(...file.shops)
  const rooms = library.rooms.slice(before)
  if (file.header === undefined) {
    if (rooms.length > 0 || library.mobiles.length > beforeMobiles) {
      damaged(file.at, 'the file has rooms or mobiles, but no #AREA or #AREADATA')
    }
    return
  }
  library.zones.push(zoneOf(file, file.header))
}

function zoneOf({ at, library, resets }: OpenFile, header: Header): AreaZone {
  const { name, builders, bottom, top, notes } = header
  const resetMinutes = romResetMinutes
  // ROM resets an empty area sooner, an occupied one all the same.
  const common = { name, builders, bottom, top, resetMinutes, resetMode: 2, notes }
  const levels = levelsIn(notes)
  const zone = { at, vnum: library.zones.length, ...common, resets }
  return levels === undefined ? zone : { ...zone, levels }
}

/** Credits begin with the levels an area is meant for: `{ 5 35}` or `[ 5 35]`. */
function levelsIn(notes: readonly string[]): readonly [number, number] | undefined {
  const match = /^credits: [[{]\s*(\d{1,3})\s+(\d{1,3})\s*[\]}]/.exec(notes[0] ?? '')
  const [from, to] = [Number(match?.[1]), Number(match?.[2])]
  return match === null || from > to ? undefined : [from, to]
}

/** The readers of the sections, by the names after `#`. */
const sections: Readonly<Record<string, (file: OpenFile) => void>> = {
  AREA(file) {
    file.header = readOldHeader(file.reader)
  },
  AREADATA(file) {
    file.header = readHeader(file.reader)
  },
  ROOMS: ({ reader, library }) =>
    eachRecord(reader, (vnum) => library.rooms.push(readRomRoom(reader, vnum))),
  MOBILES: ({ reader, library }) =>
    eachRecord(reader, (vnum) => library.mobiles.push(readRomMobile(reader, vnum))),
  OBJECTS: ({ reader, library }) =>
    eachRecord(reader, (vnum) => library.items.push(readRomItem(reader, vnum))),
  MOBOLD: ({ reader, library }) =>
    eachRecord(reader, (vnum) => library.mobiles.push(readOldRomMobile(reader, vnum))),
  OBJOLD: ({ reader, library }) =>
    eachRecord(reader, (vnum) => library.items.push(readOldRomItem(reader, vnum))),
  RESETS: readResets,
  SHOPS: readRomShops,
  SPECIALS: readSpecials,
  MOBPROGS: readPrograms,
  HELPS: readHelps,
  SOCIALS: skipSocials,
}

function readOldHeader(reader: FreeReader): Header {
  reader.text('the file name of an area')
  const name = reader.text('the name of an area')
  const credits = reader.text('the credits of an area')
  const bottom = reader.number('the lowest vnum')
  const top = reader.number('the highest vnum')
  return { name, builders: '', bottom, top, notes: [`credits: ${credits}`] }
}

function readHeader(reader: FreeReader): Header {
  const header: Header = { name: '', builders: '', bottom: 0, top: 0, notes: [] }
  for (;;) {
    const field = reader.word('a field of #AREADATA or End')
    if (field.toLowerCase() === 'end') break
    if (field === 'Name') header.name = reader.text('the name of an area')
    else if (field === 'Builders') header.builders = reader.text('the builders of an area')
    else if (field === 'VNUMs') {
      header.bottom = reader.number('the lowest vnum')
      header.top = reader.number('the highest vnum')
    } else if (field === 'Credits') header.notes.push(`credits: ${reader.text('credits')}`)
    else if (field === 'Security') reader.number('the security of an area')
    else damaged(reader.place(), `unknown field "${excerpt(field)}" of #AREADATA`)
  }
  if (header.name === '') damaged(reader.place(), '#AREADATA has no Name')
  return header
}

function eachRecord(reader: FreeReader, read: (vnum: number) => void): void {
  for (;;) {
    const mark = reader.word('#<number> of a record, or #0')
    const match = /^#(\d{1,9})$/.exec(mark)
    if (match === null) damaged(reader.place(), `expected #<number>, found "${excerpt(mark)}"`)
    const vnum = Number(match?.[1])
    if (vnum === 0) return
    read(vnum)
  }
}

const argumentsOfReset: Readonly<Record<string, number>> = {
  M: 4,
  O: 3,
  P: 4,
  G: 2,
  E: 3,
  D: 3,
  R: 2,
}

function readResets({ reader, resets }: OpenFile): void {
  for (;;) {
    const letter = reader.letter('a reset or the closing S')
    const at = reader.place()
    if (letter === 'S') return
    if (letter === '*') {
      reader.restOfLine()
      continue
    }
    const needed = ownOf(argumentsOfReset, letter)
    if (needed === undefined) damaged(at, `expected a reset or S, found "${excerpt(letter)}"`)
    reader.number('the if-flag of a reset')
    const args = Array.from({ length: needed ?? 0 }, () => reader.number(`a number of ${letter}`))
    const text = `${letter} ${args.join(' ')}${reader.restOfLine()}`
    // ROM reads the if-flag and never looks at it; G and E belong to the last mobile anyway.
    resets.push({ at, letter, ifPrevious: 'GEP'.includes(letter), args, text })
  }
}

function readRomShops({ reader, shops }: OpenFile): void {
  for (;;) {
    const keeper = reader.number('the keeper of a shop, or 0')
    const at = reader.place()
    if (keeper === 0) return
    const numbers = Array.from({ length: 9 }, () => reader.number('a number of a shop'))
    reader.restOfLine()
    const [markup = 100, markdown = 100, open = 0, close = 24] = numbers.slice(5)
    const buys = numbers.slice(0, 5).filter((type) => type > 0)
    shops.push({
      ...{ at, vnum: keeper, keeper, products: [], markup, markdown, messages: [], notes: [] },
      buys: [...new Set(buys.map(romItemType))],
      hours: [open, close],
    })
  }
}

function readSpecials({ reader, library, reporter }: OpenFile): void {
  for (;;) {
    const letter = reader.letter('a special or the closing S')
    if (letter === 'S') return
    if (letter === '*') reader.restOfLine()
    else if (letter !== 'M') damaged(reader.place(), `expected M or S, found "${excerpt(letter)}"`)
    else {
      const vnum = reader.number('the mobile of a special')
      const name = reader.word('the name of a special')
      reader.restOfLine()
      const index = library.mobiles.findLastIndex((mobile) => mobile.vnum === vnum)
      const mobile = library.mobiles[index]
      if (mobile === undefined) reporter.dropped('special of an unknown mobile', reader.place())
      else {
        library.mobiles[index] = { ...mobile, notes: [...mobile.notes, `special ${name}`] }
        reporter.approximated('special function kept as a note', reader.place())
      }
    }
  }
}

function readPrograms({ reader, library }: OpenFile): void {
  eachRecord(reader, (vnum) => {
    const at = reader.place()
    library.scripts.push({ at, vnum, text: `mobprog ${vnum}\n${reader.text('a program')}` })
  })
}

function readHelps({ reader, reporter }: OpenFile): void {
  for (;;) {
    reader.number('the level of a help text')
    const at = reader.place()
    if (reader.text('the keywords of a help text').startsWith('$')) return
    reader.text('a help text')
    reporter.dropped('help text', at)
  }
}

function skipSocials({ reader, reporter }: OpenFile): void {
  reader.restOfLine()
  for (;;) {
    const line =
      reader.peek() === '' ? reader.word('the closing #0 of socials') : reader.restOfLine()
    if (line.trim() === '#0') return
    if (/^[a-z]+ \d+ \d+$/.test(line.trim())) reporter.dropped('social', reader.place())
  }
}
