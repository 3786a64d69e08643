import { ownOf } from '../../../schema/own.ts'
import { oldItem, readAreItem } from './are-items.ts'
import { oldMobile, readAreMobile } from './are-mobiles.ts'
import type { AreFile, AreHeader } from './are-records.ts'
import { eachRecord, openAre } from './are-records.ts'
import { readAreRoom } from './are-rooms.ts'
import {
  readHelps,
  readNumberedPrograms,
  readRepairs,
  readResets,
  readShops,
  readSpecials,
  skipSocials,
} from './are-sections.ts'
import type { AreaLibrary, AreaZone } from './area-model.ts'
import type { AreaReader } from './area-reader.ts'
import { excerpt } from './area-reader.ts'
import { damaged } from './damage.ts'
import type { DoorForm } from './door-types.ts'
import type { Layout } from './layout.ts'
import { layout, readFields } from './layout.ts'
import type { Reporter } from './report.ts'

/** How long areas last when somebody is there: 15 area minutes (Merc and ROM `area_update`). */
const usualResetMinutes = 15

/** Reads an `.are` file up to its closing `#$`. */
export function readArea(reader: AreaReader, library: AreaLibrary, reporter: Reporter): void {
  const file = openAre(reader, library, reporter)
  const before = countOf(library)
  while (readSection(file));
  library.shops.push(...file.shops)
  if (file.header !== undefined) library.zones.push(zoneOf(file, file.header, before.rooms))
  else if (countOf(library).all > before.all) {
    damaged(file.at, 'the file has rooms, mobiles or objects, but no #AREA or #AREADATA')
  }
}

function countOf({ rooms, mobiles, items }: AreaLibrary) {
  return { rooms: rooms.length, all: rooms.length + mobiles.length + items.length }
}

/** Reads one section; false at the closing mark. */
function readSection(file: AreFile): boolean {
  const { reader } = file
  const mark = reader.word('a section such as #ROOMS, or the closing #$')
  if (mark.startsWith('#$')) return false
  if (!mark.startsWith('#')) {
    damaged(reader.place(), `expected a section such as #ROOMS, found "${excerpt(mark)}"`)
  }
  const name = mark.slice(1).toUpperCase()
  const simple = ownOf(headerSections, name)
  const read = ownOf(sections, name)
  if (simple !== undefined) readHeaderSection(file, name, simple)
  else if (read !== undefined) read(file)
  else damaged(reader.place(), `unknown section #${excerpt(name)}`)
  return true
}

function zoneOf({ at, library, resets }: AreFile, header: AreHeader, before: number): AreaZone {
  const { name, builders, notes, levels } = header
  const vnums = library.rooms.slice(before).map(({ vnum }) => vnum)
  const [bottom, top] = vnumsIn(notes) ?? [Math.min(...vnums, 1e9), Math.max(...vnums, 0)]
  const resetMinutes = header.resetMinutes ?? usualResetMinutes
  // An empty area resets sooner, an occupied one all the same.
  const common = { name, builders, resetMinutes, resetMode: 2, notes, resets }
  const range = { bottom: Math.min(bottom, top), top }
  const zone = { at, vnum: library.zones.length, ...common, ...range }
  return levels === undefined ? zone : { ...zone, levels }
}

function vnumsIn(notes: readonly string[]): [number, number] | undefined {
  const found = notes.map((note) => /^vnums (\d+) (\d+)$/.exec(note)).find((one) => one !== null)
  return found ? [Number(found[1]), Number(found[2])] : undefined
}

/** Sections that say something about the area as a whole. */
const headerSections: Readonly<Record<string, Layout>> = {
  ...{ AUTHOR: layout('author:text'), AUTHORS: layout('author:text') },
  ...{ CREDITS: layout('credits:text'), DERIVATIVES: layout('derivatives:text') },
  ...{ RESETMSG: layout('resetmsg:text'), CONTINENT: layout('continent:text') },
  ...{ NEIGHBOR: layout('neighbor:text'), VERSION: layout('version') },
  ...{ RANGES: layout('ranges:numbers'), ECONOMY: layout('economy:numbers') },
  ...{ CLIMATE: layout('climate:numbers'), TREASURE: layout('treasure:numbers') },
  ...{ COORDS: layout('coords:numbers'), VNUMS: layout('vnums:numbers') },
  ...{ SPELLLIMIT: layout('spelllimit'), RESETFREQUENCY: layout('resetfrequency') },
  ...{
    RECALL: layout('recall'),
    NAMEFORMAT: layout('nameformat:text'),
    DESCFORMAT: layout('descformat:text'),
  },
}

function readHeaderSection(file: AreFile, name: string, fields: Layout): void {
  const { reader } = file
  const header = headerOf(file)
  const found = readFields(reader, fields, 'an area')
  if (name === 'RANGES') {
    const [from = 0, to = 0] = found.flags('ranges').map(Number)
    if (to >= from && to > 0) header.levels = [from, to]
    if (reader.peek() === '$') reader.letter('the end of ranges')
  } else if (name.startsWith('AUTHOR')) header.builders = found.text('author').trim()
  else if (name === 'RESETFREQUENCY') header.resetMinutes = found.number('resetfrequency')
  header.notes.push(...found.notes())
}

