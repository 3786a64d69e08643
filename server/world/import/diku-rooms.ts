import type { AreaExit, AreaExtra, AreaLibrary, AreaRoom } from './area-model.ts'
import { damaged } from './damage.ts'
import { joinedBits } from './flag-bits.ts'
import type { LineReader } from './line-reader.ts'
import { excerpt, flagWord, leadingNumbers, nextRecord, wholeWord } from './line-reader.ts'

/** Reads a `.wld` file: rooms in the old form (three fields) or with 128-bit flags (six). */
export function readRooms(reader: LineReader, library: AreaLibrary): void {
  for (;;) {
    const vnum = nextRecord(reader, 'a room')
    if (vnum === undefined) return
    library.rooms.push(readRoom(reader, vnum))
  }
}

function readRoom(reader: LineReader, vnum: number): AreaRoom {
  const at = reader.place()
  const name = reader.text(`the name of room ${vnum}`)
  const description = reader.text(`the description of room ${vnum}`)
  const { flags, sector } = readFlags(reader, vnum)
  const exits: AreaExit[] = []
  const extras: AreaExtra[] = []
  for (;;) {
    const line = reader.data(`the closing S of room ${vnum}`).trim()
    if (line === 'S') break
    if (line === 'E') extras.push(readExtra(reader))
    else if (/^D\s*\d{1,2}$/.test(line)) exits.push(readExit(reader, Number(line.slice(1))))
    else damaged(reader.place(), `expected D<direction>, E or S, found "${excerpt(line)}"`)
  }
  const triggers = readTriggers(reader)
  return { at, vnum, name, description, flags, sector, exits, extras, triggers, notes: [] }
}

function readFlags(reader: LineReader, vnum: number) {
  const words = reader.data(`the flags of room ${vnum}`).trim().split(/\s+/)
  if (words.length < 3) damaged(reader.place(), 'expected zone, flags and sector of a room')
  // Six fields or more are the 128-bit form: zone, four flag words, sector.
  const wide = words.length >= 6
  const flagWords = wide ? words.slice(1, 5) : words.slice(1, 2)
  const flags = joinedBits(flagWords.map((word) => flagWord(reader, word, 'room flags')))
  return { flags, sector: wholeWord(reader.place(), words[wide ? 5 : 2], 'the sector') }
}

function readExit(reader: LineReader, direction: number): AreaExit {
  const at = reader.place()
  if (direction > 9) damaged(at, `expected a direction from 0 to 9, found ${direction}`)
  const description = reader.text('the description of an exit')
  const keywords = reader.text('the keywords of an exit')
  const [doorType = 0, key = -1, target = -1] = reader.numbers('door type, key and target', 3)
  return { at, direction, description, keywords, doorType, key, target }
}

/** Reads keywords and text after an `E`. */
export function readExtra(reader: LineReader): AreaExtra {
  const at = reader.place()
  const keywords = reader.text('the keywords of an extra description')
  return { at, keywords, text: reader.text('an extra description') }
}

/** Takes the `T <trigger>` lines that may follow a record. */
export function readTriggers(reader: LineReader): number[] {
  const triggers: number[] = []
  for (;;) {
    const numbers = leadingNumbers((reader.peekData() ?? '').replace(/^T/, ''))
    if (!/^T\s+\d/.test(reader.peekData() ?? '') || numbers[0] === undefined) return triggers
    reader.data('a trigger')
    triggers.push(numbers[0])
  }
}
