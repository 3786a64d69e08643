import type { AreaExit, AreaExtra, AreaLibrary, AreaRoom } from './area-model.ts'
import { excerpt, wholeWord } from './area-reader.ts'
import type { CircleFile } from './circle-records.ts'
import {
  circleFlags,
  nextRecord,
  numbersOf,
  readExtra,
  readTriggers,
  textOf,
} from './circle-records.ts'
import { damaged } from './damage.ts'
import { tableOf } from './dialects.ts'
import { doorOf } from './door-types.ts'

/** Reads a `.wld` file: rooms in the old form (three fields) or with 128-bit flags (six). */
export function readRooms(file: CircleFile, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(file, 'a room')
    if (vnum === undefined) return
    library.rooms.push(readRoom(file, vnum))
  }
}

function readRoom(file: CircleFile, vnum: number): AreaRoom {
  const { reader } = file
  const at = reader.place()
  const name = textOf(file, `the name of room ${vnum}`)
  const description = textOf(file, `the description of room ${vnum}`)
  const { flags, sector } = readRoomFlags(file, vnum)
  const exits: AreaExit[] = []
  const extras: AreaExtra[] = []
  for (;;) {
    const line = reader.data(`the closing S of room ${vnum}`)
    if (line.startsWith('S')) break
    if (line.startsWith('E')) extras.push(readExtra(file))
    else if (/^D\s*\d/.test(line)) exits.push(readExit(file, Number.parseInt(line.slice(1), 10)))
    else if (tableOf(file.dialect).freeLines) {
      reader.notice('line that is no part of a room, passed over', reader.place())
    } else damaged(reader.place(), `expected D<direction>, E or S, found "${excerpt(line)}"`)
  }
  const triggers = readTriggers(file)
  const record = { at, vnum, name, description, flags, sector, exits, extras, triggers }
  return { ...record, programs: [], notes: [] }
}

function readRoomFlags(file: CircleFile, vnum: number) {
  const { reader } = file
  const words = reader.data(`the flags of room ${vnum}`).split(/\s+/)
  if (words.length < 3) damaged(reader.place(), 'expected zone, flags and sector of a room')
  // Six fields or more are the 128-bit form: zone, four flag words, sector.
  const wide = words.length >= 6
  const flags = circleFlags(file, wide ? words.slice(1, 5) : words.slice(1, 2), 'room flags')
  return { flags, sector: wholeWord(reader.place(), words[wide ? 5 : 2], 'the sector') }
}

function readExit(file: CircleFile, direction: number): AreaExit {
  const { reader } = file
  const at = reader.place()
  if (direction >= tableOf(file.dialect).names.directions.length) {
    damaged(at, `expected a direction from 0 to 9, found ${direction}`)
  }
  const description = textOf(file, 'the description of an exit')
  const keywords = textOf(file, 'the keywords of an exit')
  const [doorType = 0, key = -1, target = -1] = numbersOf(file, 'door type, key and target', 3)
  return { at, direction, description, keywords, ...doorOf(file.dialect, doorType), key, target }
}