function headerOf(file: AreFile): AreHeader {
  file.header ??= { name: '', builders: '', notes: [] }
  return file.header
}

/** The readers of the other sections, by the names after `#`. */
const sections: Readonly<Record<string, (file: AreFile) => void>> = {
  AREA: readAreaLine,
  AREADATA: readAreaData,
  FLAGS: readAreaFlags,
  ROOMS: (file) => readRooms(file, 'numbered'),
  // Builders online write door types as sets of bits.
  ROOMDATA: (file) => readRooms(file, 'flags'),
  MOBILES: (file) => readMobiles(file, file.are.mobile),
  MOBOLD: (file) => readMobiles(file, oldMobile),
  OBJECTS: (file) => readItems(file, file.are.object),
  OBJOLD: (file) => readItems(file, oldItem),
  RESETS: readResets,
  SHOPS: readShops,
  REPAIRS: readRepairs,
  SPECIALS: readSpecials,
  MOBPROGS: readNumberedPrograms,
  MUDPROGS: readNumberedPrograms,
  OBJPROGS: readNumberedPrograms,
  HELPS: readHelps,
  SOCIALS: skipSocials,
}

function readRooms(file: AreFile, doors: DoorForm): void {
  const { reader, library } = file
  eachRecord(reader, (vnum) => library.rooms.push(readAreRoom(file, vnum, doors)))
}

function readMobiles(file: AreFile, fields: Layout): void {
  const { reader, library } = file
  eachRecord(reader, (vnum) => library.mobiles.push(readAreMobile(file, vnum, fields)))
}

function readItems(file: AreFile, fields: Layout): void {
  const { reader, library } = file
  eachRecord(reader, (vnum) => library.items.push(readAreItem(file, vnum, fields)))
}

/** `#AREA`: ROM's five fields, or a title such as `{ 5 35} Author  Name` in which the rest stands. */
function readAreaLine(file: AreFile): void {
  const header = headerOf(file)
  const found = readFields(file.reader, file.are.area, 'an area')
  const title = found.text('title') || found.text('credits')
  const [, from, to, rest = ''] =
    /^\s*[[{(]\s*(\d{1,3})\s*[-\s]\s*(\d{1,3})\s*[\]})]\s*(.*)$/s.exec(title) ?? []
  if (from !== undefined && Number(from) <= Number(to)) header.levels = [Number(from), Number(to)]
  const [, author = '', name = ''] = /^(\S+)\s+(\S.*)$/s.exec(rest) ?? []
  header.name = found.text('name') || name || title
  if (name !== '' && header.builders === '') header.builders = author
  const [bottom, top] = [found.number('bottom'), found.number('top')]
  if (top > 0) header.notes.push(`vnums ${bottom} ${top}`)
  header.notes.push(`credits: ${title}`)
}

/** Fields of `#AREADATA` that mean something here. What others say is kept as a note. */
const areaDataFields: Readonly<Record<string, Layout>> = {
  name: layout('name:text'),
  builders: layout('builders:text'),
  credits: layout('credits:text'),
  vnums: layout('bottom top'),
  levels: layout('from to'),
  security: layout('security'),
}

function readAreaData(file: AreFile): void {
  const { reader, reporter } = file
  const header = headerOf(file)
  for (;;) {
    const field = reader.word('a field of #AREADATA or End')
    if (field.toLowerCase() === 'end') break
    const known = ownOf(areaDataFields, field.toLowerCase())
    if (known === undefined) {
      reporter.approximated('field of #AREADATA that is kept as a note', reader.place())
      header.notes.push(`${field} ${restOfField(reader)}`.trim())
    } else readKnownField(file, header, known)
  }
  if (header.name === '') damaged(reader.place(), '#AREADATA has no Name')
}

/** The rest of a line; a text that goes on ends with its `~`. */
function restOfField(reader: AreaReader): string {
  return reader.restOfLine().replace(/~\s*$/, '').trim()
}

function readKnownField({ reader }: AreFile, header: AreHeader, fields: Layout): void {
  const found = readFields(reader, fields, 'an area')
  const [bottom, top] = [found.number('bottom', -1), found.number('top', -1)]
  const [from, to] = [found.number('from', -1), found.number('to', -1)]
  const [name, builders, credits] = ['name', 'builders', 'credits'].map((one) => found.text(one))
  if (name) header.name = name
  if (builders) header.builders = builders
  if (top >= 0) header.notes.push(`vnums ${bottom} ${top}`)
  if (to > 0 && from <= to) header.levels = [from, to]
  if (!credits) return
  header.notes.push(`credits: ${credits}`)
  const [, low, high] = /^[[{]\s*(\d{1,3})\s+(\d{1,3})\s*[\]}]/.exec(credits) ?? []
  if (low !== undefined && Number(low) <= Number(high)) header.levels = [Number(low), Number(high)]
}

function readAreaFlags(file: AreFile): void {
  const { reader } = file
  reader.peek()
  const line = reader.restOfLine().replace(/~\s*$/, '').trim()
  if (line !== '0' && line !== '') headerOf(file).notes.push(`area flags ${line}`)
}
